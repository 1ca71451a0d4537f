#!/bin/sh
# The picture of the README holds, and no file is missing in it: filter/ never
# looks up to mda/, asks nothing of the world, keeps no state; two files know
# OpenSSL, one PCRE2, one c-ares, three ICU; a file of filter/ includes only what
# stands in its own or a lower rank.
cd "$(dirname "$0")/.." || exit 1
count=0 failed=0

# result NAME FOUND: passes when FOUND is empty.
result()
{
	count=$((count + 1))
	if [ -z "$2" ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		echo "$2" | sed 's/^/#   /'
		failed=1
	fi
}

result "filter/ includes nothing of mda/" \
	"$(grep -rnE '#include.*mda/' filter)"
result "filter/ includes no header of the operating system" \
	"$(grep -rnE '#include <(sys/|unistd|fcntl|signal|syslog|pwd|grp|netdb|poll|pthread|dirent|spawn|errno|locale)' filter)"
result "filter/ opens, prints, asks and ends nothing" \
	"$(grep -rnwE '(f?open|f?printf|fputs|puts|exit|_exit|getenv|time|clock_gettime|gettimeofday|socket|system|rand|random|localtime|gmtime)\(' filter --include=*.c | grep -vE '^[^:]*:[0-9]+:[[:space:]]*(/?\*|//)')"
result "only filter/crypto.c and keyed.c include OpenSSL" \
	"$(grep -rlE '#include <openssl' filter mda | grep -vE '^filter/(crypto|keyed)\.c$')"
result "only three files of filter/ include ICU" \
	"$(grep -rl '#include <unicode' filter mda | grep -vE '^filter/(charset|homograph|sieve/casemap)\.c$')"
result "only filter/sieve/regex.c includes PCRE2" \
	"$(grep -rl '#include <pcre' filter mda | grep -v '^filter/sieve/regex\.c$')"
result "only mda/channel.c includes c-ares" \
	"$(grep -rl '#include <ares' filter mda | grep -v '^mda/channel\.c$')"

# Writable data: what filter/ keeps must be constant (relocated or not).
build=${BUILD:-build}
objects=$(find "$build/filter" -name '*.o' 2>/dev/null | sort)
result "filter/ keeps no writable globals" \
	"$([ -n "$objects" ] || echo "no objects in $build/filter"
	for object in $objects; do
		objdump -t "$object" | awk -v o="$object" \
			'$0 ~ / O \.(data|bss)(\.[^r].*)?[ \t]/ && !/asan|ubsan|sancov|\.data\.rel\.ro/ { print o ": " $NF }'
	done)"

# rank FILE: 0..5 as in the README's map; unknown files fail.
rank()
{
	awk -v name="$1" '$1 !~ /^#/ { for (i = 2; i <= NF; i++)
		if ($i == name) { print $1; exit } }' tests/ranks
}
wrong=""
for file in filter/*.[ch] filter/sieve/*.[ch]; do
	name=${file#filter/}
	case $name in sieve/*) name=sieve ;; *) name=${name%.*} ;; esac
	own=$(rank "$name")
	[ -n "$own" ] || wrong="$wrong$file has no rank in tests/ranks
"
	for include in $(sed -n 's/^#include "\(.*\)\.h"/\1/p' "$file"); do
		case $file:$include in
		*sieve/*:../*) include=${include#../} ;;
		*sieve/*) include=sieve ;;
		*:sieve/*) include=sieve ;;
		esac
		other=$(rank "$include")
		[ -n "$other" ] && [ "${own:-9}" -ge "$other" ] ||
			wrong="$wrong$file (${own:-?}) includes $include (${other:-?})
"
	done
done
result "a file includes only its own or a lower rank" "$wrong"

result "each .c file of filter/ and mda/ has the header of its name" \
	"$(for c in filter/*.c filter/sieve/*.c mda/*.c; do
		case $c in
		mda/main.c | mda/submit.c | mda/explain_text.c | mda/explain_json.c | \
			filter/sieve/cmd_*.c | filter/sieve/test_*.c) continue ;;
		esac
		[ -f "${c%.c}.h" ] || echo "$c"
	done)"

# map BEGIN END: the names in the README between these two lines.
map()
{
	sed -n "/^$1/,/^$2/p" README | tr -c 'a-z0-9_' '\n' | sort -u
}
# missing MAP FILE...: those whose names are not in it.
missing()
{
	names=$1
	shift
	for file in "$@"; do
		name=${file##*/}
		echo "$names" | grep -qx "${name%.*}" || echo "$file"
	done
}
result "the README's map has each file" \
	"$(missing "$(map 'filter\/ -- ' 'mda\/ -- ')" filter/*.[ch]
	missing "$(map 'mda\/ -- ' 'tests\/')" mda/*.[ch])"
echo "1..$count"
exit $failed
