#!/bin/sh
# Whom the administrator and the user trust, and whom the user knows: lists that
# are believed only when nobody else could have written them.
. "$(dirname "$0")/lib.sh"

# A shop asks to reject what it did not send; alumni.example sent it on.
cat >zone <<'END'
_dmarc.a.example  TXT "v=DMARC1; p=reject"
alumni.example    TXT "v=spf1 ip4:192.0.2.30 -all"
END
forwarded() {
	empty_mailbox
	deliver --client-ip 192.0.2.30 --helo mx.alumni.example \
		-f bob@alumni.example "$@" <mail
}

goes_to() { # FOLDER NAME [OPTION...]
	folder=$1 name=$2
	shift 2
	forwarded "$@"
	is "$status $(find home/Maildir -path '*/new/*' -type f)" \
		"0 $(stored "$folder")" "$name"
}

goes_to Junk "a forwarder whom nobody trusts"

# The administrator's.
printf '# ours\n\nforwarder Alumni.example\nsealer lists.example\n' >trusted.txt
waxseal trusted build trusted.txt trusted.cdb
is "$status $out" "0 trusted.cdb: 2 domains" "makes the administrator's list"
goes_to "" "one whom the administrator trusts" -o trusted="$dir/trusted.cdb"
like "$(logged reason)" "trusted forwarder alumni.example" "the log says so"
like "$(cat "$(stored)")" "dmarc=fail" "the result stays what it is"
printf 'sealer alumni.example\n' >sealers.txt
waxseal trusted build sealers.txt sealers.cdb
goes_to Junk "as a sealer only" -o trusted="$dir/sealers.cdb"
chmod 666 trusted.cdb
forwarded -o trusted="$dir/trusted.cdb"
is "$status $(stored)" "75 " "a list that everybody can write: try again"
like "$err" "^4.3.5 .*trusted.cdb: others may write it" "and says why"
forwarded -o trusted="$dir/none.cdb"
is "$status" 75 "a list that is not there: try again"
head -c 3000 /dev/urandom >damaged.cdb
forwarded -o trusted="$dir/damaged.cdb"
is "$(find home/Maildir -path '*/.Junk/new/*' -type f | wc -l)" \
	"$((status == 0))" "a damaged list trusts nobody, and no mail is lost"

printf 'forwarder a.example\nforwarder\nfriend b.example\nsealer -x\n' >bad.txt
printf 'sealer a.example\nsealer A.example\n' >>bad.txt
waxseal trusted build bad.txt trusted.cdb
is "$status $(echo "$err" | cut -d: -f1-2 | tr '\n' ' ')" \
	"65 bad.txt:2 bad.txt:3 bad.txt:4 bad.txt:6 trusted.cdb: not built " \
	"errors in the list are told, line by line"
waxseal trusted build
is "$status" 64 "usage"

# The user's.
list() { # FILE MODE OWNER; the text on stdin
	cat >"$1"
	chown "$3" "$1"
	chmod "$2" "$1"
}
echo "forwarder alumni.example" | list home/.waxseal-trusted 600 "$uid:$gid"
goes_to "" "one whom the user trusts"
goes_to Junk "when users may not say so" -o user_trusted=
chmod 620 home/.waxseal-trusted
goes_to Junk "a list that a group can write is not believed"
like "$(grep warning log)" "\.waxseal-trusted: others than the user" \
	"the administrator sees it"
rm home/.waxseal-trusted
mkfifo home/.waxseal-trusted
goes_to Junk "a list that is no file"
rm home/.waxseal-trusted
head -c 2000000 /dev/zero | list home/.waxseal-trusted 600 "$uid:$gid"
goes_to Junk "a list that is too long"
rm home/.waxseal-trusted
if [ "$(id -u)" -eq 0 ]; then
	echo "forwarder alumni.example" | list home/.waxseal-trusted 644 1:1
	goes_to Junk "a list of somebody else's"
	rm home/.waxseal-trusted
else
	skip "a list of somebody else's" "needs root"
fi

# Whom the user knows.
echo "ann@garden.example Ann" | list home/people 600 "$uid:$gid"
empty_mailbox
deliver --client-ip 192.0.2.30 -f ann@b.example \
	-o 'address_book=%h/people' -o local_domains= <<'END'
From: Ann <ann@c.example>
To: bob@b.example
Subject: money

Quick.
END
like "$(cat "$(stored)" "$(stored Junk)" 2>/dev/null)" "SPOOF_KNOWN_PERSON" \
	"a known person's name with another address"

# Made of the mails that the user sent.
mkdir -p home/Sent/cur home/Sent/new home/Sent/tmp
for n in 1 2; do
	printf 'From: bob@b.example\nTo: Ann <ann@garden.example>\nCc: %s\n\n.\n' \
		"Carl <carl@c.example>" >"home/Sent/cur/$n:2,S"
done
printf 'To: dora@d.example\n' >home/Sent/new/3
head -c 100000 /dev/urandom >home/Sent/new/4
mkdir home/Sent/new/5
waxseal addressbook home/Sent
is "$status $out" "0 ann@garden.example Ann
carl@c.example Carl
dora@d.example" "everybody once"
waxseal addressbook home
is "$status $out" "75 " "a folder that is none"
waxseal addressbook
is "$status" 64 "usage of addressbook"
done_testing
