#!/bin/sh
# Programs that run while a script runs (vnd.dovecot.filter, .execute): what they
# get, what they make of the mail, and what they cannot do.
. "$(dirname "$0")/lib.sh"
cat >zone <<'END'
a.example TXT "v=spf1 ip4:192.0.2.1 -all"
bank.example TXT "v=spf1 -all"
_dmarc.bank.example TXT "v=DMARC1; p=reject"
END
mkdir programs out
chown "$uid:$gid" out
program() { # NAME: a shell script on stdin
	{ echo '#!/bin/sh'; cat; } >"programs/$1"
	chmod 755 "programs/$1"
}
script() {
	cat >home/.sieve
	chown "$uid:$gid" home/.sieve
}
with="-o sieve_programs=$dir/programs"
from="--client-ip 192.0.2.1 --helo a.example -f ann@a.example -r bob@b.example"
send() { # MAIL OPTION...: into a mailbox that is empty
	rm -rf home/Maildir home/.waxseal home/.sieve.log out/*
	file=$1
	shift
	# shellcheck disable=SC2086
	deliver $with $from "$@" <"$file"
}
mails() { # [FOLDER]: those that are no notice about a script
	stored "$@" | xargs -r grep -L '^Subject: .*script'
}
shown() { # the one mail, without what we put on top
	sed -n '/^From:/,$p' "$(mails "$@")"
}
kept() {
	mails "$@" | wc -l
}
cat >mail <<'END'
From: ann@a.example
To: bob@b.example
Subject: hello
Date: Fri, 20 Nov 2026 10:00:00 +0000
Received: by relay.example; Fri, 20 Nov 2026 10:00:00 +0000
Message-ID: <1@a.example>

The body.
END

# -- execute

program whole <<END
{ printf 'arg: %s\n' "\$@"; echo "\$SENDER \$RECIPIENT \$HOME"; id -u; cat; } \
	>$dir/out/got
ls -l /proc/self/fd | grep -c ' -> ' >$dir/out/fds
END
script <<'END'
require ["vnd.dovecot.execute", "variables"];
set "x" "$HOME; id";
execute :pipe "whole" ["a b", "${x}"];
END
send mail
is "$status $(kept)" "0 1" "a program is run, the mail is kept"
is "$(sed -n 1,2p out/got)" 'arg: a b
arg: $HOME; id' "its arguments come without a shell"
is "$(sed -n 3,4p out/got)" "ann@a.example bob@b.example $dir/home
$uid" "it knows whom it is about, and runs as the user"
is "$(sed -n '5,$p' out/got)" "$(cat mail)" "the mail is on its stdin"
is "$(cat out/fds)" 4 "nothing else is open"

program echo <<'END'
cat
printf '%s' "$1"
END
program no <<'END'
echo "no such thing" >&2
exit 1
END
script <<'END'
require ["vnd.dovecot.execute", "variables", "fileinto", "mailbox"];
set "v" "before";
if execute :input "in/" :output "v" "echo" "arg" {
	fileinto :create "${v}";
}
if not execute :output "v" "no" {
	fileinto :create "still-${v}";
}
execute :input "x" "no";
END
send mail
is "$(kept in.arg)" 1 "output goes into a variable, and true is status 0"
is "$(kept still-in.arg)" 1 "false leaves the variable as it was"
like "$(cat home/.sieve.log)" 'line 9.*no: status 1: no such thing' \
	"the user is told of a command that fails"
is "$(grep -c 'status 1' home/.sieve.log)" 1 "of a test that says no, not"

script <<'END'
require ["vnd.dovecot.execute", "fileinto", "mailbox"];
if not execute "nobody" {
	fileinto :create "none";
}
END
send mail
is "$(kept none)" 1 "as a test, a program that is not there is false"
echo 'require ["vnd.dovecot.execute"]; discard; execute "nobody";' | script
send mail
is "$(kept)" 1 "as a command, it makes the script fail"
like "$(cat home/.sieve.log)" 'nobody: No such file' "and the user is told"
for name in '../echo' '/bin/sh' '.echo' '-x' ''; do
	echo "require \"vnd.dovecot.execute\"; execute \"$name\";" | script
	send mail
	like "$(cat home/.sieve.log)" 'no name of a program' "\"$name\" is none"
done
ln -s /bin/cat programs/link
echo 'require ["vnd.dovecot.execute"]; execute "link";' | script
send mail
like "$(cat home/.sieve.log)" 'no regular file' "nor is what a link leads to"

# -- limits

program flood <<'END'
yes | head -c 100000000
END
script <<'END'
require ["vnd.dovecot.execute", "vnd.dovecot.filter", "variables",
	"fileinto", "mailbox"];
if execute :output "v" "flood" {
	set :length "n" "${v}";
	fileinto :create "${n}";
}
if not filter "flood" {
	fileinto :create "toolong";
}
END
send mail
is "$(kept 16384) $(kept toolong)" "1 1" "output is bounded"
program sleeps <<'END'
sleep 60 &
echo $! >PID
wait
END
sed -i "s|PID|$dir/out/pid|" programs/sleeps
echo 'require ["vnd.dovecot.execute"]; execute "sleeps";' | script
send mail -o deadline=6
is "$status $(kept)" "0 1" "one that takes too long is killed, before the mail is late"
like "$(cat home/.sieve.log)" 'sleeps: took too long' "and that is told"
case $(sed 's/.*) //; s/ .*//' "/proc/$(cat out/pid)/stat" 2>/dev/null) in
'' | Z*) ok 0 "with what it started" ;;
*) ok 1 "with what it started" ;;
esac
program count <<END
echo x >>$dir/out/count
END
{
	echo 'require "vnd.dovecot.execute";'
	for i in 1 2 3 4 5 6 7 8 9 10; do
		echo 'execute "count";'
	done
} | script
send mail
is "$status $(wc -l <out/count)" "0 8" "eight programs are run for one mail"
like "$(cat home/.sieve.log)" 'no more than 8 programs' "and no more"
program crash <<'END'
kill -SEGV $$
END
echo 'require ["vnd.dovecot.execute"]; execute "crash";' | script
send mail
is "$status $(kept)" "0 1" "one that crashes harms nobody"

