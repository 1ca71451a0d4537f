#!/bin/sh
# explain and -n: what would happen, without its happening.
. "$(dirname "$0")/lib.sh"
cat >zone <<'END'
a.example TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc.a.example TXT "v=DMARC1; p=reject"
END

waxseal explain -c conf -f ann@a.example --client-ip 192.0.2.1 mail
is "$status $err" "0 " "explain"
like "$out" '^Verdict +Inbox' "says where it goes"
like "$out" 'matched ip4:192\.0\.2\.1' "and why"
waxseal explain -c conf -f ann@a.example --client-ip 192.0.2.2 mail
like "$out" '^Verdict +Junk' "another client makes it Junk"
cat mail | waxseal explain -c conf -d bob@b.example -
is "$status" 0 "from stdin, for a user without a mailbox"
[ ! -e home/Maildir ]
ok $? "which is not made"
waxseal explain -c conf -d eve@b.example mail
is "$status" 67 "an unknown user"
waxseal explain -c conf nothing
is "$status" 75 "a mail that is not there"

json() { # PATH: a value of the JSON in out.txt
	/usr/bin/python3 -c '
import functools, json, sys
print(functools.reduce(lambda value, key: value[key],
                       sys.argv[1].split("."), json.load(open("out.txt"))))
' "$1"
}

waxseal explain --json -c conf -f ann@a.example --client-ip 192.0.2.1 mail
is "$(json dmarc.status) $(json spf.mailfrom.status)" "pass pass" "--json"
is "$(json verdict.disposition)" inbox "--json: the verdict"

# What is not told, a mail that was delivered tells.
{ printf 'Return-Path: <ann@a.example>\nDelivered-To: bob@b.example\n'; cat mail; } \
	>delivered
waxseal explain --json -c conf --client-ip 192.0.2.1 delivered
is "$(json spf.mailfrom.status)" pass "the sender of a delivered mail"
waxseal explain --json -c conf -f eve@e.example --client-ip 192.0.2.1 delivered
is "$(json spf.mailfrom.domain)" e.example "an option comes first"

deliver -n <mail
is "$status $(stored | wc -l)" "0 0" "-n delivers nothing"
like "$out" '^Verdict ' "-n says what would happen"
[ ! -e home/Maildir ]
ok $? "-n makes no mailbox"
deliver -n --json -f ann@a.example --client-ip 192.0.2.1 <mail
is "$(json dmarc.status)" pass "-n --json"
deliver -n <&-
is "$status" 75 "-n without a mail"
"$WAXSEAL" explain -c conf mail >/dev/full 2>err.txt
is $? 75 "output that cannot be written"
# Root sees no more by a user's files than the user.
if [ "$(id -u)" -eq 0 ]; then
	echo 'root:secret' >"$dir/secret"
	chmod 600 "$dir/secret"
	mkdir -p home/sieve
	ln -s "$dir/secret" home/sieve/secret.sieve
	echo 'require "include"; include "secret";' >home/.sieve
	chown -R "$uid:$gid" home
	waxseal explain -c conf -d bob@b.example mail
	like "$out" 'secret.sieve: Permission denied' \
		"what a user's script includes is read with the user's rights"
	[ -z "$(printf '%s' "$out" | grep root:secret)" ]
	ok $? "and nothing of it is shown"
	waxseal test -c conf -d bob@b.example home/.sieve mail
	like "$out" 'secret.sieve: Permission denied' "also by waxseal test"
fi
done_testing
