#!/bin/sh
# On kernels that lack, and in containers that refuse, what the program would use:
# the mail is delivered, and the log says which protection is not there.  (Other
# kernels in earnest: make check-kernel.)
. "$(dirname "$0")/lib.sh"
refuse=${SIGN%/*}/refuse
if grep -q __asan_init "$WAXSEAL"; then
	echo "1..0 # SKIP the sanitizers' processes are without a sandbox"
	exit
fi

try() { # WANTED-unprotected CALL=ERROR...
	wanted=$1
	shift
	empty_mailbox
	status=0
	"$refuse" "$@" -- "$WAXSEAL" -c conf -d bob@b.example -o fsync=always \
		<mail 2>err.txt || status=$?
	is "$status $(stored | wc -l)" "0 1" "$*: delivered"
	is "$(logged unprotected | tr ',' '\n' | grep -Ex "$wanted" | sort |
		tr '\n' ' ')" "$(echo "$wanted" | tr '|' '\n' | sed '/^$/d' |
		sort | tr '\n' ' ')" "$*: the log says what is missing"
}

without="landlock|landlock-tcp|landlock-signals"
for error in ENOSYS EPERM EOPNOTSUPP; do
	try "$without" landlock_create_ruleset=$error
done
for error in ENOSYS EPERM; do
	try "$without" landlock_restrict_self=$error
	try "" landlock_add_rule=$error
	like "$(cat log)" 'rights cannot be given up: ' \
		"landlock_add_rule=$error: who stores says so"
	rm log
done
try "$without" landlock_restrict_self=E2BIG
for error in ENOSYS EINVAL EPERM EACCES; do
	try seccomp filter=$error seccomp=$error
done
try "$without|seccomp" filter=ENOSYS seccomp=ENOSYS \
	landlock_create_ruleset=ENOSYS
for error in ENOSYS EPERM; do
	try "" openat2=$error close_range=$error statx=$error clone3=$error
done
for error in ENOSYS EINVAL EPERM; do
	try "" renameat2=$error
	try "" renameat2=$error linkat=$error
done

"$refuse" landlock_create_ruleset=EOPNOTSUPP -- "$WAXSEAL" sandbox >out.txt
like "$(cat out.txt)" '  landlock +missing +the kernel was started without it' \
	"sandbox: says so"
"$refuse" filter=EINVAL -- "$WAXSEAL" sandbox >out.txt
is "$? $(grep -Ec '  seccomp +missing' out.txt)" "65 2" \
	"sandbox: of seccomp too, in both processes"
"$refuse" landlock_restrict_self=E2BIG -- "$WAXSEAL" sandbox >out.txt
is "$? $(grep -Ec '  landlock +missing +the kernel refuses it' out.txt)" "65 2" \
	"sandbox: and of what is refused"
done_testing
