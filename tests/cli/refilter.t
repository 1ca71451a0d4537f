#!/bin/sh
# waxseal refilter: the user's script over mail that is there already.
. "$(dirname "$0")/lib.sh"
maildir=$dir/home/Maildir

refilter() {
	waxseal refilter -c conf -d bob@b.example "$@"
}

script() { # the text on stdin
	cat >home/.sieve
	chown "$uid:$gid" home/.sieve
}

folders() { # NAME...
	for folder; do
		for part in cur new tmp; do
			mkdir -p "$maildir/$folder/$part"
		done
	done
	chown -R "$uid:$gid" home
}

put() { # NAME SUBJECT: a mail, and its name in the mailbox
	sed "s/^Subject:.*/Subject: $2/" mail >"$maildir/$1"
	touch -d '2020-02-02 02:02:02' "$maildir/$1"
	chown "$uid:$gid" "$maildir/$1"
}

files() { # of all folders
	(cd "$maildir" && find . -path '*/tmp' -prune -o -type f -print |
		grep -v -e maildirfolder -e dovecot-keywords | sort | tr '\n' ' ')
}

mailbox() {
	empty_mailbox
	folders . .Fruit .Work .Junk
	put new/1.a "ripe apples"
	put cur/2.a:2,FS "apples and work"
	put cur/3.a:2, "nothing"
	put cur/4.a:2,T "apples, deleted"
}

cat >script <<'END'
require ["fileinto", "imap4flags"];
if header :contains "subject" "apples" { fileinto "Fruit"; }
if header :contains "subject" "work" { fileinto :flags "\\Answered" "Work"; }
END
script <script

# Dry.
mailbox
before=$(files)
refilter INBOX
is "$status" 0 "a dry run"
is "$(files)" "$before" "does nothing"
is "$out" 'cur/2.a:2,FS  ann@a.example "apples and work"
    -> Fruit
    -> Work
       fileinto "Fruit" ('"$dir"'/home/.sieve:2)
       fileinto :flags "\\Answered" "Work" ('"$dir"'/home/.sieve:3)
new/1.a  ann@a.example "ripe apples"
    -> Fruit
       fileinto "Fruit" ('"$dir"'/home/.sieve:2)
4 mails: 2 would change, 0 gone, 0 failed
Nothing was done: --apply does it.' "and tells what would be done"

# Done.
inode=$(stat -c %i "$maildir/cur/2.a:2,FS")
refilter --apply INBOX
is "$status" 0 "with --apply"
is "$(files)" "./.Fruit/cur/2.a:2,FS ./.Fruit/new/1.a \
./.Work/cur/2.a:2,FRS ./cur/3.a:2, ./cur/4.a:2,T " \
	"mails move, with their flags, into several folders"
is "$(stat -c '%i %y' "$maildir/.Work/cur/2.a:2,FRS" | cut -d. -f1)" \
	"$inode 2020-02-02 02:02:02" \
	"and are the same files with the same date"
before=$(files)
refilter --apply INBOX
is "$(files) $out" "$before 2 mails: 0 changed, 0 gone, 0 failed" \
	"once more: nothing is left to do"

# What stays.
mailbox
echo 'require "fileinto"; fileinto "Nowhere";' | script
before=$(files)
refilter --apply INBOX
is "$(files)" "$before" "a folder that is not there: the mail stays"
like "$out" 'there is no folder Nowhere' "and that is told"
echo 'require ["fileinto", "mailbox"]; fileinto :create "Made";' | script
refilter INBOX
[ ! -e "$maildir/.Made" ]
ok $? "a dry run makes no folder"
refilter --apply INBOX
is "$(files)" "./.Made/cur/2.a:2,FS ./.Made/cur/3.a:2, ./.Made/new/1.a \
./cur/4.a:2,T " ":create makes it"
mailbox
printf 'redirect "carl@c.example"; discard;' | script
before=$(files)
refilter --apply INBOX
is "$(files)" "$before" "nothing is sent, nothing deleted"
is "$(printf '%s\n' "$out" | grep -c 'not done: redirect "carl@c.example"')" 3 \
	"redirect is told as not done"
