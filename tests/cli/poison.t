#!/bin/sh
# A mail on which the deciding process fails every time: it is tried again for
# poison_after, and then stands in Junk, within a mail that says so.
. "$(dirname "$0")/lib.sh"

silent_server # the child waits for it, and can be killed

cat >bad <<'END'
Authentication-Results: mx.b.example; dmarc=pass header.from=bank.example
From: Bank <info@bank.example>
Subject: genuine
X-Spam-Flag: NO
Content-Type: multipart/mixed; boundary="=_0"

--=_0--
body
END

# At SECONDS of the clock; NAME is killed by SIGNAL, or left alone with "".
try() { # MAIL SECONDS SIGNAL [OPTION...]
	mail=$1 now=$2 signal=$3
	shift 3
	"$WAXSEAL" -c conf -d bob@b.example -f ann@a.example -o dns=system \
		--client-ip 192.0.2.1 --queue-id Q7 -o now="$now" \
		-o authserv_id=mx.b.example \
		-o resolver="127.0.0.1:$port" "$@" <"$mail" >out.txt 2>err.txt &
	parent=$!
	if [ -n "$signal" ]; then
		await_child
		[ -z "$child" ] || kill -s "$signal" "$child"
	fi
	await_end
}

count() {
	find home/Maildir -type f -path '*/new/*' | wc -l
}

try bad 1700000000 SEGV
is "$status $(count)" "75 0" "the first time: try again"
try bad 1700003599 KILL
is "$status $(count)" "75 0" "after 3599 seconds: try again"
try bad 1700003600 SEGV
is "$status $(count)" "0 1" "after an hour: delivered"
junk=$(find home/Maildir/.Junk/new -type f)
is "$(head -n 1 "$junk")" "Authentication-Results: mx.b.example; none" \
	"its results are ours, and there are none"
is "$(sed '/^$/q' "$junk" | grep -c '^Authentication-Results:')" 1 \
	"no other results stand in its header"
like "$(cat "$junk")" '^X-Spam-Flag: YES$' "it is marked"
like "$(sed '/^$/q' "$junk")" 'tests=UNVERIFIED$' "and says by which rule"
like "$(tail -n 1 log)" \
	'queue_id=Q7 user=bob@b.example .* rule=UNVERIFIED .*folders=Junk' \
	"the log says so"
like "$(tail -n 2 log | head -n 1)" \
	'queue_id=Q7 .*delivered unverified: it died by signal 11' \
	"and why"
/usr/bin/python3 - "$junk" bad <<'END'
import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"))
parts = mail.get_payload()
assert [part.get_content_type() for part in parts] == [
    "text/plain", "message/rfc822"], parts
assert parts[1].get_payload(0)["Subject"] == "genuine"
assert mail["From"] == "MAILER-DAEMON@mx.b.example", mail["From"]
whole = open(sys.argv[1], "rb").read()
assert open(sys.argv[2], "rb").read() in whole
assert not mail.defects and not parts[1].defects
END
ok $? "the mail is within it, whole, and cannot end the part it is in"

try bad 1700003600 SEGV --queue-id Q8 -f eve@a.example
is "$status $(count)" "0 2" "what is remembered is the mail, not the envelope"

# Silence until the deadline: no time is left to deliver.
sed 's/genuine/silent/' bad >slow
try slow 1700000000 "" -o deadline=1
is "$status $(count)" "75 2" "silence: try again"
try slow 1700003600 "" -o deadline=1
is "$status $(count)" "0 3" "silence, after an hour: not asked again"
like "$(tail -n 2 log | head -n 1)" 'unverified: it did not answer in time' \
	"the log says why"

sed 's/genuine/at once/' bad >other
try other 1700000000 ABRT -o poison_after=0
is "$status $(count)" "0 4" "poison_after = 0: at the first time"

# Not the mail's fault.
sed 's/genuine/ended/' bad >ended
"$WAXSEAL" -c conf -d bob@b.example -f ann@a.example -o dns=system \
	--client-ip 192.0.2.1 -o resolver="127.0.0.1:$port" -o now=1700000000 \
	<ended 2>err.txt &
parent=$!
sleep 0.5
kill "$parent"
wait "$parent"
try ended 1700009000 SEGV
is "$status $(count)" "75 4" "a signal to the program is not remembered"

# A mail that is decided after all.
try ended 1700000000 "" -o dns="zone $dir/zone"
is "$status $(count)" "0 5" "once it is decided, it is delivered as ever"
done_testing