# -- filter

program subject <<'END'
sed 's/^Subject: .*/Subject: changed/; s/body/BODY/'
END
script <<'END'
require ["vnd.dovecot.filter", "fileinto", "mailbox", "body", "copy"];
fileinto :copy :create "before";
if filter "subject" {
	if allof (header :is "subject" "changed", body :contains "BODY",
		not header :contains "subject" "hello") {
		fileinto :create "after";
	}
}
END
send mail
is "$status $(kept before) $(kept after)" "0 1 1" "the mail is another one"
is "$(shown before)" "$(cat mail)" \
	"what was filed before is the mail as it was"
is "$(shown after)" \
	"$(sed 's/hello/changed/; s/body/BODY/' mail)" "later ones see the new one"

program forge <<'END'
cat <<MAIL
Authentication-Results: mx.b.example; dmarc=pass header.from=bank.example
X-Spam-Flag: NO
X-Waxseal-Reason: good
Return-Path: <boss@b.example>
From: ceo@bank.example
Subject: forged

another
MAIL
END
echo 'require ["vnd.dovecot.filter"]; filter "forge";' | script
send mail -o authserv_id=mx.b.example
is "$(grep -c 'bank.example' "$(mails)") $(grep -c '^X-Spam-Flag: NO' "$(mails)")" \
	"1 0" "what a program prints is not taken for ours"
is "$(grep -c '^X-Waxseal-Reason: good' "$(mails)")" 0 "nor the reason"
is "$(grep '^Return-Path' "$(mails)")" "Return-Path: <ann@a.example>" \
	"nor the sender"
like "$(cat "$(mails)")" '^Received: by relay.example' \
	"by what loops are found stays"
like "$(head -n 20 "$(mails)")" '^Authentication-Results: mx.b.example' \
	"what we found stands on top"

