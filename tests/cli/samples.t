#!/bin/sh
# The scripts of contrib/sieve compile, as they stand.
. "$(dirname "$0")/lib.sh"

for script in "$here"/contrib/sieve/*.sieve; do
	name=${script##*/}
	waxseal check "$script"
	is "$status" 0 "$name compiles"
	is "$out$err" "$script: no errors" "$name has no warning"
	grep -q "^$name" "$here/contrib/sieve/README"
	ok $? "$name is in the README"
done
done_testing
