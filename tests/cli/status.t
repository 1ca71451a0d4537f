#!/bin/sh
# Exit statuses, and the line on stderr that says the same.
. "$(dirname "$0")/lib.sh"

ends() { # STATUS PATTERN NAME
	is "$status" "$1" "$3"
	like "$err" "$2" "$3, and says so"
	is "$(printf '%s\n' "$err" | wc -l)" 1 "$3, in one line"
}

deliver <mail
is "$status $err" "0 " "delivered, in silence"

waxseal -c conf -d eve@b.example <mail
ends 67 '^5\.1\.1 ' "an unknown user"
waxseal -c conf -d ../bob@b.example <mail
ends 67 '^5\.1\.1 ' "a user with a slash"
waxseal -c conf -d bob@b.example --what <mail
ends 75 '^4\.3\.5 option --what' "an unknown flag does not bounce mail"
waxseal -c conf -d <mail
ends 75 '^4\.3\.5 option -d lacks its value' "nor one without its value"
waxseal -c conf -d bob@b.example more <mail
ends 75 '^4\.3\.5 "more" is no option' "nor a word too many"
waxseal deliverr <mail
ends 75 '^4\.3\.5 "deliverr" is no subcommand' "nor a misspelled subcommand"
waxseal explain -c conf
ends 64 '^5\.5\.4 ' "explain without a mail"
waxseal explain -c conf --what mail
ends 64 '^5\.5\.4 option --what' "explain with an unknown flag"
waxseal check
ends 64 '^5\.5\.4 ' "check without a script"

deliver <&-
ends 75 '^4\.3\.0 reading the mail' "no stdin at all"
deliver -p nothing
ends 75 '^4\.3\.0 nothing: No such file' "a mail file that is not there"

# DNS that does not answer decides nothing; the mail comes again.
printf 'a.example FAIL\n_dmarc.a.example TXT "v=DMARC1; p=reject"\n' >zone
deliver -f ann@a.example --client-ip 192.0.2.1 -o now=1789997700 <mail
ends 75 '^4\.4\.3 .*a\.example' "an aligned temperror"
: >zone

# Not our mailbox.
mv home away
: >home
deliver <mail
ends 75 '^4\.' "a home that is a file"
rm home
mv away home
empty_mailbox
: >home/Maildir
deliver <mail
ends 75 '^4\.' "a mailbox that is a file"
rm home/Maildir

# A mail that rejects itself by Sieve needs -e; see the cases of Sieve.
waxseal --help
is "$status" 0 "--help"
like "$out" '^waxseal explain' "shows the subcommands"
waxseal --version
like "$out" '^waxseal [0-9]' "--version"

# stdout and stderr may be closed.
"$WAXSEAL" -c conf -d bob@b.example <mail >&- 2>&-
is $? 0 "nobody listens: delivered"
"$WAXSEAL" -c conf -d eve@b.example <mail >&- 2>&-
is $? 67 "nobody listens: unknown user"
done_testing
