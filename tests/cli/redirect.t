#!/bin/sh
# Redirect from end to end, with a sendmail that keeps what it is given.
. "$(dirname "$0")/lib.sh"
mkdir out
chown "$uid:$gid" out
cat >sendmail <<END
#!/bin/sh
n=\$(ls $dir/out | wc -l)
{ echo "args: \$*"; cat; } >$dir/out/\$n
END
chmod 755 sendmail
echo 'redirect "carl@c.example";' >home/.sieve
chown "$uid:$gid" home/.sieve
sent() { # what the nth call got
	cat "out/$1" 2>/dev/null
}

deliver -o "sendmail=$dir/sendmail" -f ann@a.example <mail
is "$status" 0 "redirected"
like "$(sent 0)" '^args: -i -f ann@a.example -- carl@c.example$' \
	"in the sender's name, to the address"
like "$(sent 0)" '^X-Waxseal-Redirected-From: bob@b.example$' "with our mark"
is "$(sent 0 | grep -ciE '^(dkim-signature|arc-seal)')" 0 \
	"nothing is signed in the author's name"
is "$(stored | wc -l)" 0 "and not kept"

sed 1d out/0 >back
deliver -o "sendmail=$dir/sendmail" -f ann@a.example <back
is "$status" 0 "when it comes back"
is "$(find out -type f | wc -l)" 1 "it is not sent again"
is "$(stored | wc -l)" 1 "but kept"
like "$(cat log)" 'note=.*redirected from here before' "and the log says why"
like "$(cat home/.sieve.log)" 'redirected from here before' "so does the user's"

# RFC 5228 4.2, 10.
rm -rf out/* home/.waxseal home/Maildir log
deliver -o "sendmail=$dir/sendmail" -f '' <mail
like "$(sent 0)" '^args: -i -f <> -- carl@c.example$' \
	"a mail of nobody is sent on as nobody's"
is "$(sent 0 | sed 1d | grep -v '^X-Waxseal-Redirected-From:')" "$(cat mail)" \
	"fields, Received among them, and text as they came"
like "$(cat log)" 'carl@c.example' "the log has the address"

# What a script does to Delivered-To is for the mail that is stored: what is sent
# on has the fields by which mail servers find loops.
rm -rf out/* home/.waxseal home/Maildir
cat >home/.sieve <<'END'
require ["editheader", "copy"];
deleteheader "Delivered-To";
addheader "Delivered-To" "<other@b.example>";
redirect :copy "carl@c.example";
END
{ echo "Delivered-To: here@b.example"; cat mail; } >hop
deliver -o "sendmail=$dir/sendmail" -f ann@a.example <hop
is "$status" 0 "a script writes Delivered-To"
is "$(sent 0 | grep '^Delivered-To:')" "Delivered-To: here@b.example" \
	"what is sent on has the one it came with"
is "$(grep -h '^Delivered-To:' $(stored))" "Delivered-To: <other@b.example>" \
	"the stored mail has the script's"
rm -rf out/* home/.waxseal home/Maildir
deliver -o "sendmail=$dir/sendmail" -f ann@a.example <mail
is "$(sent 0 | grep -c '^Delivered-To:')" 0 "none is made up for others"
is "$(grep -h '^Delivered-To:' $(stored))" "Delivered-To: <other@b.example>" \
	"and the script's stands for ours"
rm -rf home/Maildir

# RFC 6009 6.1, 7.1: who wants to be told is told.
for wish in ':notify "NEVER"' ':ret "HDRS"' ':bytimerelative 600'; do
	rm -rf out/* home/.waxseal
	echo "require [\"redirect-dsn\", \"redirect-deliverby\"];
		redirect $wish \"carl@c.example\";" >home/.sieve
	deliver -o "sendmail=$dir/sendmail" -f ann@a.example <mail
	like "$(sent 0)" '^args: -i -f bob@b.example -- carl@c.example$' \
		"$wish: in the user's name"
	rm -rf out/* home/.waxseal
	deliver -o "sendmail=$dir/sendmail" -f '' <mail
	like "$(sent 0)" '^args: -i -f <> -- carl@c.example$' \
		"$wish: nobody stays nobody"
done
done_testing
