#!/bin/sh
# What folders are called on disk, and that those that are made are subscribed
# to: Dovecot's file "subscriptions".
. "$(dirname "$0")/lib.sh"

into() { # FOLDER
	printf 'require ["fileinto", "mailbox"]; fileinto :create "%s";\n' "$1" \
		>home/.dovecot.sieve
}

folders() {
	(cd home/Maildir && ls -d .[!.]* 2>/dev/null | tr '\n' ' ')
}

file() {
	cat home/Maildir/subscriptions
}

has() { # FOLDER: is there, says a script
	printf 'require ["mailbox", "reject"]; if not mailboxexists "%s" { %s }' \
		"$1" 'reject "no";' >home/.dovecot.sieve
	deliver -e <mail
	is "$status" 0 "scripts see $1"
}

# -- names ---------------------------------------------------------------------

into 'Entwürfe/A&B'
deliver <mail
is "$(folders)" '.Entw&APw-rfe.A&-B ' "modified UTF-7 is the default"
has 'Entwürfe/A&B'
empty_mailbox
into 'Entwürfe/A&B'
deliver -o folder_names=utf8 <mail
deliver -o folder_names=utf8 <mail
is "$(folders)" '.Entwürfe.A&B ' "folder_names = utf8"
is "$(stored 'Entwürfe.A&B' | wc -l)" 2 "twice into the same"
mkdir -p home/Maildir/.K%C3 "home/Maildir/.$(printf 'bad\377')"
chown -R "$uid:$gid" home/Maildir
echo 'folder_names = utf8' >>conf
has 'Entwürfe/A&B'
into 'INBOX/Entwürfe'
deliver -m 'Entwürfe/A&B' -o sieve= <mail
is "$(stored 'Entwürfe.A&B' | wc -l)" 3 "as does -m"
long=$(printf '%085d' 0 | sed 's/0/会/g')
into "$long"
deliver <mail
is "$status" 0 "a name too long for the disk"
is "$(stored | wc -l)" 3 "is INBOX"
deliver -o folder_names=latin1 <mail
like "$err" 'key "folder_names": allowed is utf7 or utf8' "others are not known"

# -- subscriptions ---------------------------------------------------------------

empty_mailbox
into A/B
deliver <mail
is "$(ls home/Maildir | grep -c subscriptions)" 0 "no file unless it is wanted"
echo 'subscribe = on' >>conf
into Grüße/C
deliver <mail
tab=$(printf '\t')
head="V${tab}2
"
is "$(file)" "$head
Grüße${tab}C" "a folder that is made is subscribed to"
into A/B
deliver <mail
is "$(file)" "$head
Grüße${tab}C" "one that was there is not"
deliver -m New -o sieve= <mail
is "$(file)" "$head
Grüße${tab}C" "nor one that is not made"
is "$(stat -c %a home/Maildir/subscriptions)" 600 "it is the user's alone"
into Courier
deliver -o keywords=courier <mail
into Courier/D
deliver -o keywords=courier <mail
is "$(cat home/Maildir/courierimapsubscribed)" "INBOX.Courier
INBOX.Courier.D" "or in Courier's file"
is "$(file)" "$head
Grüße${tab}C" "and not in this one"

refill() { # CONTENT: before the folder New is made
	rm -rf home/Maildir/.New
	printf "$1" >home/Maildir/subscriptions
	chown "$uid:$gid" home/Maildir/subscriptions
	into New/D
	rm -rf home/Maildir/.New.D
	deliver <mail
	is "$status" 0 "delivered"
	is "$(stored New.D | wc -l)" 1 "and stored"
}

refill 'V\t2\n\nNew\tD\n'
is "$(file)" "$head
New${tab}D" "known: not twice"
refill 'V\t2\n\nX'
is "$(file)" "$head
X
New${tab}D" "an end without a newline"
refill 'Old.E\n'
is "$(file)" "Old.E
New.D" "the old form stays the old form"
refill 'V\t3\n\nX\n'
is "$(file)" "V${tab}3

X" "one that is not known stays as it is"
like "$(grep 'subscriptions: .New.D' log)" 'not supported' "and the log says so"
refill ''
is "$(file)" "$head
New${tab}D" "an empty one"
: >home/Maildir/subscriptions.lock
refill 'Old.E\n'
is "$(file)" "Old.E" "somebody has it locked"
touch -d '5 minutes ago' home/Maildir/subscriptions.lock
refill 'Old.E\n'
is "$(file)" "Old.E
New.D" "or had, and forgot it"
rm -rf home/Maildir/.New.D home/Maildir/subscriptions
ln -s "$dir/elsewhere" home/Maildir/subscriptions
echo old >elsewhere
deliver <mail
is "$status $(cat elsewhere)" "0 old" "a link is not followed"
is "$(find home/Maildir -name '*.lock')" "" "no lock stays"

empty_mailbox
rm -f home/Maildir/subscriptions
i=0
while [ $i -lt 8 ]; do
	printf 'require ["fileinto", "mailbox"]; fileinto :create "F%d";\n' $i \
		>"s$i.sieve"
	chown "$uid:$gid" "s$i.sieve"
	"$WAXSEAL" -c conf -d bob@b.example -o sieve="$dir/s$i.sieve" <mail &
	i=$((i + 1))
done
wait
is "$(file | sed 1,2d | sort | tr '\n' ' ')" "F0 F1 F2 F3 F4 F5 F6 F7 " \
	"folders made at the same time are all there"
done_testing
