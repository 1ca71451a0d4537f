#!/bin/sh
# evidence = on: what a verdict is based on is stored with the mail, and explain
# replays it when DNS, the clock and the memory of the MTA have moved on.
. "$(dirname "$0")/lib.sh"
echo '* FAIL' >silence
cat >zone <<'END'
a.example TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc.a.example TXT "v=DMARC1; p=reject"
END

json() { # PATH: a value of the JSON in out.txt
	/usr/bin/python3 -c '
import functools, json, sys
print(functools.reduce(lambda value, key: value[key],
                       sys.argv[1].split("."), json.load(open("out.txt"))))
' "$1"
}

evidence() { # of a stored mail, unfolded
	sed -n '/^X-Waxseal-Evidence:/,/^[^\t]/p' "$@" | sed -n '1p;/^\t/p' |
		tr -d '\n\t'
}

# The same delivery with and without: only the field differs.
deliver -o evidence=off -f ann@a.example --client-ip 192.0.2.1 <mail
cp $(stored) without
log_off=$(tail -n 1 log | sed 's/^.*user=/user=/; s/ms=.*//')
empty_mailbox
deliver -f ann@a.example --client-ip 192.0.2.1 <mail
cmp -s $(stored) without
ok $? "off is the default"
empty_mailbox
deliver -o evidence=on -f ann@a.example --client-ip 192.0.2.1 <mail
is "$status $err" "0 " "stored with evidence"
cp $(stored) kept
is "$(tail -n 1 log | sed 's/^.*user=/user=/; s/ms=.*//')" "$log_off" \
	"the log line is the same"
is "$(sed '/^X-Waxseal-Evidence:/,/^Received:/{/^Received:/!d;}' kept)" \
	"$(cat without)" "all but the field is the same"
like "$(evidence kept)" '# client 192\.0\.2\.1;.*a\.example 300 TXT "v=spf1' \
	"the field is readable"
is "$(awk 'length > 78' kept | wc -l)" 0 "and folded"

waxseal explain -c conf -o "dns=zone $dir/silence" -o now=1800000000 kept
is "$status $err" "0 " "explained without DNS"
like "$out" '^Evidence +of 2026-09-21 14:13:20 UTC$' "says from when it is"
like "$out" 'envelope, time and answers are those of then' "and what it is"
like "$out" '^Verdict +Inbox' "the verdict of then"
like "$out" 'matched ip4:192\.0\.2\.1' "for the reason of then"
printf '%s\n' "$out" | grep -q '^Taken off'
is $? 1 "our own fields are not taken for forged ones"

waxseal explain --live -c conf -o "dns=zone $dir/silence" kept
like "$out" 'those of then; DNS was asked now' "--live asks DNS"
like "$out" '_dmarc\.a\.example: tempfail' "which does not answer"
waxseal explain --json -c conf -o "dns=zone $dir/silence" kept
is "$(json evidence.replayed) $(json dmarc.status)" "True pass" "--json"
waxseal explain --json -c conf without
is "$(json evidence.found)" False "a mail without evidence is explained as ever"
sed 's/$/\r/' kept >crlf
waxseal explain --json -c conf -o "dns=zone $dir/silence" crlf
is "$(json evidence.replayed) $(json dmarc.status)" "True pass" \
	"saved with CRLF"
{ echo 'From ann@a.example Mon Sep 21 14:13:20 2026'; cat kept; } >mbox
waxseal explain --json -c conf -o "dns=zone $dir/silence" mbox
is "$(json evidence.replayed)" True "saved as an mbox"

# What was taken off is part of what was judged.
empty_mailbox
{
	echo 'Received-SPF: fail (older hop) client-ip=192.0.2.7; '
	printf 'X-Spam-Flag : NO\nX-Odd: \\"\\;\r\n'
	cat mail
} >forged
deliver -n --json -o evidence=on -f ann@a.example --client-ip 192.0.2.1 <forged
then="$(json verdict) $(json removed)"
deliver -o evidence=on -f ann@a.example --client-ip 192.0.2.1 <forged
cp $(stored Junk) junk
waxseal explain --json -c conf -o "dns=zone $dir/silence" junk
is "$(json verdict) $(json removed)" "$then" "with the fields taken off"
like "$then" MALFORMED "which decided"

# A field that comes with a mail counts for nothing.
empty_mailbox
{
	sed -n '/^X-Waxseal-Evidence:/,/^Received:/{/^Received:/!p;}' kept
	cat mail
} >arriving
for switch in off on; do
	empty_mailbox
	deliver -o evidence=$switch -f eve@a.example --client-ip 192.0.2.66 \
		<arriving
	mail=$(find home -type f -path '*/.Junk/new/*')
	waxseal explain --json -c conf --client-ip 192.0.2.66 "$mail"
	is "$(json verdict.disposition)" junk "forged evidence, $switch"
	is "$(grep -c '^X-Waxseal-Evidence' "$mail")" \
		"$([ $switch = on ] && echo 1 || echo 0)" "it is taken off, $switch"
done
{ sed '/^Received:/,$d' kept; } >field
{ echo 'Received: from b.example by a.example'; cat field mail; } >below
waxseal explain --json -c conf below
is "$(json evidence.found)" False "below another field it is nobody's"

# Broken and huge.
for broken in 'X-Waxseal-Evidence:' 'X-Waxseal-Evidence: # now 1;a A x' \
	'X-Waxseal-Evidence: . FAIL;' 'X-Waxseal-Evidence: # now 99999999999999999'; do
	{ echo "$broken"; cat mail; } >odd
	waxseal explain -c conf odd
	is "$status" 0 "broken: $broken"
	like "$out" 'cannot be used; DNS was asked now' "and said"
done
{ echo "X-Waxseal-Evidence: # now 1;"
	yes ' a.example TXT "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";' | head -n 5000
	cat mail; } >odd
waxseal explain -c conf odd
like "$out" 'it is too long' "too long a field"

# What does not fit is left out; what is used later is still there.
empty_mailbox
long=$(yes 'x' | head -n 15000 | tr -d '\n')
cat >>zone <<END
1.2.0.192.in-addr.arpa PTR mx.a.example
mx.a.example A 192.0.2.1
a.example TXT "$long"
END
deliver -o evidence=on -f ann@a.example --client-ip 192.0.2.1 <mail
cp $(stored) large
[ "$(evidence large | wc -c)" -lt 16384 ]
ok $? "evidence is bounded"
waxseal explain -c conf -o "dns=zone $dir/silence" large
like "$out" 'incomplete: what did not fit' "and says that it is incomplete"
like "$out" '^iprev +pass' "what fits is there"
done_testing
