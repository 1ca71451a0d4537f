#!/bin/sh
# Two processes: whatever happens to one, the MTA keeps the mail, and nothing
# half done is seen.
. "$(dirname "$0")/lib.sh"

silent_server # the child waits for it

# In the background, until the child runs; sets parent and child.
start() {
	"$WAXSEAL" -c conf -d bob@b.example -o dns=system -f ann@a.example \
		--client-ip 192.0.2.1 --queue-id Q7 \
		-o resolver="127.0.0.1:$port" "$@" \
		<mail >out.txt 2>err.txt &
	parent=$!
	await_child
}

nothing_stored() { # NAME
	is "$(find home/Maildir -type f | wc -l)" 0 "$1: nothing is stored"
}

for signal in SEGV KILL ABRT XCPU; do
	start
	kill -s "$signal" "$child"
	await_end
	is "$status" 75 "the child dies by $signal"
	like "$err" '^4\.3\.0 the deciding process failed: it died by signal' \
		"$signal: says so"
	like "$(tail -n 1 log)" 'queue_id=Q7 user=bob@b.example .*status=75' \
		"$signal: the log names the mail"
	nothing_stored "$signal"
done

start -o deadline=1
await_end
is "$status" 75 "silence until the deadline"
like "$err" '^4\.3\.0 the deciding process failed: it did not answer in time' \
	"the deadline: says so"
nothing_stored "deadline"

for signal in TERM INT HUP; do
	start
	# A shell without job control starts jobs with INT ignored.
	kill -s "$signal" "$parent"
	await_end
	is "$status" 75 "$signal to the parent"
	like "$err" '^4\.3\.0 ' "$signal to the parent: says so"
	nothing_stored "$signal to the parent"
	[ ! -e "/proc/$child" ]
	ok $? "$signal to the parent: the child is gone"
done

start -o dns_timeout=1
await_end
is "$status $err" "75 4.4.3 DNS did not say whether it is from a.example" \
	"DNS that does not answer in its time"

# The MTA's limit on files (mailbox_size_limit) hits large mail.
{ cat mail; head -c 1000000 /dev/zero | tr '\0' x; } >large
(
	ulimit -f 200
	"$WAXSEAL" -c conf -d bob@b.example <large 2>err.txt
)
is $? 75 "a mail larger than RLIMIT_FSIZE"
like "$(cat err.txt)" '^4\.2\.2 ' "RLIMIT_FSIZE: says so"
nothing_stored "RLIMIT_FSIZE"

# stdin that never ends.
sleep 3 | "$WAXSEAL" -c conf -d bob@b.example -o deadline=1 2>err.txt
is $? 75 "a stdin that never ends"
like "$(cat err.txt)" '^4\.3\.0 reading the mail: signal or deadline' \
	"and says so"
nothing_stored "stdin"

# Nor do signals that whoever starts us has blocked keep it waiting.
sleep 3 | timeout 10 /usr/bin/python3 -c '
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
os.execv(sys.argv[1], sys.argv[1:])
' "$WAXSEAL" -c conf -d bob@b.example -o deadline=1 2>err.txt
is $? 75 "a deadline behind blocked signals"
like "$(cat err.txt)" '^4\.3\.0 reading the mail: signal or deadline' \
	"says so"
nothing_stored "blocked signals"

deliver <mail
is "$status $(stored | wc -l)" "0 1" "afterwards all is well"
done_testing