is "$(printf '%s\n' "$out" | grep -c 'not done: discard')" 3 "and discard"
script <<'END'
require ["editheader", "copy"];
addheader "X-A" "b"; redirect :copy "carl@c.example"; redirect :copy "d@d.example";
END
refilter INBOX
is "$(printf '%s\n' "$out" | grep -c 'not done: the mail is not changed')" 3 \
	"that a mail is not changed is told once of each"
echo 'keep' | script
refilter --apply INBOX
is "$(files)" "$before" "a broken script moves nothing"
is "$status $(printf '%s\n' "$out" | grep -c 'line 1, column 5')" "75 1" \
	"and its error is told once"

# Flags alone; keep is where the mail is.
script <<'END'
require "imap4flags"; keep :flags "\\Flagged";
END
mailbox
folders .Lists
put .Lists/new/5.a "a list"
refilter --apply Lists
is "$(files | tr ' ' '\n' | grep Lists)" "./.Lists/cur/5.a:2,F" \
	"keep stays in the folder, with its new flags"

# Keywords have other letters in other folders.
mailbox
put cur/6.a:2,Sabc "apples"
printf '0 one\n1 two\n2 three\n' >"$maildir/dovecot-keywords"
printf '0 two\n5 one\n' >"$maildir/.Fruit/dovecot-keywords"
chown -R "$uid:$gid" home
script <script
refilter --apply INBOX
is "$(files | tr ' ' '\n' | grep 6.a)" "./.Fruit/cur/6.a:2,Sabf" \
	"keywords are translated"
is "$(grep three "$maildir/.Fruit/dovecot-keywords")" "1 three" \
	"and one that is new there gets a letter"
printf '%s\n' 'require "imap4flags"; addflag ["two", "four"];' | script
refilter --apply INBOX
is "$(files | tr ' ' '\n' | grep cur/3.a)" "./cur/3.a:2,bd" \
	"a script can add some"
refilter INBOX
like "$out" ': 0 would change' "once"

# A run that was cut short between the new name and the old.
script <script
mailbox
ln "$maildir/new/1.a" "$maildir/.Fruit/new/1.a"
refilter --apply INBOX
is "$(files | tr ' ' '\n' | grep 1.a)" "./.Fruit/new/1.a" "is completed"
mailbox
put .Fruit/new/1.a "another mail of that name"
refilter --apply INBOX
is "$status $(files | tr ' ' '\n' | grep -c 1.a)" "75 2" \
	"another mail of that name is not overwritten"

# A new verdict: Junk, and out of it.
: >empty
script <empty
mailbox
cat >spoof <<'END'
From: Bob <bob@b.example>
To: bob@b.example
Subject: from yourself

pay
END
cp spoof "$maildir/cur/7.a:2,S"
chown "$uid:$gid" "$maildir/cur/7.a:2,S"
refilter -o local_domains=b.example --client-ip 203.0.113.5 --apply INBOX
is "$(files | tr ' ' '\n' | grep 7.a)" "./.Junk/cur/7.a:2,S" \
	"what is Junk goes to Junk"
refilter -o local_domains=b.example --apply Junk
is "$(files | tr ' ' '\n' | grep 7.a)" "./.Junk/cur/7.a:2,S" \
	"where it came from is not known any more: it stays Junk"
echo 'require "fileinto"; fileinto "Fruit";' | script
refilter -o local_domains=b.example --apply Junk
is "$(files | tr ' ' '\n' | grep 7.a)" "./.Junk/cur/7.a:2,S" \
	"whatever a script says"
script <empty
refilter -o junk_score=50 --client-ip 203.0.113.5 --apply Junk
is "$(files | tr ' ' '\n' | grep 7.a)" "./cur/7.a:2,S" \
	"what is none any more comes back"

# A mail that only SPF proved, by a name server; its client is forgotten.
cat >dns.zone <<'END'
a.example TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc.a.example TXT "v=DMARC1; p=reject"
END
mailbox
mkfifo fifo
/usr/bin/python3 "$here/tests/dns/server.py" dns.zone 127.0.0.1 <fifo >port &
exec 8>fifo
for i in 1 2 3 4 5 6 7 8 9 10; do
	[ ! -s port ] || break
	sleep 0.2
done
live="-o dns=system -o resolver=127.0.0.1:$(cat port)"
before=$(files)
refilter $live --apply INBOX
is "$(files) $status" "$before 0" \
	"what only SPF proved is no Junk because its client is forgotten"
