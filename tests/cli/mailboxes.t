#!/bin/sh
# What scripts may know of mailboxes and lists: from Dovecot's files, from the
# configuration.
. "$(dirname "$0")/lib.sh"

inbox_id=3085f01b7f11094c501100008c4a11c1
bills_id=aa85f01b7f11094c501100008c4a11c2

folders() {
	empty_mailbox
	for folder in "" /.Bills "/.Deleted Items" /.Junk /.found; do
		for part in cur new tmp; do
			mkdir -p "home/Maildir$folder/$part"
		done
	done
	printf '3 V1 N1 G%s\n1 :a\n' $inbox_id >home/Maildir/dovecot-uidlist
	printf '3 V1 N1 G%s\n' $bills_id >home/Maildir/.Bills/dovecot-uidlist
	cat >home/Maildir/dovecot-attributes <<END
priv/$bills_id/comment
pay at once
priv/$inbox_id/vendor/vendor.dovecot/pvt/server/vendor/vendor.x/y
on
END
	chmod 600 home/Maildir/dovecot-attributes
	chown -R "$uid:$gid" home/Maildir
}

files() { # FOLDER SCRIPT NAME
	folders
	printf '%s\n' "$2" >home/.sieve
	chown "$uid:$gid" home/.sieve
	deliver <mail
	is "$status $(find home/Maildir -path '*/new/*' -type f)" \
		"0 $(stored "$1")" "$3"
}

found() { # EXTENSIONS TEST NAME
	files found "require [\"fileinto\", $1]; if $2 { fileinto \"found\"; }" "$3"
}

not_found() { # EXTENSIONS TEST NAME
	files "" "require [\"fileinto\", $1]; if $2 { fileinto \"found\"; }" "$3"
}

files Bills "require [\"fileinto\", \"mailboxid\"];
	fileinto :mailboxid \"$bills_id\" \"other\";" "an id of Dovecot's"
found '"mailboxid"' "mailboxidexists [\"$bills_id\", \"$inbox_id\"]" \
	"ids of INBOX and a folder"
not_found '"mailboxid"' 'mailboxidexists "F1"' "nobody's id"
found '"mboxmetadata"' 'metadata "Bills" "/private/comment" "pay at once"' \
	"an annotation of a mailbox"
found '"servermetadata"' 'servermetadataexists "/private/vendor/vendor.x/y"' \
	"an annotation of the server"
not_found '"mboxmetadata"' 'metadataexists "INBOX" "/private/comment"' \
	"of another mailbox"
found '"special-use"' 'specialuse_exists "Junk" "\\Junk"' "junk_folder is \\Junk"
not_found '"special-use"' 'specialuse_exists "\\Trash"' \
	"a special use whose folder is missing"
echo 'special_use = \Trash=Deleted Items, \Flagged=Bills' >>conf
files "Deleted Items" 'require ["fileinto", "special-use"];
	fileinto :specialuse "\\Trash" "Bills";' "special_use"
found '"special-use"' 'specialuse_exists "Bills" "\\Flagged"' "all of its pairs"
deliver -o 'special_use=Trash=x' <mail
is "$status" 75 "special_use: the backslash must be there"
like "$err" 'allowed is pairs as .Sent=Sent' "which it says"

# RFC 5490 3.1: one that nothing can be put into is none; but root may everything.
found '"mailbox"' 'mailboxexists ["Bills", "INBOX"]' "mailboxes that exist"
not_found '"mailbox"' 'mailboxexists ["Bills", "None"]' "one of them does not"
folders
echo 'require "mailbox"; if mailboxexists "Bills" { discard; }' >home/.sieve
chmod 500 home/Maildir/.Bills/new
deliver <mail
is "$(stored | wc -l)" 1 "a mailbox that cannot be written is none"
chmod 700 home/Maildir/.Bills/new
rmdir home/Maildir/.Bills/tmp
deliver <mail
is "$(stored | wc -l)" 1 "one that can be completed is one"
chmod 500 home/Maildir/.Bills
deliver <mail
is "$(stored | wc -l)" 2 "else it is none"
chmod 700 home/Maildir/.Bills

chmod 666 home/Maildir/dovecot-attributes
deliver -o "annotations=$dir/home/Maildir/dovecot-attributes" <mail
is "$status" 0 "annotations that anybody could have written"
folders
echo 'require "mboxmetadata"; if metadataexists "Bills" "/private/comment" {
	discard; }' >home/.sieve
chmod 666 home/Maildir/dovecot-attributes
deliver <mail
is "$(stored | wc -l)" 1 "are as if they were not there"
like "$(cat log)" 'annotations: .*others than the user' "and the log says so"

# RFC 5490 5
folders
cat >home/.sieve <<'END'
require "mboxmetadata"; if metadataexists "Bills" "/private/comment" { discard; }
END
if strace -f -o /dev/null true 2>/dev/null; then
	strace -f -o /dev/null -P "$dir/home/Maildir/dovecot-attributes" \
		-e trace=read -e inject=read:error=EIO \
		"$WAXSEAL" -c conf -d bob@b.example <mail 2>err
	is "$? $(stored | wc -l)" "75 0" \
		"annotations that cannot be read for the moment are waited for"
	like "$(cat err)" 'annotations: .*Input/output error' "which it says"
else
	skip "annotations that cannot be read" "strace cannot trace here"
fi

# External lists.
mkdir lists
echo "ann@a.example" >"lists/tag:example.com,2026:friends"
not_found '"extlists"' \
	'address :list "from" "tag:example.com,2026:friends"' "no sieve_lists"
echo "sieve_lists = $dir/lists" >>conf
found '"extlists"' 'address :list "from" "tag:example.com,2026:friends"' \
	"a list"
found '"extlists"' 'header :list "from" "tag:example.com,2026:friends"' \
	"a list, by the header field"
not_found '"extlists"' 'valid_ext_list "tag:example.com,2026:foes"' \
	"a list that does not exist"
chmod 666 lists/*
not_found '"extlists"' 'address :list "from" "tag:example.com,2026:friends"' \
	"a list that everybody can write"
like "$(cat log)" 'sieve_lists: .*everybody can write it' "is said in the log"
chmod 644 lists/*
echo 'ann@a.example Ann' >home/.people
chmod 600 home/.people
chown "$uid:$gid" home/.people
echo 'address_book = %h/.people' >>conf
found '"extlists"' 'address :list "from" ":addrbook:default"' "the address book"
done_testing
