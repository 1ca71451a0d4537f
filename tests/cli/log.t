#!/bin/sh
# The one line of a delivery: its keys, and that nothing of a mail can forge
# another line, or another key.
. "$(dirname "$0")/lib.sh"

lines() {
	wc -l <log
}

deliver -f ann@a.example -r bob@b.example --queue-id Q1 \
	--client-ip 192.0.2.1 <mail
is "$(lines)" 1 "one line a delivery"
# Quoted values hold no keys.
keys=$(sed 's/"[^"]*"//g' log | grep -o '[a-z_]*=' | tr -d '=\n' | tr '\n' ' ')
for key in queue_id user size message_id sender recipient client author spf \
	dkim arc dmarc verdict score tests reason folders status dns_ms \
	crypto_ms sieve_ms disk_ms ms; do
	like "$(sed 's/"[^"]*"//g' log)" " $key=" "it has $key"
done
like "$(cat log)" ' dns_ms=[0-9]+\.[0-9] crypto_ms=[0-9]+\.[0-9] ' \
	"times are numbers"

hostile() { # NAME BYTES: as a message-id, an author and a subject
	before=$(lines)
	printf 'From: "%b" <ann@a.example>\nMessage-ID: <%b>\nSubject: %b\n\nx\n' \
		"$2" "$2" "$2" >hostile
	deliver -f "$(printf '%b' "$2")@a.example" --queue-id "$(printf '%b' "$2")" \
		--helo "$(printf '%b' "$2")" <hostile
	is "$status $(($(lines) - before))" "0 1" "$1: one line"
	is "$(tail -n 1 log | LC_ALL=C tr -d ' -~\n' | wc -c)" 0 \
		"$1: printable ASCII only"
	is "$(tail -n 1 log | sed 's/\\"//g; s/"[^"]*"//g' |
		grep -o ' verdict=[a-z]*' | tr -d '\n')" \
		" verdict=$(logged verdict)" "$1: one verdict"
	is "$(tail -n 1 log | sed 's/\\"//g; s/"[^"]*"//g' | grep -c forged=)" 0 \
		"$1: no key of its own"
}

hostile "line end" 'x\nwaxseal[1]: info: forged=1'
hostile "folded" 'x\n\tforged=1 verdict=inbox'
hostile "carriage return" 'x\r forged=1'
hostile "quote" 'x" forged=1 verdict=inbox "'
hostile "backslash" 'x\\\\" forged=1 verdict=inbox'
hostile "escape sequence" 'x\033[2K\033[1G forged=1'
hostile "8 bits" 'x\302\205forged=1\342\200\250verdict=inbox'
hostile "format" '%%s%%n%%1000000d forged=1'
hostile "long" "$(head -c 9000 /dev/zero | tr '\0' '"') forged=1"
done_testing
