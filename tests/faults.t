#!/bin/sh
# A sample of the matrix that `make check-faults` goes through; see
# tests/faults/faults.c.
faults=$BUILD/tests/faults
if grep -q __asan_init "$WAXSEAL"; then
	echo "1..0 # SKIP a sanitizer makes system calls of its own"
elif ! "$faults/faults" --probe 2>/dev/null; then
	echo "1..0 # SKIP no process can be traced here"
else
	exec "$faults/faults" --every 30 "$WAXSEAL" \
		"$(realpath "$faults/memory.so")"
fi
