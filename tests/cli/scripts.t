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
	is "$status $(find home/Maildir -path '*/new/*' -type f | sort)" \
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

# The notice.
notices() {
	grep -l "^Auto-Submitted: auto-generated" home/Maildir/new/* 2>/dev/null
}
rm -rf home/.waxseal home/.sieve.log log
echo 'fileinto "x' | script home/.sieve
folders
deliver <mail
is "$(notices | wc -l) $(stored | wc -l)" "1 2" \
	"one mail tells the user of the errors"
notice=$(cat "$(notices)")
like "$notice" "^From: \"Mail system\" <postmaster@mx.b.example>" "from the host's postmaster"
like "$notice" "^To: bob@b.example" "to the user"
like "$notice" "line 1, column 1 of .*/home/\.sieve" "with the place"
like "$(head -n 1 "$(notices)")" "^Return-Path: <>" "by the null sender"
deliver <mail
deliver <mail
is "$(notices | wc -l) $(stored | wc -l)" "1 4" "but not for each mail"
is "$(grep -c 'has errors' log) $(grep -c script_error log)" "1 1" \
	"nor does the log of the administrator"
is "$(grep -c '^line 1, column 1 of' home/.sieve.log)" 3 "the user's log has them all"
deliver -o now=1790090000 <mail
is "$(notices | wc -l)" 2 "the next day there is another"
rm -rf home/.waxseal
deliver -o state= <mail
is "$(notices | wc -l)" 2 "none where nothing is remembered"
rm -f home/.sieve.log

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

for name in Junk INBOX.Junk; do
	echo "require \"fileinto\"; fileinto \"$name\";" | script home/.sieve
	stores Junk "a script may be the first that files into $name"
done
rm home/.sieve

# The administrator's scripts run around the user's.
echo 'require "fileinto"; fileinto "before"; stop;' >before.sieve
echo 'require "fileinto"; fileinto "user";' | script home/.sieve
echo "sieve_before = $dir/before.sieve" >>conf
stores before "sieve_before runs first, and can stop"
echo 'if false { discard; }' >before.sieve
folders
deliver <mail
is "$(stored | wc -l) $(stored user | wc -l)" "0 1" "else the user's runs too"

# They form a row, as in Pigeonhole.
: >before.sieve
stores user "one that does nothing hands the mail on"
echo 'keep; stop;' >before.sieve
stores user "so does one that keeps it"
echo 'require "fileinto"; fileinto "INBOX";' >before.sieve
stores "" "one that files into INBOX does not"
mkdir before.d
echo 'require "fileinto"; fileinto "one";' >before.d/20-one.sieve
echo 'require "fileinto"; fileinto "two";' >before.d/10-two.sieve
echo 'require "fileinto"; fileinto "before";' >before.d/05-no.sieve.bak
sed -i "s|^sieve_before = .*|sieve_before = $dir/before.d|" conf
stores two "of a folder the scripts run in the order of their names"
rm before.d/*.sieve
stores user "an empty folder"
sed -i "s|^sieve_before = .*|sieve_before = $dir/missing.d|" conf
folders
deliver <mail
is "$status" 75 "a folder that is missing is an error of the configuration"
sed -i "/^sieve_before = /d" conf

# ManageSieve's link to the active script.
mkdir -m 700 home/sieve
chown "$uid:$gid" home/sieve
echo 'require "fileinto"; fileinto "one";' | script home/sieve/active.sieve
rm home/.sieve
ln -s sieve/active.sieve home/.dovecot.sieve
stores one "a link to the active script"
rm home/.dovecot.sieve
ln -s nothing.sieve home/.dovecot.sieve
stores "" "a link to nothing is no script"
rm home/.dovecot.sieve
mkdir elsewhere
echo 'require "fileinto"; fileinto "two";' | script elsewhere/x.sieve
ln -s "$dir/elsewhere/x.sieve" home/.dovecot.sieve
stores two "a link out of the home, to a script of the user's"
if [ "$(id -u)" -eq 0 ]; then
	chown 1:1 elsewhere/x.sieve
	stores "" "to one of somebody else's: it is not run"
	like "$(cat home/.dovecot.sieve.log)" "belongs to somebody else" \
		"and the user is told"
	chown 0:0 elsewhere/x.sieve
	stores two "to one of root's"
	chmod 600 elsewhere/x.sieve
	stores "" "to one that the user may not read: it is not run"
	like "$(cat home/.dovecot.sieve.log)" "Permission denied" \
		"and the user is told that, too"
else
	skip "somebody else's scripts" "not root"
fi
rm -f home/.dovecot.sieve home/.dovecot.sieve.log

# include
script home/.dovecot.sieve <<'END'
require "include";
include "one"; include :global "all"; include :once "one";
END
echo 'if false { discard; }' | script home/sieve/one.sieve
mkdir global
echo 'require "fileinto"; fileinto "two";' >global/all.sieve
stores "" "include: a global script without sieve_global_dir"
like "$(cat home/.dovecot.sieve.log)" \
	'line 2, column 32 of .*\.dovecot\.sieve: there is no global script "all"' \
	"is an error that names its place"
echo "sieve_global_dir = $dir/global" >>conf
stores two "include: personal and global"
chmod 666 global/all.sieve
stores "" "include: a global script that everybody can write"
like "$(cat home/.dovecot.sieve.log)" 'everybody can write it' "is not run"
chmod 644 global/all.sieve
rm home/.dovecot.sieve.log
echo 'require "include"; include "two";' | script home/sieve/one.sieve
echo 'require "include"; include "one";' | script home/sieve/two.sieve
stores "" "include: a circle keeps the mail"
like "$(cat home/.dovecot.sieve.log)" '".*/\.dovecot\.sieve" includes "one", which includes "two", which includes "one" again' \
	"and the user is told who includes whom"
rm home/.dovecot.sieve.log
echo 'keep' | script home/sieve/two.sieve
stores "" "include: an error of a script that is included"
like "$(cat home/.dovecot.sieve.log)" 'line [12], column [0-9]+ of .*/home/sieve/two.sieve: a ";" is missing' \
	"stands in the log of the script that includes it"
rm home/sieve/two.sieve home/.dovecot.sieve.log
ln -s /etc/passwd home/sieve/two.sieve
mkdir home/sieve/folder.sieve
stores "" "include: a link to what is no script"
rm -r home/sieve/folder.sieve home/sieve/two.sieve
for name in ../x .x a/b; do
	echo "require \"include\"; include :optional \"$name\";" |
		script home/.dovecot.sieve
	rm -f home/.dovecot.sieve.log
	deliver <mail
	like "$(cat home/.dovecot.sieve.log)" 'cannot be the name of a script' \
		"include: no $name"
done
mkdir check
echo 'require "include"; include "b"; include "c";' >check/a.sieve
echo 'keep' >check/b.sieve
waxseal check check/a.sieve
is "$status" 65 "check: errors of what is included"
like "$out" 'of check/b.sieve: a ";"' "check: found beside it"
like "$out" 'of check/a.sieve: warning: there is no personal script "c"' \
	"check: a warning of what is missing"
echo 'keep;' >check/b.sieve
waxseal check check/a.sieve
is "$status" 0 "check: which is no error (RFC 6609 3.1)"

# Limits of the administrator's.
limited() { # KEY=VALUE TEXT PATTERN NAME
	rm -f home/.dovecot.sieve.log
	printf '%s\n' "$2" | script home/.dovecot.sieve
	deliver -o "$1" <mail
	is "$status" 0 "limits: $4"
	like "$(cat home/.dovecot.sieve.log)" "$3" "which one it was"
}
limited sieve_max_script_size=10 'keep; keep; keep;' 'larger than 10 bytes' size
limited sieve_max_actions=1 'keep; redirect "a@b.example";' \
	'more than 1 actions' actions
limited sieve_max_redirects=1 \
	'redirect :copy "a@b.example"; redirect "c@b.example";' \
	'needs the extension "copy"' "only a script that compiles has them"
limited sieve_max_redirects=1 \
	'redirect "a@b.example"; redirect "c@b.example";' \
	'more than 1 redirects' redirects
limited sieve_max_notifications=1 \
	'require "enotify"; notify "mailto:a@b.example"; notify "mailto:c@b.example";' \
	'more than 1 notifications' notifications
limited sieve_max_steps=3 'keep; keep; keep; keep;' 'takes too long' steps
limited sieve_max_includes=1 'require "include"; include "one"; include "one";' \
	'more than 1 scripts are included|no personal script' includes
waxseal -c conf -d bob@b.example -o sieve_max_actions=0 <mail
is "$status" 75 "limits: one action is always possible"
waxseal -c conf -d bob@b.example -o sieve_max_redirects=5 <mail
is "$status" 75 "limits: no more than the program's own"
like "$err" 'allowed is a number of 1 to 4' "which it names"

waxseal -c conf -d bob@b.example -o sieve_max_include_depth=1 <mail
is "$status" 75 "limits: three levels of scripts are always allowed (RFC 6609 3.1)"
like "$err" 'allowed is a number of 2 to 10' "two that are included"

# Local time is that of the date, not of now (RFC 5260 4.1).
script home/.dovecot.sieve <<'EOS'
require ["date", "fileinto"];
if allof (date "date" "time" "13:00:00", date "date" "zone" "+0100") {
	fileinto "one";
} elsif allof (date "date" "time" "14:00:00", date "date" "zone" "+0200") {
	fileinto "two";
}
EOS
for date in "2 Mar:one" "4 May:two"; do
	folders
	sed "s/^Date: .*/Date: Mon, ${date%:*} 2026 12:00:00 +0000/" mail >dated
	TZ=CET-1CEST,M3.5.0,M10.5.0/3 deliver <dated
	is "$status $(find home/Maildir -path '*/new/*' -type f)" \
		"0 $(stored "${date#*:}")" "local time on ${date%:*}"
done
done_testing
