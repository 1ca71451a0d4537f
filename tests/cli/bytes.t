#!/bin/sh
# What is stored is what came: every byte of the body, and of the header fields
# that are not ours.
. "$(dirname "$0")/lib.sh"

# The mail below our own fields: from its first Received on.
below() {
	sed -n '/^Received: /,$p' "$1"
}

same() { # FILE NAME [EXPECTED]
	empty_mailbox
	deliver <"$1"
	below "$(stored)" >got
	cmp -s got "${3:-$1}"
	ok $? "$2"
}

same mail "LF"
sed 's/$/\r/' mail >crlf
same crlf "CRLF is stored as LF" mail
{ cat mail; printf 'a\r\nb\nc\r'; } >mixed
same mixed "mixed line ends after LF stay"
{ cat mail; printf 'nul \000 8 bit \377\376 no end'; } >odd
same odd "NUL, 8 bit, no last line end"
{ cat mail; printf 'From the start\n>From\n.\n..\n\n\n'; } >quoting
same quoting "nothing is quoted or dotted"
{ cat mail; head -c 200000 /dev/zero | tr '\0' x; echo; } >line
same line "one long line"

/usr/bin/python3 -c '
import sys
out = sys.stdout.buffer
out.write(open("mail", "rb").read())
block = bytes(range(256)) * 4096
for i in range(100):
    out.write(block)
' >large
same large "100 MB of all bytes"

# RLIMIT_DATA bounds anonymous memory alone, for both processes.
if [ -n "${ASAN_OPTIONS:-}" ]; then
	skip "100 MB in 20 MB of anonymous memory" "the sanitizer needs more"
else
	(
		ulimit -d 20480
		deliver <large
		exit "$status"
	)
	ok $? "100 MB in 20 MB of anonymous memory"
fi
is "$(find home/Maildir/tmp -type f | wc -l)" 0 "nothing is left in tmp"

# The header block belongs to the sender but for what only we may say.
empty_mailbox
{
	echo 'Received: x'
	echo 'Authentication-Results: mx.b.example; spf=pass'
	echo 'X-Spam-Status: No'
	echo 'X-Other: stays'
	tail -n +2 mail
} >forged
deliver <forged
is "$(grep -c '^Authentication-Results: mx.b.example' $(stored))" 1 \
	"a forged Authentication-Results is gone"
below "$(stored)" >got
is "$(grep -c '^X-Spam' got)" 0 "a forged X-Spam-Status too"
is "$(grep -c '^X-Other: stays' got)" 1 "others stay"

empty_mailbox
printf '' | deliver
is "$status $(stored Junk | wc -l)" "0 1" "an empty mail is kept, as Junk"
empty_mailbox
printf ' From: x\n' | deliver
is "$status $(stored Junk | wc -l)" "0 1" "a mail that begins with a blank"
like "$(cat $(stored Junk))" '^ From: x$' "is stored as it came"
done_testing
