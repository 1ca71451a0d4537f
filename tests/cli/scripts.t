#!/bin/sh
# Sieve scripts around a delivery: where they are found, in which order they
# run, and where the user finds their errors.
. "$(dirname "$0")/lib.sh"

script() { # FILE; the text on stdin
	cat >"$1"
	chown "$uid:$gid" "$1"
}

# An empty mailbox with the folders of these tests.
folders() {
	empty_mailbox
	for folder in one two before user; do
		for part in cur new tmp; do
			mkdir -p "home/Maildir/.$folder/$part"
		done
	done
	chown -R "$uid:$gid" home/Maildir
}

stores() { # FOLDER NAME
	folders
	deliver <mail
	is "$status $(find home/Maildir -path '*/new/*' -type f)" \
		"0 $(stored "$1")" "$2"
}

echo 'require "fileinto"; fileinto "one";' | script home/.dovecot.sieve
stores one "Dovecot's place for the script"
sed 's/one/two/' home/.dovecot.sieve | script home/.sieve
stores one "comes before ours"
mv home/.dovecot.sieve home/away
stores two "ours"
rm home/.sieve

# Errors.
echo 'fileinto "x' | script home/.sieve
stores "" "a broken script keeps the mail in INBOX"
like "$(cat home/.sieve.log)" 'line 1, column 1 of .*/home/\.sieve: ' \
	"its errors stand next to it"
is "$(stat -c %a home/.sieve.log)" 600 "for the user alone"
like "$(grep warning log)" "the user's script .*/home/.sieve has errors" \
	"the administrator sees that there are some"

rm home/.sieve.log
ln -s "$dir/victim" home/.sieve.log
chmod 777 "$dir"
stores "" "a log that is a link"
[ ! -e victim ]
ok $? "is not followed"
chmod 755 "$dir"
rm home/.sieve.log
head -c 70000 /dev/zero | tr '\0' x | script home/.sieve.log
chmod 600 home/.sieve.log
deliver <mail
[ "$(wc -c <home/.sieve.log)" -lt 10000 ]
ok $? "a log that has grown starts anew"

printf 'fileinto "a\001b";' | sed 's/^/require "fileinto"; /' |
	script home/.sieve
stores "" "a folder that cannot be keeps the mail in INBOX"

rm home/.sieve
mkdir home/.sieve
rm -f home/.sieve.log
stores "" "a script that is a folder keeps the mail in INBOX"
like "$(cat home/.sieve.log)" 'Is a directory' "and the user is told"
rmdir home/.sieve
head -c 2000000 /dev/zero | tr '\0' '#' | script home/.sieve
stores "" "a script that is too large keeps the mail in INBOX"
rm home/.sieve home/.sieve.log
mkfifo home/.sieve
stores "" "a script that is a pipe keeps the mail in INBOX"
rm home/.sieve

# check
echo 'keep;' >good.sieve
echo 'keep' >bad.sieve
waxseal check good.sieve
is "$status" 0 "check: no errors"
waxseal check good.sieve bad.sieve
is "$status" 65 "check: errors"
like "$out" '^line [12], column [0-9]+ of bad.sieve: ' "check: their place"
waxseal check nothing.sieve
is "$status" 75 "check: no such file"

# The administrator's scripts run around the user's.
echo 'require "fileinto"; fileinto "before"; stop;' >before.sieve
echo 'require "fileinto"; fileinto "user";' | script home/.sieve
echo "sieve_before = $dir/before.sieve" >>conf
stores before "sieve_before runs first, and can stop"
echo 'if false { discard; }' >before.sieve
folders
deliver <mail
is "$(stored | wc -l) $(stored user | wc -l)" "0 1" "else the user's runs too"
done_testing