refilter $live --client-ip 203.0.113.5 --apply INBOX
is "$(files | tr ' ' '\n' | grep 3.a)" "./.Junk/cur/3.a:2," \
	"name servers are asked, where it came from elsewhere"
exec 8>&-

# Killed again and again, and then left to finish.
names() { # of the mails, each once
	find "$maildir" -name 'k*.a*' | sed 's,.*/,,; s,:.*,,' | sort -u | wc -l
}
script <script
mailbox
for i in $(seq 100); do
	put "cur/k$i.a:2,S" "apples and work $i"
done
lost=0
for i in 1 2 3 4 5 6; do
	"$WAXSEAL" refilter -c conf -d bob@b.example --apply INBOX \
		>/dev/null 2>&1 &
	sleep "0.0$i"
	kill -9 $! 2>/dev/null; wait $! 2>/dev/null
	[ "$(names)" -eq 100 ] || lost=1
done
is "$lost" 0 "killed while it moves, it loses no mail"
for i in 1 2 3 4 5; do # what it started may still be about to end
	refilter --apply INBOX
	[ "$status" -ne 0 ] || break
	sleep 0.2
done
is "$(find "$maildir/.Fruit" "$maildir/.Work" -name 'k*.a*' | wc -l) \
$(find "$maildir/cur" -name 'k*.a*' | wc -l)" "200 0" \
	"and the next one brings it to its end"

# Beside a reader who gives the mails new names all the time.
mailbox
for i in $(seq 100); do
	put "cur/r$i.a:2," "apples $i"
done
touch running
(while [ -e running ]; do
	for file in "$maildir"/cur/r*:2,; do
		mv "$file" "${file}S"
	done
	for file in "$maildir"/cur/r*:2,S; do
		mv "$file" "${file%S}"
	done
done) 2>/dev/null &
reader=$!
refilter --apply INBOX
rm running
wait "$reader"
is "$(find "$maildir" -name 'r*.a*' | sed 's,.*/,,; s,:.*,,' | sort | uniq -d)" \
	"" "no mail is there twice"
is "$(find "$maildir" -name 'r*.a*' | wc -l)" 100 "none is lost"
exec 9<"$maildir"
flock 9
refilter INBOX
like "$err" 'it is being refiltered' "a second one at the same time is refused"
exec 9<&-