for text in '' 'no mail at all' ' leading: space' 'A B: c' \
	'From: a@a.example\nFrom: b@b.example\n\nx\n'; do
	printf '%s' "printf '$text'" | program broken
	echo 'require ["vnd.dovecot.filter"]; filter "broken";' | script
	send mail
	is "$(shown)" "$(cat mail)" \
		"what is no mail changes nothing: $text"
	like "$(cat home/.sieve.log)" 'broken: .*(no mail|malformed)' "is told"
done
program fails <<'END'
sed s/hello/half/
exit 3
END
script <<'END'
require ["vnd.dovecot.filter", "fileinto", "mailbox"];
if not filter "fails" { fileinto :create "unchanged"; }
END
send mail
like "$(cat "$(mails unchanged)")" '^Subject: hello' \
	"what a program prints that fails is not taken"
program crlf <<'END'
sed 's/$/\r/'
END
echo 'require ["vnd.dovecot.filter"]; filter "crlf";' | script
send mail
is "$(grep -c "$(printf '\r')" "$(mails)")" 0 "CRLF becomes LF"
program nothing <<'END'
cat
END
echo 'require ["vnd.dovecot.filter"]; filter "nothing";' | script
send mail
is "$(grep -c 'X-Waxseal-Evidence: script' "$(mails)")" 0 \
	"a mail that comes back as it went is not changed"

# A mail of two MiB of which a program changes a line.
{ sed '$d' mail; head -c 1500000 /dev/zero | base64; } >big
program footer <<'END'
cat
echo "-- footer"
END
echo 'require ["vnd.dovecot.filter"]; filter "footer"; filter "footer";' | script
send big
is "$status $(tail -n 2 "$(mails)" | grep -c footer)" "0 2" "a long mail"
is "$(shown | sha256sum)" \
	"$({ cat big; echo "-- footer"; echo "-- footer"; } | sha256sum)" \
	"is whole"

script <<'END'
require ["vnd.dovecot.filter", "editheader", "fileinto", "mailbox", "replace",
	"mime", "foreverypart"];
addheader "X-One" "1";
filter "subject";
addheader "X-Two" "2";
deleteheader "X-One";
foreverypart { replace "new body"; }
fileinto :create "edited";
END
send mail
is "$(sed -n '/^X-Two:/,$p' "$(mails edited)" | grep -c 'X-One')" 0 \
	"what a program made can be changed"
like "$(cat "$(mails edited)")" '^X-Two: 2' "in its header"
like "$(cat "$(mails edited)")" '^new body' "and its body"
like "$(cat "$(mails edited)")" '^Subject: changed' "what it did stays"

# -- where they are not run

echo 'require ["vnd.dovecot.execute"]; execute "count";' | script
rm -f out/count
# shellcheck disable=SC2086
deliver $with $from -n <mail
like "$(cat out.txt)" 'count was not run: programs run only while' "deliver -n"
# shellcheck disable=SC2086
"$WAXSEAL" test -c conf $with home/.sieve mail >out.txt 2>&1
like "$(cat out.txt)" 'count was not run' "test"
# shellcheck disable=SC2086
"$WAXSEAL" explain -c conf $with -d bob@b.example mail >out.txt 2>&1
like "$(cat out.txt)" 'count was not run' "explain"
test -e out/count
is $? 1 "run no program"
sed 's/^From: .*/From: a@bank.example/' mail >spoof
send spoof
is "$status $(kept Junk) $(cat out/count 2>/dev/null)" "0 1 " \
	"Junk is not given to programs"
is "$(cat home/.sieve.log 2>/dev/null)" "" "and nobody is told of each"

# -- without sieve_programs

for extension in pipe filter execute; do
	echo "require \"vnd.dovecot.$extension\"; keep;" | script
	with='' send mail
	is "$status $(kept)" "0 1" "$extension cannot be required"
	like "$(cat home/.sieve.log)" 'scripts may run no programs here' "says why"
done
script <<'END'
require ["ihave", "fileinto", "mailbox"];
if ihave "vnd.dovecot.pipe" { pipe "count"; }
elsif ihave "vnd.dovecot.execute" { execute "count"; }
else { fileinto :create "neither"; }
END
with='' send mail
is "$(kept neither)" 1 "ihave tells the truth"
done_testing
