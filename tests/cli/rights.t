#!/bin/sh
# Whose rights it uses, and where it never writes: links, other users' folders,
# devices.  As root, with uids that have no account.
. "$(dirname "$0")/lib.sh"

if [ "$(id -u)" -ne 0 ]; then
	echo "1..0 # SKIP needs root"
	exit 0
fi
uid=54321 gid=54322 other=54323
mkdir -m 755 place
place=$dir/place

# A user of any uid, with a mailbox at any path.
user() { # UID GID MAILDIR
	printf 'bob@b.example:%d:%d:%s/home:%s:\n' "$1" "$2" "$dir" "$3" >users.txt
	"$WAXSEAL" users build users.txt users.cdb >/dev/null
	chown "$1:$2" home
}

refused() { # NAME: nothing was written, and the MTA tries again
	is "$status" 75 "$1: try again"
	like "$err" '^4\.3\.[05] ' "$1: says so"
	is "$(find place home \( -path '*/new/*' -o -path '*/cur/*' \) -type f |
		wc -l)" 0 "$1: nothing is stored"
}

# Copies of the mail; who is told of an error gets another one.
copies() {
	grep -rl '^Hello\.$' home | wc -l
}

clean() {
	rm -rf home place
	mkdir -m 700 home
	mkdir -m 755 place
	chown "$uid:$gid" home
}

# -- who it is ---------------------------------------------------------------

cat >sendmail <<END
#!/bin/sh
cp /proc/self/status $place/status
env >$place/env
parent() { sed -n 's/^PPid:[[:space:]]*//p' "/proc/\$1/status"; }
cp "/proc/\$PPID/status" $place/runner
cp "/proc/\$(parent \$PPID)/status" $place/actor
END
chmod 755 sendmail
chmod 777 place
user "$uid" "$gid" "$dir/home/Maildir"
echo 'redirect "x@y.example";' >home/.sieve
chown "$uid" home/.sieve
LD_PRELOAD= IFS=x ENV=/x BASH_ENV=/x GCONV_PATH=/x SECRET=1 setpriv \
	--groups 0,4,27,54324 "$WAXSEAL" -c conf -d bob@b.example \
	-o sendmail="$dir/sendmail" <mail
is "$?" 0 "a redirect"
is "$(grep -E '^(Uid|Gid|Groups):' place/status | tr -s '\t ' ' ')" \
	"Uid: $uid $uid $uid $uid
Gid: $gid $gid $gid $gid
Groups: $gid " "a program runs as the user alone, in no other group"
is "$(cut -d= -f1 place/env | grep -vE '^(PWD|SHLVL|_|OLDPWD)$' | sort |
	tr '\n' ' ')" "HOME LOGNAME PATH USER " "and gets a clean environment"
is "$(grep ^CapEff: place/status | tr -s '\t ' ' ')" "CapEff: 0000000000000000" \
	"and no capabilities"

# Who acts gave up its rights before; who starts programs did not.
confined() { # FILE
	grep -E '^(NoNewPrivs|Seccomp):' "$1" | tr -s '\t\n ' ' '
}
is "$(confined place/status)" "NoNewPrivs: 0 Seccomp: 0 " \
	"a program may gain the rights of a group"
is "$(confined place/runner)" "NoNewPrivs: 0 Seccomp: 0 " \
	"since who started it may"
if [ -z "$ASAN_OPTIONS" ]; then
	is "$(confined place/actor)" "NoNewPrivs: 1 Seccomp: 2 " \
		"but not who asked for it"
else
	skip "who asked for it" "sanitizers"
fi
is "$(cat home/.sieve.log 2>&1)" "" "the user's log is begun"

# Who parses the mail: no uid, no group, no capability of root's.
clean
user "$uid" "$gid" "$dir/home/Maildir"
if command -v strace >/dev/null && [ -z "$ASAN_OPTIONS" ]; then
	strace -f -o trace "$WAXSEAL" -c conf -d bob@b.example <mail
	is "$(grep -nE 'setresuid\([0-9]+, [0-9]+, [0-9]+\) += 0|read\(0,' trace |
		sed 's/^[0-9]*:[0-9]* *//; s/(.*//' | uniq | tr '\n' ' ')" \
		"setresuid read " "rights are given up before a byte is read"
	parser=$(awk '/seccomp|SECCOMP/ { print $1; exit }' trace)
	is "$(sed -n "/^$parser .*SECCOMP/,\$p" trace | grep "^$parser " |
		grep -cE 'open|socket|connect|execve|clone|unlink|rename|prctl')" 1 \
		"who parses it opens nothing"
	storer=$(head -n 1 trace | cut -d' ' -f1)
	is "$(sed -n "/^$storer .*SECCOMP/,\$p" trace | grep "^$storer " |
		grep -cE 'socket|connect|execve|clone|fork')" 0 \
		"who stores it starts nothing"
	echo 'redirect "x@y.example"; keep;' >home/.sieve
	chown "$uid" home/.sieve
	chmod 777 place
	rm -f place/status
	strace -f -o trace "$WAXSEAL" -c conf -d bob@b.example \
		-o sendmail="$dir/sendmail" <mail
	is "$? $(test -e place/status && echo sent)" "0 sent" \
		"a redirect, traced"
	actor=$(head -n 1 trace | cut -d' ' -f1)
	is "$(sed -n "/^$actor .*SECCOMP/,\$p" trace | grep "^$actor " |
		grep -cE 'socket|connect|execve|clone|fork')" 0 \
		"who sends it on starts nothing"
	is "$(sed -n "/^$actor .*SECCOMP/,\$p" trace | grep "^$actor " |
		grep -cE '= -1 (EPERM|EACCES)')" 0 "and misses nothing"