# What is no mail, and what is in the way.
mailbox
ln -s /etc/passwd "$maildir/cur/8.a:2,"
refilter --apply INBOX
like "$out" 'cur/8.a.*' "a link is not followed"
is "$status" 75 "and is an error"
refilter Nowhere
is "$status" 75 "a folder that is not there"
refilter
is "$status $err" "64 5.5.4 refilter wants one folder, as INBOX" "no folder"
waxseal refilter -c conf -d nobody@b.example INBOX
is "$status" 67 "a user who is not there"
# What a quota counts.
script <<'END'
require ["fileinto", "imap4flags", "copy"];
if header :contains "subject" "old" { fileinto "Trash"; }
elsif header :contains "subject" "back" { fileinto "Fruit"; }
elsif header :contains "subject" "twice" { fileinto :copy "Fruit"; }
elsif header :contains "subject" "bad" { addflag "\\Deleted"; }
END
counted() { # the sums of maildirsize
	awk 'NR > 1 { bytes += $1; mails += $2 } END { print bytes, mails }' \
		"$maildir/maildirsize"
}
mailbox
rm "$maildir"/*/?.a*
folders .Trash
put cur/1.a:2, "old"
put cur/2.a:2, "twice"
put cur/3.a:2, "bad"
put cur/4.a:2, "here"
put .Trash/cur/5.a:2, "back"
size() {
	cat "$@" | wc -c
}
printf '100000S\n%d 4\n' "$(size "$maildir"/cur/*)" >"$maildir/maildirsize"
chown "$uid:$gid" "$maildir/maildirsize"
refilter --apply INBOX
is "$(counted)" "$(size "$maildir"/cur/[24]* "$maildir"/.Fruit/cur/*) 3" \
	"what goes to Trash or is deleted is counted no more, a second copy is"
refilter --apply Trash
is "$(counted)" "$(size "$maildir"/cur/[24]* "$maildir"/.Fruit/cur/*) 4" \
	"what comes from Trash is"
rm "$maildir/maildirsize"

# Where there are no hard links.
if command -v strace >/dev/null && [ -z "$ASAN_OPTIONS" ] &&
	strace -o /dev/null true 2>/dev/null; then
	script <script
	mailbox
	strace -f -o /dev/null -e inject=linkat:error=EPERM \
		"$WAXSEAL" refilter -c conf -d bob@b.example --apply INBOX \
		>out.txt 2>&1
	is "$? $(files)" "0 ./.Fruit/cur/2.a:2,FS ./.Fruit/new/1.a \
./.Work/cur/2.a:2,FRS ./cur/3.a:2, ./cur/4.a:2,T " \
		"without hard links: mails move all the same"
	is "$(stat -c %y "$maildir"/.*/cur/2.a* "$maildir"/.*/new/1.a |
		cut -d. -f1 | sort -u)" "2020-02-02 02:02:02" \
		"with their date"
	cmp "$maildir/.Fruit/cur/2.a:2,FS" "$maildir/.Work/cur/2.a:2,FRS"
	ok $? "as they are"
	is "$(find "$maildir" -path '*/Maildir*/tmp/*')" "" "tmp/ is clean"
	mailbox
	strace -f -o /dev/null -e inject=linkat,renameat2:error=EINVAL \
		-e inject=linkat:error=EPERM \
		"$WAXSEAL" refilter -c conf -d bob@b.example --apply INBOX \
		>out.txt 2>&1
	is "$? $(files)" "0 ./.Fruit/cur/2.a:2,FS ./.Fruit/new/1.a \
./.Work/cur/2.a:2,FRS ./cur/3.a:2, ./cur/4.a:2,T " \
		"nor a move that does not overwrite"
	mailbox
	put .Fruit/new/1.a "something else, that is longer"
	strace -f -o /dev/null -e inject=linkat:error=EPERM \
		"$WAXSEAL" refilter -c conf -d bob@b.example --apply INBOX \
		>out.txt 2>&1
	is "$? $(grep -c 'something else' "$maildir/.Fruit/new/1.a")" "75 1" \
		"another mail of that name is not overwritten"
	[ -e "$maildir/new/1.a" ]
	ok $? "and the mail stays"
	mailbox
	put .Work/cur/2.a:2,FRS "something else, that is longer"
	strace -f -o /dev/null -e inject=linkat:error=EPERM \
		"$WAXSEAL" refilter -c conf -d bob@b.example --apply INBOX \
		>out.txt 2>&1
	is "$? $(files | tr ' ' '\n' | grep '2.a' | tr '\n' ' ')" \
		"75 ./.Work/cur/2.a:2,FRS ./cur/2.a:2,FS " \
		"a copy is taken back when the mail cannot go to all folders"
else
	skip "without hard links" "no strace, or sanitizers"
fi

# Courier's keywords: a file for each mail that is new to it, a list of others.
courier() {
	refilter -o keywords=courier "$@"
}
keywords() { # FOLDER MAIL
	sort "$maildir/$1/courierimapkeywords/$2" 2>/dev/null | tr '\n' ' '
}
mailbox
rm "$maildir"/*/?.a*
script <<'END'
require ["fileinto", "imap4flags"];
addflag "sorted";
if header :contains "subject" "apples" { fileinto "Fruit"; }
END
put cur/1.a:2,S "apples"
put cur/2.a:2,S "apples too"
put cur/3.a:2,S "nothing"
mkdir "$maildir/courierimapkeywords"
printf 'work\n$label1\n' >"$maildir/courierimapkeywords/1.a"
printf 'later\nwork\n\n1.a:0\n2.a:1 0\n3.a:1\n' \
	>"$maildir/courierimapkeywords/:list"
chown -R "$uid:$gid" "$maildir/courierimapkeywords"
courier --apply INBOX
is "$status" 0 "keywords = courier"
is "$(keywords .Fruit 1.a)" '$label1 sorted work ' "the file's move along"
is "$(keywords .Fruit 2.a)" 'later sorted work ' "and the list's"
is "$(keywords . 3.a)" 'sorted work ' "what stays gets more"
is "$(keywords . 1.a)" "" "nothing is left of what is gone"
courier --apply INBOX
is "$out" "1 mails: 0 changed, 0 gone, 0 failed" "once more: all is as it was"

done_testing
