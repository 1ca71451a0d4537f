#!/bin/sh
# waxseal test: what a script does with a mail, step by step.
. "$(dirname "$0")/lib.sh"

cat >fruit.sieve <<'END'
require ["fileinto", "envelope", "vnd.waxseal.auth"];
if header :contains "subject" ["pear", "hell"] {
	fileinto "Fruit";
} elsif size :over 1M {
	discard;
}
END

steps() {
	waxseal test -c conf -d bob@b.example "$@"
}

steps fruit.sieve mail
is "$status" 0 "a script that runs"
is "$(printf '%s\n' "$out" | sed '/^$/q')" '-- fruit.sieve
    2  header :contains "subject" ["pear", "hell"]
    2    looks at Subject: "hello"
    2    "hello" with "pear": no
    2    "hello" with "hell": yes
    2  header: yes
    2  if: yes, its block runs
    3    fileinto "Fruit"
    3    does: fileinto "Fruit"' "is told step by step"
like "$out" '^Then  *fileinto "Fruit" \(fruit.sieve:3\)$' \
	"and what comes of it"
[ ! -e home/Maildir ]
ok $? "nothing is stored"

steps -T tests fruit.sieve mail
is "$(printf '%s\n' "$out" | grep -c '" with "')" 0 "tests: not what they compare"
like "$out" '2  header: yes$' "but their answers"
steps -T commands fruit.sieve mail
is "$(printf '%s\n' "$out" | grep -c ' header: ')" 0 "commands: no tests"
like "$out" '3    fileinto "Fruit"$' "but the commands"
steps -T actions fruit.sieve mail
is "$(printf '%s\n' "$out" | sed '/^$/q')" '-- fruit.sieve
    3    does: fileinto "Fruit"' "actions: no more than those"
steps -T all fruit.sieve mail
is "$status $err" \
	"64 5.5.4 -T is actions, commands, tests or matching" \
	"another level is an error"
steps fruit.sieve
is "$status $err" "64 5.5.4 test wants a script and the file of one mail" \
	"so is one argument"

# Flags are on what no command stores, too.
cat >flags.sieve <<'END'
require "imap4flags";
addflag ["\\Seen", "$Label1"];
END
steps flags.sieve mail
like "$out" '^Then  *into the folder INBOX, flagged \\Seen \$Label1$' \
	"flags of the implicit keep"

# The envelope is what the options say; what is verified is verified.
cat >from.sieve <<'END'
require ["envelope", "vnd.waxseal.auth"];
if allof (envelope :is "from" "ann@a.example",
	  auth :domain "spf" "a.example") {
	discard;
}
END
echo 'a.example TXT "v=spf1 ip4:192.0.2.1 -all"' >zone
steps -f ann@a.example --client-ip 192.0.2.1 from.sieve mail
like "$out" '^Then  *discard' "SPF passes by the zone"
steps -f ann@a.example --client-ip 192.0.2.2 from.sieve mail
like "$out" '^Then  *into the folder INBOX' "or does not"
steps -f '<>' from.sieve mail
like "$out" '2    envelope: no$' "the null sender"

# The administrator's scripts around it.
echo 'if false { keep; }' >before.sieve
echo 'stop;' >after.sieve
echo '' >empty.sieve
steps -T commands -o sieve_before="$dir/before.sieve" \
	-o sieve_after="$dir/after.sieve" empty.sieve mail
is "$(printf '%s\n' "$out" | sed '/^$/q')" "-- $dir/before.sieve
    1  if: no
-- $dir/after.sieve
    1  stop" "run before and after"

# What editheader does.
cat >edit.sieve <<'END'
require ["editheader", "fileinto"];
addheader "X-Fruit" "apple";
deleteheader "Subject";
fileinto "Fruit";
addheader :last "X-Last" "pear";
END
steps -T actions edit.sieve mail
is "$(printf '%s\n' "$out" | sed '/^$/q')" '-- edit.sieve
    2  adds X-Fruit: apple
    3  deletes Subject: hello
    4  does: fileinto "Fruit"
    5  adds X-Last: pear' "the fields that are added and deleted are told"
is "$(printf '%s\n' "$out" | sed -n '/^Changed/,/^$/p' | tr -s ' ')" \
	'Changed form 1
 added X-Fruit: apple
 deleted Subject: hello' "and what the mail is in the end, form by form"
steps fruit.sieve mail
is "$(printf '%s\n' "$out" | grep -c '^Changed')" 0 "or that it is unchanged"

# Errors.
echo 'keep' >broken.sieve
steps broken.sieve mail
is "$status" 65 "a script that does not compile"
like "$out" 'line 1, column 5 of broken.sieve: ' "says where"
printf 'require "ihave";\n\nerror "I give up";\n' >broken.sieve
steps broken.sieve mail
is "$status" 65 "a script that fails"
like "$out" '3  fails: I give up$' "says where it failed"
steps missing.sieve mail
is "$status" 75 "a script that is not there"
printf 'From: a@a.example\nSubject: \033[2J\n\n' >evil
steps fruit.sieve evil
is "$(printf '%s\n' "$out" | grep -c "$(printf '\033')")" 0 \
	"nothing that a mail says is obeyed by a terminal"
done_testing
