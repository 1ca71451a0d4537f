#!/bin/sh
# The demo ends well, and each of its mails lies where the README says.
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
export BUILD
out=$(tests/demo/run 2>&1)
status=$?
tests=0 failed=0

result() { # STATUS NAME
	tests=$((tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests - $2"
	else
		echo "not ok $tests - $2"
		echo "$out" | sed 's/^/#   /'
		failed=1
	fi
}

row() { # TITLE DMARC FOLDER
	echo "$out" | grep -Eq "^$1 .* $2 +-?[0-9.]+ +$3 +[a-z]"
	result $? "$1: $3"
}

result "$status" "the demo ends well"
row "genuine and aligned" pass INBOX
row "spoof of a p=reject domain" fail Junk
row "spoof with two From fields" permerror Junk
row "forwarded, trusted sealer" fail INBOX
row "forwarded, unknown sealer" fail Junk
row "mailing list" fail INBOX
row "spoof of our own domain" none Junk
row "spoof in the display name" none Junk
row "unsigned but harmless" none INBOX
row "\\+detail, filed by Sieve" pass Bills
row "20 MB" pass INBOX
eval "$(echo "$out" | sed -n 's/^  \(.*waxseal explain .*\)/why=$(\1)/p')"
echo "$why" | grep -q 'DMARC_REJECT'
result $? "the command that it names explains"
echo "1..$tests"
exit $failed
