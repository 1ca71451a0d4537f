#!/bin/sh
# waxseal.conf and -o: an error is one line with file, line, key and remedy,
# and the MTA keeps the mail.
. "$(dirname "$0")/lib.sh"
cp conf good

broken() { # PATTERN NAME; the lines behind the good ones in "more"
	cat good more >conf
	deliver <mail
	is "$status" 75 "$2"
	like "$err" "^4\\.3\\.5 $1" "$2, and says so"
	cp good conf
}

echo 'nothing = 1' >more
broken 'conf:7: key "nothing": there is no such key' \
	"an unknown key"
printf '\n# x\nfsync = soon\n' >more
broken 'conf:9: key "fsync": allowed is always, data or never' \
		"a bad value"
echo 'deadline = 1000' >more
broken 'conf:7: key "deadline": allowed is a time of 1 to 999' \
		"a deadline that Postfix does not wait for"
echo nonsense >more
broken 'conf:7: not a line of the form key = value' "no key"
printf '[scores]\nspf_fial = 1\n' >more
broken 'conf:8: key "spf_fial": there is no such line of the score' \
		"an unknown score"
printf 'users = \0' >more
broken 'conf: there is a NUL' "a NUL"

deliver -o junk_score=x <mail
is "$status" 75 "a bad -o"
like "$err" '^4\.3\.5 -o junk_score=x: key "junk_score": allowed is a number' \
	"a bad -o, and says so"
deliver -o what <mail
like "$err" '^4\.3\.5 -o what: ' "a -o without a value"

waxseal -c nothing -d bob@b.example <mail
is "$status" 75 "a file that is not there"
like "$err" '^4\.3\.5 nothing: No such file' "a missing file, and says so"
chmod o+w conf
deliver <mail
is "$status" 75 "a file that everybody can write"
like "$err" '^4\.3\.5 conf: everybody can write it' "and says so"
chmod o-w conf
if [ "$(id -u)" -eq 0 ]; then
	chown "$uid" conf
	deliver <mail
	like "$err" '^4\.3\.5 conf: it must belong to root' \
		"root reads no other's configuration"
	chown 0 conf
else
	skip "root reads no other's configuration" "we are not root"
fi

deliver -o log=stderr <mail
is "$status" 0 "-o replaces a key"
like "$err" '^waxseal\[[0-9]+\]: info: .*status=0' "the log goes to stderr"
deliver -o log="$dir/nowhere/log" <mail
is "$status" 0 "a log that cannot be opened holds no mail back"
is "$err" "" "the MTA does not take that for our answer"
deliver -o log="$dir/nowhere/log" -o users="$dir/nowhere/users" <mail
is "$status" 75 "nor where the mail is held back"
like "$(head -n 1 err.txt)" '^4\.3\.' "for another reason"

# Where mail goes.
empty_mailbox
deliver -o maildir='%h/%d/%n' <mail
is "$(find home/b.example/bob/new -type f | wc -l)" 1 "maildir is expanded"
deliver -o maildir='%h/%x' <mail
is "$status" 75 "an unknown expansion"
deliver -o dns="zone $dir/nothing" <mail
is "$status" 75 "a zone that is not there"
deliver -o users="$dir/nothing" <mail
is "$status" 75 "users that cannot be read are not unknown users"
deliver -o sieve_before="$dir/nothing" <mail
is "$status" 75 "an administrator's script that is not there"
deliver -o sieve="$dir/nothing" <mail
is "$status" 0 "a user need not have a script"

# The time and the name that stand in the mail.
empty_mailbox
deliver -o authserv_id=Other.Example <mail
like "$(cat $(stored))" '^Authentication-Results: other\.example;' \
	"authserv_id in lower case"
# Half of what belongs together does nothing, so it is an error.
for half in srs_domain=b.example srs_secrets=/x seal_domain=b.example \
	dkim_key=/x "seal_selector=s -o seal_domain=b.example"; do
	deliver -o $half <mail
	is "$status $(printf '%s' "$err" | grep -c 'needs all of')" "75 1" \
		"half a configuration: $half"
done
done_testing
