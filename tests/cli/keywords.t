#!/bin/sh
# IMAP keywords of a stored mail: letters and dovecot-keywords, or a file for
# Courier.
. "$(dirname "$0")/lib.sh"

flags() { # LIST
	cat >home/.dovecot.sieve <<END
require ["fileinto", "mailbox", "imap4flags"];
addflag [$1];
fileinto :create "Work";
END
}

names() {
	find "home/Maildir/.Work/$1" -type f | sed 's/.*,W=[0-9]*//' | sort
}

file() {
	cat home/Maildir/.Work/dovecot-keywords
}

flags '"\\Seen", "$label1", "work"'
deliver <mail
is "$status" 0 "two keywords and a flag"
is "$(names cur)" ":2,Sab" "letters stand behind the flag's"
is "$(file)" '0 $label1
1 work' "and dovecot-keywords says what they mean"
is "$(ls home/Maildir/.Work | grep -c lock)" 0 "no lock stays"
empty=$(stat -c %Y home/Maildir/.Work/dovecot-keywords)
flags '"WORK"'
deliver <mail
is "$(names cur)" ":2,Sab
:2,b" "a known one keeps its letter, in any case"
is "$(stat -c %Y home/Maildir/.Work/dovecot-keywords)" "$empty" \
	"and the file stays as it is"
printf '3 later\n0 first\n' >home/Maildir/.Work/dovecot-keywords
flags '"new", "later"'
deliver <mail
is "$(file)" '0 first
1 new
3 later' "a new one gets the lowest letter that is free"

i=0
while [ $i -lt 26 ]; do
	echo "$i k$i"
	i=$((i + 1))
done >home/Maildir/.Work/dovecot-keywords
rm -f home/Maildir/.Work/cur/*
flags '"one-too-many", "k25"'
deliver <mail
is "$status" 0 "all letters are taken"
is "$(names cur)" ":2,z" "the mail is stored with those that have one"

rm home/Maildir/.Work/dovecot-keywords home/Maildir/.Work/cur/*
: >home/Maildir/.Work/dovecot-keywords.lock
deliver <mail
is "$status" 0 "somebody holds the lock"
is "$(names new)" "" "the mail is stored without keywords"
rm -f home/Maildir/.Work/*/*
touch -d '5 minutes ago' home/Maildir/.Work/dovecot-keywords.lock
deliver <mail
is "$(names cur)" ":2,ab" "a lock that was forgotten is taken away"

ln -sf /etc/passwd home/Maildir/.Work/dovecot-keywords
rm -f home/Maildir/.Work/cur/*
deliver <mail
is "$(names cur)" ":2,ab" "a link is not followed"
[ ! -L home/Maildir/.Work/dovecot-keywords ]
ok $? "but replaced"

empty_mailbox
flags '"\\Seen", "$label1", "work"'
deliver -o keywords=courier <mail
is "$(names cur)" ":2,S" "keywords = courier: no letters"
name=$(basename "$(find home/Maildir/.Work/cur -type f)")
is "$(cat "home/Maildir/.Work/courierimapkeywords/${name%:*}")" '$label1
work' "but a file with the mail's name"
empty_mailbox
deliver -o keywords=off <mail
is "$(names cur)$(ls home/Maildir/.Work | tr '\n' ' ')" \
	":2,Scur maildirfolder new tmp " "keywords = off: none"
deliver -o keywords=cyrus <mail
like "$err" 'key "keywords": allowed is' "others are not known"
done_testing
