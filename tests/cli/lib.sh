# Sourced by the tests of the program: TAP, and users with mailboxes in a folder
# of their own.  Run as root, the users are "nobody"; else they are us.
here=$(cd "$(dirname "$0")/../.." && pwd)
WAXSEAL=${WAXSEAL:-$here/build/waxseal}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
cd "$dir" || exit 1
uid=$(id -u) gid=$(id -g)
[ "$uid" -ne 0 ] || uid=65534 gid=65534
tests=0 failed=0

ok() { # STATUS NAME
	tests=$((tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests - $2"
	else
		failed=$((failed + 1))
		echo "not ok $tests - $2"
	fi
}

is() { # GOT WANT NAME
	if [ "$1" = "$2" ]; then
		ok 0 "$3"
	else
		ok 1 "$3"
		printf '%s\n' "$1" | sed 's/^/#   got: /'
		printf '%s\n' "$2" | sed 's/^/#  want: /'
	fi
}

like() { # GOT PATTERN NAME: a line of it matches the regular expression
	if printf '%s\n' "$1" | grep -Eq -- "$2"; then
		ok 0 "$3"
	else
		ok 1 "$3"
		printf '%s\n' "$1" | sed 's/^/#   got: /'
		echo "#  want: $2"
	fi
}

skip() { # NAME REASON
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

done_testing() {
	echo "1..$tests"
	exit $((failed > 0))
}

# What a delivery needs: one user, no network, a time that stands still.
mkdir -m 700 home
printf 'bob@b.example:%d:%d:%s/home::\n' "$uid" "$gid" "$dir" >users.txt
"$WAXSEAL" users build users.txt users.cdb >/dev/null || exit 1
: >zone
cat >conf <<END
users = $dir/users.cdb
dns = zone $dir/zone
authserv_id = mx.b.example
log = $dir/log
fsync = never
now = 1790000000
END
chmod 644 conf zone users.cdb
chown "$uid:$gid" home
cat >mail <<'END'
Received: from a.example by mx.b.example; Mon, 21 Sep 2026 13:33:00 +0000
From: Ann <ann@a.example>
To: bob@b.example
Subject: hello
Date: Mon, 21 Sep 2026 13:33:00 +0000
Message-ID: <1@a.example>

Hello.
END

# Runs the program with the configuration; sets status, out and err.
waxseal() {
	status=0
	"$WAXSEAL" "$@" >out.txt 2>err.txt || status=$?
	out=$(cat out.txt) err=$(cat err.txt)
}

# The mail on stdin, for bob.
deliver() {
	waxseal -c conf -d bob@b.example "$@"
}

# Files of bob's mailbox, or of a folder of it.
stored() {
	find "home/Maildir${1:+/.$1}/new" -type f 2>/dev/null | sort
}

empty_mailbox() {
	rm -rf home/Maildir
}

# The value of a key in the last line of the log.
logged() {
	tail -n 1 log | sed -n "s/.* $1=\\(\"[^\"]*\"\\|[^ ]*\\).*/\\1/p"
}

# A name server on $port that never answers.
silent_server() {
	/usr/bin/python3 -c '
import socket, time
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
time.sleep(120)
' >port &
	server=$!
	trap 'kill $server; rm -rf "$dir"' EXIT
	while ! [ -s port ]; do sleep 0.1; done
	port=$(cat port)
}

# Waits until the delivery $parent, in the background, has a child at work; sets
# child, to nothing when there was none for two seconds.
await_child() {
	child=
	for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		child=$(cat "/proc/$parent/task/$parent/children" 2>/dev/null)
		child=${child% }
		[ -z "$child" ] || break
		sleep 0.1
	done
	sleep 0.2
}

# Waits for its end; sets status and err.
await_end() {
	status=0
	wait "$parent" || status=$?
	err=$(cat err.txt)
}
