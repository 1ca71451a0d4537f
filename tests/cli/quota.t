#!/bin/sh
# A mailbox that may hold so much: what maildirsize says, when mail waits, when
# it is refused, and that nothing is left behind then.
. "$(dirname "$0")/lib.sh"

file() {
	cat home/Maildir/maildirsize
}

box() { # CONTENT of maildirsize
	rm -rf home/Maildir
	mkdir -p home/Maildir/new home/Maildir/cur home/Maildir/tmp
	printf "$1" >home/Maildir/maildirsize
	chmod -R go= home/Maildir
	chown -R "$uid:$gid" home/Maildir
}

leftovers() {
	find home/Maildir -path '*/tmp/*' -type f | wc -l
}

deliver <mail
is "$status" 0 "without a quota"
is "$(ls home/Maildir)" "cur
new
tmp" "no file is kept"
empty_mailbox

deliver -o quota='1M 100' <mail
is "$status" 0 "a first mail"
size=$(stat -c %s $(stored))
is "$(file)" "1048576S,100C
0 0
$size 1" "the file says what is in the mailbox"
deliver -o quota='1M 100' <mail
is "$(file | tail -n 1)" "$size 1" "a second mail is a line more"

box "5000S\n5980 2\n10 1\n"
deliver <mail
is "$status" 0 "what was removed since is found before a mail waits"
is "$(file | head -n 2)" "5000S
0 0" "and the file made anew"

box "300S,10C\n0 0\n"
deliver <mail
is "$status" 75 "a mail larger than all that may be"
like "$err" '^4\.2\.2 the mailbox is full: 0 bytes of 300 bytes, 0 of 10 mails' \
	"is tried again, with the enhanced status and the figures"
is "$(stored)" "" "nothing is stored"
is "$(leftovers)" 0 "nothing is left in tmp/"
is "$(file)" "300S,10C
0 0" "nothing is counted"
like "$(logged error)" 'the mailbox is full' "the log says so"

flock home/Maildir/tmp sh -c 'touch locked; sleep 3' &
while ! [ -e locked ]; do sleep 0.1; done
deliver -o deadline=1 <mail
is "$status" 75 "others are about to add to it until the deadline"
like "$err" '^4\.3\.0 maildirsize: others had the mailbox locked' \
	"the answer says so"
is "$(leftovers)" 0 "nothing is left in tmp/"
wait

deliver -o quota_full=reject <mail
is "$status" 77 "quota_full = reject ends with 77"
like "$err" '^5\.2\.2 the mailbox is full' "and 5.2.2"
is "$(stored)" "" "nothing is stored"

deliver -o quota_full=reject -o junk_score=-10 <mail
is "$status" 75 "but not Junk, whose sender is forged"
is "$(ls home/Maildir)" "cur
maildirsize
new
tmp" "nor is that stored"

box "$((size - 20))S\n0 0\n"
deliver -o quota_grace=0 <mail
is "$status" 75 "some bytes too much"
deliver <mail
is "$status" 0 "are within the grace"
deliver <mail
is "$status" 75 "which one mail may use"

box "100000000S,1C\n0 0\n"
cat >home/.dovecot.sieve <<'END'
require ["fileinto", "mailbox", "copy"];
fileinto :copy :create "A";
END
deliver <mail
is "$status" 75 "two copies are two mails"
is "$(find home/Maildir -name '*,S=*' | wc -l)" 0 "none of them is there"
deliver -o quota='1G 2' <mail
is "$(file | tail -n 1)" "$((2 * size)) 2" "and are counted as two"
cat >home/.dovecot.sieve <<'END'
require ["fileinto", "mailbox"];
fileinto :create "Trash";
END
deliver -o quota='1G 2' <mail
is "$status" 0 "Trash is not counted"
is "$(file | tail -n 1)" "$((2 * size)) 2" "at all"
rm home/.dovecot.sieve

box "100S\nx"
chmod 444 home/Maildir/maildirsize
deliver -o quota=1G <mail
is "$(file | head -n 1)" "1073741824S" "a damaged file is made anew"

printf 'bob@b.example:%d:%d:%s/home::quota=10\n' "$uid" "$gid" "$dir" >users.txt
"$WAXSEAL" users build users.txt users.cdb
deliver -o quota=1G <mail
is "$status" 75 "a user's own quota counts more than the configuration's"

printf 'bob@b.example:%d:%d:%s/home::\n' "$uid" "$gid" "$dir" >users.txt
"$WAXSEAL" users build users.txt users.cdb >/dev/null
empty_mailbox
rm -rf home/.waxseal
deliver -o quota="$((4 * size))" <mail
is "$(stored | wc -l)" 1 "a quarter full"
deliver -o quota="$((4 * size))" -o quota_warnings='20 40 90' <mail
is "$(grep -l '^Subject: Your mailbox is nearly full' $(stored) | wc -l)" 1 \
	"a threshold is passed: the user gets a mail"
like "$(cat $(stored))" '^Your mailbox is 50 % full: .* of .*' "with the figures"
like "$(cat $(stored))" '^Auto-Submitted: auto-generated' "that nobody answers"
deliver -o quota="$((9 * size))" -o quota_warnings='50' <mail
deliver -o quota="$((9 * size))" -o quota_warnings='50' <mail
is "$(grep -l '^Subject: Your mailbox is nearly full' $(stored) | wc -l)" 1 \
	"and no second one the same day"

# What changes all the while cannot be added up: nothing is refused for good.
if strace -f -o /dev/null true 2>/dev/null; then
	printf 'bob@b.example:%d:%d:%s/home::\n' "$uid" "$gid" "$dir" >users.txt
	"$WAXSEAL" users build users.txt users.cdb >/dev/null
	box "300S\n1000 5\n5 1\n"
	(while [ ! -e stop ]; do
		touch home/Maildir/new
		sleep 0.02
	done) &
	status=0
	strace -f -o /dev/null -e trace=getdents64 \
		-e inject=getdents64:delay_enter=100000 "$WAXSEAL" -c conf \
		-d bob@b.example -o quota_full=reject <mail 2>err.txt ||
		status=$?
	: >stop
	wait
	is "$status" 75 "full by a sum that is not sure: tried again"
	is "$(file)" "300S
1000 5
5 1" "and the sum is not kept"
	deliver -o quota_full=reject <mail
	is "$status" 77 "refused when it is sure"
	is "$(file)" "300S
0 0" "and kept"
else
	skip "a sum that is not sure" "strace cannot trace here"
fi

for value in 1X -5 '1G 2 3' 99999999999999999999; do
	deliver -o "quota=$value" <mail
	like "$err" 'key "quota": allowed is a size' "quota = $value is refused"
done
done_testing
