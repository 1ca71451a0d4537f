#!/bin/sh
# waxseal check: what is wrong with scripts, each error at its place.
. "$(dirname "$0")/lib.sh"

echo 'keep;' >good.sieve
echo 'keep' >bad.sieve
waxseal check good.sieve
is "$status $out" "0 good.sieve: no errors" "a good script"
waxseal check good.sieve bad.sieve
is "$status" 65 "one of two is bad"
waxseal check nothing.sieve
is "$status" 75 "no such file"
head -c 1048577 /dev/zero | tr '\0' '#' >long.sieve
waxseal check long.sieve good.sieve
is "$status" 65 "a script that is too long"
like "$out" '^line 1, column 1 of long.sieve: it has more than 1048576 bytes$' \
	"is told like other errors"
like "$out" '^good.sieve: no errors$' "and the next one is read"
waxseal check --json long.sieve
like "$out" '"ok":false.*it has more than 1048576 bytes' "so it is in JSON"
waxseal check
is "$status" 64 "no script"
waxseal check --json
is "$status" 64 "nor here"

# What is wrong with one rule does not hide what is wrong with the next.
cat >five.sieve <<'END'
require ["fileinto", "envelop"];
if header :contain "subject" "a" {
	fileinto;
}
if envelope :is "from" "ann@a.example" {
	redirect "nobody"
}
if size :over 1X { stop; } esle { keep; }
END
waxseal check five.sieve
is "$status $out" '65 line 1, column 22 of five.sieve: '\
'the extension "envelop" is not supported; did you mean "envelope"?
  require ["fileinto", "envelop"];
                       ^
line 2, column 11 of five.sieve: '\
'header takes no ":contain"; did you mean ":contains"?
  if header :contain "subject" "a" {
            ^
line 3, column 2 of five.sieve: '\
'wrong arguments; it is: fileinto <mailbox: string>
  	fileinto;
  	^
line 6, column 19 of five.sieve: a ";" is missing here
  	redirect "nobody"
  	                 ^
line 8, column 15 of five.sieve: '\
'"1X" is no number; after the digits only K, M or G may follow
  if size :over 1X { stop; } esle { keep; }
                ^
line 8, column 28 of five.sieve: "esle" is no command; did you mean "else"?
  if size :over 1X { stop; } esle { keep; }
                             ^
five.sieve: has errors' "several errors in one run"

# Warnings are no errors.
cat >odd.sieve <<'END'
require "imap4flags";
addflag "\Seen";
stop;
keep;
END
waxseal check odd.sieve
is "$status $out" '0 line 2, column 9 of odd.sieve: '\
'warning: this is a keyword; the flag is written "\\Seen"
  addflag "\Seen";
          ^
line 4, column 1 of odd.sieve: '\
'warning: this never runs: the script ends before it
  keep;
  ^
odd.sieve: no errors' "what can hardly be meant"
waxseal check --json good.sieve odd.sieve
is "$status $out" '0 {"script":"good.sieve","ok":true,"included":[],"errors":[]}
{"script":"odd.sieve","ok":true,"included":[],"errors":[{"script":"odd.sieve","line":2,"column":9,'\
'"warning":true,"text":"this is a keyword; the flag is written \"\\\\Seen\"",'\
'"source":"addflag \"\\Seen\";"},{"script":"odd.sieve","line":4,"column":1,"warning":true,'\
'"text":"this never runs: the script ends before it","source":"keep;"}]}' \
	"for programs"
printf 'keep "\033[2J\377";\n' >evil.sieve
waxseal check --json evil.sieve
is "$status" 65 "a script for a terminal"
is "$(printf '%s' "$out" | grep -c "$(printf '\033')")" 0 "is not obeyed"
/usr/bin/python3 -c 'import json; json.load(open("out.txt"))'
ok $? "and is JSON all the same"

# What a script includes is looked at with it, each once.
mkdir global
echo 'require "include"; include "part"; include "part";
include :global "all";' >main.sieve
echo 'require "include"; include :global "all"; stop; keep;' >part.sieve
echo 'keep "x";' >global/all.sieve
echo 'kepp;' >global/other.sieve
waxseal check -c conf -o sieve_global_dir="$dir/global" main.sieve
is "$status $out" "65 main.sieve: no errors
line 1, column 49 of part.sieve: warning: this never runs: the script ends before it
  require \"include\"; include :global \"all\"; stop; keep;
                                                  ^
part.sieve, which it includes: no errors
line 1, column 1 of $dir/global/all.sieve: wrong arguments; it is: keep
  keep \"x\";
  ^
$dir/global/all.sieve, which it includes: has errors" \
	"personal and global scripts that are included"
waxseal check -c conf main.sieve part.sieve
is "$status $(printf '%s\n' "$out" | grep -c 'never runs')" "0 1" \
	"one that is named, too, is told of once"
like "$out" '^part.sieve: no errors$' "in its turn"
waxseal check --json main.sieve
like "$out" '^\{"script":"main.sieve","ok":true,"included":\["part.sieve"\],' \
	"for programs all of them are told"

# Root is shown nothing that the script's owner may not read.
if [ "$(id -u)" = 0 ]; then
	mkdir theirs
	echo 'require "include"; include "secret";' >theirs/main.sieve
	echo 'password;' >secret
	chmod 600 secret
	ln -s ../secret theirs/secret.sieve
	chown -R -h nobody theirs
	waxseal check -c conf theirs/main.sieve
	is "$status $(printf '%s' "$out" | grep -c password)" "0 0" \
		"a link to a secret file is not followed"
	like "$out" 'its user cannot read it' "and that is said"
else
	skip "a link to a secret file" "we are not root"
fi
done_testing