else
	deliver <mail
	skip "traces" "no strace, or sanitizers"
fi
is "$(stat -c '%u:%g %a' home/Maildir home/Maildir/new home/Maildir/new/* |
	sort -u | tr '\n' ' ')" "$uid:$gid 600 $uid:$gid 700 " \
	"what is stored is the user's, and nobody else reads it"

clean
mkdir -m 770 home/Maildir
chown "$uid:$gid" home/Maildir
deliver <mail
is "$(stat -c '%a' home/Maildir/new home/Maildir/new/* | tr '\n' ' ')" \
	"770 660 " "where the group may write, it may"

waxseal -c conf -o users= -d root <mail
like "$err" '^4\.3\.0 mail is never delivered as root' "never as root"

# -- where it goes -------------------------------------------------------------

user "$uid" "$gid" "$dir/home/Maildir"
clean
ln -s "$place" home/Maildir
chown -h "$uid" home/Maildir
deliver <mail
refused "a mailbox that is the user's link"

clean
chown "$uid" place
ln -s "$place" home/Maildir
deliver <mail
is "$status $(find place/new -type f | wc -l)" "0 1" \
	"root's link to the mailbox is followed"

clean
mkdir -m 755 place/real
chown "$uid" place/real
ln -s "$place/real" link
user "$uid" "$gid" "$dir/link/bob/Maildir"
deliver <mail
is "$status $(find place/real/bob/Maildir/new -type f | wc -l)" "0 1" \
	"and one above it"
chown -h "$other" link
rm -rf place/real/bob
deliver <mail
refused "somebody else's link above it"
rm link

user "$uid" "$gid" ""
clean
chmod 777 place
deliver -o maildir="$dir/home/../place/Maildir" <mail
refused "a path with .."

user "$uid" "$gid" "$place/Maildir"
clean
mkdir -m 777 place/Maildir
chown "$other" place/Maildir
deliver <mail
refused "somebody else's mailbox"

for kind in file fifo device; do
	clean
	case $kind in
	file) : >place/Maildir ;;
	fifo) mkfifo -m 666 place/Maildir ;;
	device) mknod -m 666 place/Maildir c 1 3 ;;
	esac
	deliver <mail
	refused "a mailbox that is a $kind"
done

# Within the mailbox.
user "$uid" "$gid" "$dir/home/Maildir"
for part in new tmp; do
	clean
	mkdir -p home/Maildir/new home/Maildir/cur home/Maildir/tmp place/part
	rmdir "home/Maildir/$part"
	ln -s "$place/part" "home/Maildir/$part"
	chown -R "$uid:$gid" home place/part
	deliver <mail
	refused "$part/ that is a link"
	is "$(ls place/part)" "" "$part/ that is a link: nothing is behind it"
done

clean
echo 'require "fileinto"; fileinto "Lists";' >home/.sieve
mkdir -p home/Maildir place/part
ln -s "$place/part" home/Maildir/.Lists
chown -R "$uid:$gid" home place/part
deliver <mail
is "$status $(copies) $(ls place/part)" "0 1 " \
	"a folder that is a link: into the inbox instead"

for name in "../../place/x" "x/../../y" "/etc" "..hidden"; do
	clean
	echo "require [\"fileinto\", \"mailbox\"]; fileinto :create \"$name\";" \
		>home/.sieve
	chown "$uid" home/.sieve
	deliver <mail
	is "$status $(ls -A place) $(copies)" \
		"0  1" "fileinto \"$name\": within the mailbox"
done

# -- what it reads and writes besides -------------------------------------------------

clean
echo 'discard;' >home/.sieve
chown "$other" home/.sieve
deliver <mail
is "$status $(copies)" "0 1" "a script of somebody else does not run"

clean
echo 'discard;' >place/secret
chmod 600 place/secret
ln -s "$place/secret" home/.sieve
chown -h "$uid" home/.sieve
deliver <mail
is "$status $(copies)" "0 1" "nor one that the user may not read"

clean
echo 'frobnicate;' >home/.sieve
: >place/target
chmod 666 place/target
ln -s "$place/target" home/.sieve.log
chown -h "$uid" home/.sieve home/.sieve.log
deliver <mail
is "$status $(wc -c <place/target)" "0 0" "the user's log is no link"

clean
rm -f log
ln -s "$place/target" log
deliver <mail
is "$status $(cat place/target 2>/dev/null | wc -c)" "0 0" \
	"the log is no link"
rm -f log
: >log
chown "$other" log
deliver <mail
is "$status $(wc -c <log)" "0 0" "the log is not somebody else's"
rm -f log

# -- limits of the MTA ------------------------------------------------------------------

limited() { # NAME OPTION: of prlimit
	clean
	status=0
	prlimit "$2" "$WAXSEAL" -c conf -d bob@b.example <mail 2>err.txt ||
		status=$?
	err=$(cat err.txt)
	refused "$1"
}

user "$uid" "$gid" "$dir/home/Maildir"
limited "no process may be started" --nproc=1
limited "few files may be open" --nofile=4
done_testing
