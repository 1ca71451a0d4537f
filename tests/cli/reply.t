#!/bin/sh
# What leaves because of a mail, from end to end, with a sendmail that keeps what
# it is given: replies, refusals, notices, reports; and what must not leave.
. "$(dirname "$0")/lib.sh"
cat >zone <<'END'
a.example TXT "v=spf1 ip4:192.0.2.1 -all"
open.example TXT "v=spf1 +all"
_dmarc.bank.example TXT "v=DMARC1; p=reject"
END
mkdir out
chown "$uid:$gid" out
cat >sendmail <<END
#!/bin/sh
n=\$(ls $dir/out | wc -l)
test ! -e $dir/broken || exit 75
{ echo "args: \$*"; cat; } >$dir/out/\$n
END
chmod 755 sendmail
good="--client-ip 192.0.2.1 --helo a.example -f ann@a.example"
evil="--client-ip 198.51.100.1 --helo a.example -f ann@a.example"

script() { # the user's script on stdin
	cat >home/.sieve
	chown "$uid:$gid" home/.sieve
}
send() { # MAIL OPTION...: as what came before never was
	file=$1
	shift
	deliver -o "sendmail=$dir/sendmail" "$@" <"$file"
}
anew() { # nothing was sent or stored before
	rm -rf out/* home/Maildir home/.waxseal home/.sieve.log broken
}
sent() {
	find out -type f | wc -l
}
kept() { # [FOLDER]: how many; what tells of errors in the script is none
	stored "$@" | xargs -r grep -l '^Subject: hello' | wc -l
}
why() { # of what was withheld
	sed -n '/not done: vacation/,/^$/p' <out.txt | tr -s ' \n' ' '
}

# -- vacation

script <<'END'
require ["vacation", "fcc", "imap4flags"];
vacation :days 3 :fcc "Sent" :flags "\\Seen" :subject "Ich bin fort"
	"Zurück im März.";
END
anew
mkdir -p home/Maildir/.Sent/tmp home/Maildir/.Sent/new home/Maildir/.Sent/cur
mkdir -p home/Maildir/tmp home/Maildir/new home/Maildir/cur
chown -R "$uid:$gid" home/Maildir
send mail $good
is "$status" 0 "a mail that is answered"
is "$(kept)" 1 "is stored"
is "$(head -n 1 out/0)" "args: -i -f <> -- ann@a.example" \
	"the answer goes to the sender, from the null sender"
like "$(cat out/0)" '^Auto-Submitted: auto-replied' "it says what it is"
like "$(cat out/0)" '^From: bob@b.example$' "it is from the user"
like "$(cat out/0)" '^In-Reply-To: <1@a.example>$' "it is in the thread"
like "$(cat out/0)" '^Zur=C3=BCck im M=C3=A4rz\.$' "it has the reason"
is "$(find home/Maildir/.Sent/cur -name '*:2,S' | wc -l)" 1 \
	"and a copy is kept where :fcc says"
sed 1d out/0 | cmp -s - "$(find home/Maildir/.Sent/cur -type f)"
ok $? "which is the mail that was sent"
like "$(cat log)" 'folders="?INBOX,vacation:ann@a.example' "the log says it"
sed 's/<1@/<2@/' mail >second
send second $good
is "$(sent)" 1 "who was answered is not answered again"
is "$(kept)" 2 "but the mail is stored"
is "$(find home/Maildir/.Sent/cur -type f | wc -l)" 1 \
	"and of no answer there is no copy"
send second $good -o now=1790300000
is "$(sent)" 2 "until three days have passed"

anew
touch broken
send mail $good
is "$status $(kept)" "0 1" "no reply can be sent: the mail is stored"
like "$(cat home/.sieve.log)" 'vacation:ann@a.example: .*status 75' \
	"and the user told"
rm broken
send second $good
is "$(sent)" 1 "the next mail is answered"

anew
for i in 1 2 3 4 5 6; do
	sed "s/<1@/<c$i@/" mail >"c$i"
	"$WAXSEAL" -c conf -d bob@b.example -o "sendmail=$dir/sendmail" $good \
		<"c$i" &
done
wait
is "$(sent)" 1 "of many mails at one time, one is answered"
is "$(kept)" 6 "and all are stored"

echo 'require "vacation-seconds"; vacation :seconds 0 "Away.";' | script
anew
send mail $good
send mail $good
is "$(sent)" 1 "with :seconds 0 a mail is answered once"
send second $good
is "$(sent)" 2 "and each mail"
script <<'END'
require "vacation";
vacation "Away.";
END

withheld() { # WHAT REASON MAIL OPTION...
	what=$1 reason=$2
	shift 2
	anew
	send "$@"
	is "$status $(sent)" "0 0" "not answered: $what"
	send "$@" -n
	like "$(why)" "$reason" "not answered: $what: and says why"
}
withheld "a forged sender" 'nothing proves that ann@a.example sent it' \
	mail $evil
withheld "a sender behind +all" 'nothing proves' mail \
	--client-ip 198.51.100.1 -f ann@open.example -o junk_score=50
withheld "nobody knows who sent it" 'nothing proves' mail -f ann@a.example
withheld "a bounce" 'the null sender' mail --client-ip 192.0.2.1 -f '<>'
sed 's/^Subject/List-Id: <l.a.example>\n&/' mail >list
withheld "a mailing list" 'mailing list' list $good
sed 's/^Subject/Auto-Submitted: auto-replied\n&/' mail >auto
withheld "another vacation" 'a program wrote it' auto $good
sed 's/^To:.*/To: others@b.example/' mail >others
withheld "somebody else's mail" 'not named in To' others $good
sed 's/ann@a/ann@bank/' mail >spoof
withheld "a spoof" 'Junk is not answered' spoof $good
is "$(kept Junk)" 1 "which lies in Junk"

anew
send out/none $good 2>/dev/null
send mail $good
sed 1d out/0 >reply
anew
deliver -o "sendmail=$dir/sendmail" --client-ip 192.0.2.1 -f '<>' <reply
is "$(sent)" 0 "a reply is not replied to"

# What the MTA is asked not to tell us.
anew
send mail $good -o sendmail_dsn=on
is "$(head -n 1 out/0)" "args: -N NEVER -i -f <> -- ann@a.example" \
	"nobody wants to know what becomes of an answer"

# -- reject

script <<'END'
require "reject";
reject "I do not want this.";
END
anew
send mail $good
is "$status $(kept)" "0 0" "a refused mail is not kept"
is "$(head -n 1 out/0)" "args: -i -f <> -- ann@a.example" \
	"the sender is told"
like "$(cat out/0)" '^Disposition: automatic-action/MDN-sent-automatically; deleted$' \
	"by a disposition notification"
script <<'END'
require ["reject", "editheader"];
deleteheader "Subject";
addheader "Subject" "pears";
addheader "X-Mine" "1";
reject "I do not want this.";
END
anew
send mail $good
is "$(sent)" 1 "a changed mail is refused"
is "$(grep -c '^Subject: hello' out/0) $(grep -cE 'pears|X-Mine' out/0)" "1 0" \
	"a refusal holds the header as it came"
script <<'END'
require "reject";
reject "I do not want this.";
END
anew
send mail $good
send mail $good
is "$(sent)" 1 "once for each mail, however often it is delivered"
anew
send mail $evil
is "$status $(sent)" "0 0" "a forged sender is told nothing"
is "$(kept Junk)" 1 "the mail goes to Junk"
like "$(cat home/.sieve.log)" 'reject .*the mail is in Junk: nothing proves' \
	"and the user's log says why"
anew
send mail $evil -e
is "$status $(sent)" "77 0" "with -e the MTA refuses"
is "$err" "5.7.1 I do not want this." "with the reason"
anew
send spoof $good -e
is "$status $(kept Junk)" "0 1" "but never Junk"
anew
touch broken
send mail $good
is "$status $(kept)" "75 0" "a refusal that cannot be sent is tried again"
rm broken
send mail $good
is "$status $(sent)" "0 1" "and then sent"
script <<'END'
require "reject";
reject "Nein, dafür nicht.";
END
anew
send mail $good -e
is "$status $(sent)" "0 1" "reject's text of UTF-8 is kept as it is"
anew
send mail $evil -e
is "$status" 77 "where nobody can be told, the MTA refuses"
is "$(printf '%s' "$err" | LC_ALL=C tr -d ' -~')" "" "in ASCII"

# -- ereject

script <<'END'
require "ereject";
ereject text:
I am not taking mail from you, and I don't
want your birdseed, either!
.
;
END
anew
send mail $good
is "$status $(kept)" "0 0" "ereject: a refused mail is not kept"
is "$(head -n 1 out/0)" "args: -i -f <> -- ann@a.example" \
	"ereject: the sender is told"
like "$(cat out/0)" '^Action: failed$' "by a delivery status notification"
like "$(cat out/0)" '^want your birdseed, either!$' "with the reason"
anew
send mail $good -e
is "$status $(sent)" "77 0" "ereject: with -e the MTA refuses"
is "$err" \
	"5.7.1 I am not taking mail from you, and I don't want your birdseed, either!" \
	"ereject: with its reason on one line"
echo 'require "ereject"; ereject "Nein, dafür nicht.";' | script
anew
send mail $good -e
is "$status $(sent)" "77 0" "ereject: the MTA refuses, whatever the text is"
is "$err" "5.7.1 refused by the recipient" "ereject: in ASCII"
anew
send mail --client-ip 192.0.2.1 -f '<>'
is "$status $(sent)" "0 0" "ereject: the null sender is told nothing"
like "$(cat home/.sieve.log)" 'ereject .*the null sender' \
	"ereject: the user's log says why"

# -- notify

script <<'END'
require ["enotify", "variables"];
set "n" "1";
notify :message "Look" "mailto:pager@c.example?cc=other@d.example";
END
anew
send mail $good
is "$(grep -h '^args' out/* | sort | tr '\n' '|')" \
	"args: -i -f bob@b.example -- other@d.example|args: -i -f bob@b.example -- pager@c.example|" \
	"a notice goes to all whom its URI names"
like "$(cat out/0)" '^Auto-Submitted: auto-notified; owner-email="bob@b.example"$' \
	"it says whose it is"
like "$(cat log)" 'folders="?[^ ]*notify:pager@c.example' "the log tells of it"
sed 1d out/0 >notice
anew
send notice $good
is "$(sent)" 0 "a notice that comes back makes no other"
anew
send mail --client-ip 192.0.2.1 -f '<>'
is "$(head -n 1 out/0)" "args: -i -f <> -- pager@c.example" \
	"a null sender stays one"
anew
send spoof $good
is "$(sent)" 0 "nobody is told of a spoof"
script <<'END'
require "enotify";
notify "mailto:pager@c.example";
END
anew
echo 'require "enotify"; notify :message "a" "mailto:pager@c.example"; notify :message "b" "mailto:pager@c.example";' |
	script
send mail $good
is "$(sent)" 2 "two notices of one mail that say different things"
echo 'require "enotify"; notify "mailto:pager@c.example";' | script
anew
for i in $(seq 33); do
	sed "s/<1@/<n$i@/" mail >many
	send many $good
done
is "$(sent)" 30 "thirty notices an hour"
like "$(cat log)" 'more than 30 notices in an hour' "and a word about it"
is "$(kept)" 33 "all mail is stored"
send many $good -o now=1790004000
is "$(sent)" 30 "a mail that comes twice is told of once"
sed "s/<1@/<n34@/" mail >many
send many $good -o now=1790004000
is "$(sent)" 31 "an hour later it goes on"

# -- report

script <<'END'
require "vnd.dovecot.report";
report "abuse" "This is spam." "abuse@b.example";
END
anew
send mail $good
is "$(head -n 1 out/0)" "args: -i -f <> -- abuse@b.example" "a report"
like "$(cat out/0)" '^Feedback-Type: abuse$' "in the form of RFC 5965"
like "$(cat out/0)" '^Source-IP: 192.0.2.1$' "with the client"
anew
send spoof $good
is "$(sent)" 0 "Junk is not sent on"
send spoof $good -o redirect_junk=on
is "$(sent)" 1 "unless the administrator wants it"

# -- redirect of Junk

script <<'END'
redirect "carl@c.example";
END
anew
send spoof $good
is "$(sent) $(kept Junk)" "0 1" "a spoof is not redirected, but in Junk"
like "$(cat home/.sieve.log)" \
	'redirect "carl@c.example".*in Junk: Junk is not redirected' \
	"the user is told where"
anew
send spoof $good -o redirect_junk=on
is "$(sent) $(kept Junk)" "1 0" "unless the administrator wants it"

# -- pipe

script <<'END'
require "vnd.dovecot.pipe";
pipe "keep" ["a b", "$HOME; id"];
END
mkdir programs
cat >programs/keep <<END
#!/bin/sh
{ printf 'arg: %s\n' "\$@"; echo "\$SENDER \$RECIPIENT \$HOME"; id -u
ulimit -t; ulimit -c; env; cat; } >$dir/out/piped
END
printf '#!/bin/sh\nexit 1\n' >programs/fails
printf '#!/bin/sh\nexit 75\n' >programs/later
chmod 755 programs programs/*
anew
send mail $good
is "$status $(kept)" "0 1" "without sieve_programs nothing is run"
like "$(cat home/.sieve.log)" 'run no programs here.*sieve_programs' "and said"
anew
send mail $good -r bob@b.example -o "sieve_programs=$dir/programs"
is "$status $(kept)" "0 0" "a program takes the mail"
is "$(sed -n 1,2p out/piped)" "arg: a b
arg: \$HOME; id" "its arguments come without a shell"
is "$(sed -n 3p out/piped)" "ann@a.example bob@b.example $dir/home" \
	"it knows whom it is about"
is "$(sed -n '5,6p' out/piped | tr '\n' ' ')" "30 0 " "within limits"
is "$(grep -c '^[A-Z_]*=' out/piped)" \
	"$(grep -cE '^(PATH|HOME|USER|LOGNAME|SENDER|RECIPIENT|PWD|OLDPWD|SHLVL|_|MAIL_CONFIG)=' out/piped)" \
	"and little else"
is "$(sed -n 4p out/piped)" "$uid" "it runs as the user"
like "$(cat out/piped)" '^Subject: hello' "the mail is on its stdin"
echo 'require "vnd.dovecot.pipe"; pipe "fails";' | script
anew
send mail $good -o "sieve_programs=$dir/programs"
is "$status $(kept)" "0 1" "one that fails: the mail is kept"
like "$(cat home/.sieve.log)" 'pipe:fails: .*status 1' "and the user told"
echo 'require "vnd.dovecot.pipe"; pipe :try "fails";' | script
anew
send mail $good -o "sieve_programs=$dir/programs"
is "$status $(kept)" "0 1" "with :try it is kept as well"
echo 'require "vnd.dovecot.pipe"; pipe "later";' | script
anew
send mail $good -o "sieve_programs=$dir/programs"
is "$status $(kept)" "75 0" "one that says 75: try again"
chmod g+w programs/keep
echo 'require "vnd.dovecot.pipe"; pipe "keep";' | script
anew
send mail $good -o "sieve_programs=$dir/programs"
like "$(cat home/.sieve.log)" 'others than its owner can write it' \
	"one that others can write is not run"
ln -s /bin/cat programs/link
echo 'require "vnd.dovecot.pipe"; pipe "link";' | script
anew
send mail $good -o "sieve_programs=$dir/programs"
like "$(cat home/.sieve.log)" 'no regular file' "nor what a link leads to"

# -- what others read in them

check() { # NAME SCRIPT: the mail that it sends, without the line of arguments
	script
	anew
	send mail $good
	sed 1d out/0 >"read-$1"
}
check vacation <<'END'
require "vacation";
vacation :subject "Ich bin fort, für lange, mit einem Betreff, der über eine Zeile hinaus geht – ganz weit fort"
	:from "Böb <bob@b.example>" "Zurück im März.
From me.";
END
echo 'require "reject"; reject "Nein, dafür nicht.";' | check refusal
echo 'require "enotify"; notify :message "Grüße" "mailto:x@c.example?body=%C3%A4";' |
	check notice
echo 'require "vnd.dovecot.report"; report "abuse" "Späm." "x@c.example";' |
	check report
/usr/bin/python3 - >read.txt 2>&1 <<'END'
import email, email.policy

def read(name):
    with open("read-" + name, "rb") as file:
        data = file.read()
    assert data.isascii() and max(map(len, data.split(b"\n"))) <= 78, name
    mail = email.message_from_bytes(data, policy=email.policy.default)
    for part in mail.walk():
        assert not part.defects, (name, part.defects)
    for field in mail.values():
        assert not field.defects, (name, field, field.defects)
    return mail, [part.get_content_type() for part in mail.walk()]

mail, types = read("vacation")
assert mail["Subject"] == "Ich bin fort, für lange, mit einem Betreff, der " \
    "über eine Zeile hinaus geht – ganz weit fort", mail["Subject"]
assert mail["From"].addresses[0].display_name == "Böb"
assert mail.get_content() == "Zurück im März.\nFrom me.\n"
assert mail["Date"].datetime.timestamp() == 1790000000
mail, types = read("refusal")
assert types[:3] == ["multipart/report", "text/plain",
                     "message/disposition-notification"], types
assert "Nein, dafür nicht." in mail.get_payload(0).get_content()
status = mail.get_payload(1).get_payload(0)
assert status["Final-Recipient"] == "rfc822; bob@b.example"
assert status["Original-Message-ID"] == "<1@a.example>"
assert mail.get_payload(2).get_content_type() == "text/rfc822-headers"
mail, types = read("notice")
assert mail["Subject"] == "Grüße" and mail.get_content() == "ä\n"
mail, types = read("report")
assert types[:3] == ["multipart/report", "text/plain",
                     "message/feedback-report"], types
assert "Späm." in mail.get_payload(0).get_content()
inner = mail.get_payload(2).get_payload(0)
assert inner["Subject"] == "hello" and "Hello." in inner.get_payload()
END
is "$(cat read.txt)" "" "Python's email package reads what was meant"
done_testing
