#!/bin/sh
# The order of steps of mail on its way to disk, read from a trace: content
# before name, name before folder, all before status 0.
. "$(dirname "$0")/lib.sh"

# A word or two for each step; FILE is the mail.
steps() {
	sed -E -e 's/^[0-9]+ +//' -e '/ = -1 /d' -e '/resumed>/d' trace |
		sed -En \
		-e 's/^mkdirat\(.*, "(.*)", .*/mkdir \1/p' \
		-e 's/^openat\(.*Maildir[\/.New]*\/tmp>, "[0-9].*O_EXCL.*/create/p' \
		-e 's/^writev\(.*Maildir[\/.New]*\/tmp\/[^>]*>.*/write/p' \
		-e 's/^f(data)?sync\([0-9]+<.*Maildir[\/.New]*\/tmp\/[^>]*>.*/sync FILE/p' \
		-e 's/^fsync\([0-9]+<.*\/Maildir\/?([^>]*)>.*/sync box \1/p' \
		-e 's/^fsync\([0-9]+<.*\/home(\/state)?>.*/sync home\1/p' \
		-e 's/^(renameat2?|linkat)\(.*Maildir[\/.New]*\/tmp>.*\/(new|cur)>.*/\1 \2/p' \
		-e 's/^unlinkat\(.*Maildir[\/.New]*\/tmp>, "[0-9].*/unlink/p' \
		-e 's/^pwrite64\(.*journal>.*/record/p' \
		-e 's/^fdatasync\([0-9]+<.*journal>.*/sync RECORD/p' \
		-e 's/^exit_group\((0|75)\).*/exit \1/p' |
		uniq | tr '\n' ',' | sed 's/,$//'
}

trace() { # INJECTION-OR-'' OPTION...
	status=0 inject=$1
	shift
	strace -f -y -s 200 -o trace \
		-e trace=mkdirat,openat,writev,pwrite64,fsync,fdatasync,renameat,renameat2,linkat,unlinkat,exit_group \
		$inject "$WAXSEAL" -c conf -d bob@b.example \
		-o state=%h/state/seen.cdb "$@" <mail >out.txt 2>err.txt ||
		status=$?
}

if ! strace -f -o /dev/null true 2>/dev/null; then
	skip "the order of steps" "strace cannot trace here"
	done_testing
fi

# The child ends with 0 as well, before anything is stored.
begin='exit 0,create,write,sync FILE,record,sync RECORD'

trace '' -o fsync=always
is "$status" 0 "delivered"
is "$(steps)" "mkdir Maildir,mkdir new,mkdir cur,sync box ,sync home,mkdir tmp,mkdir state,sync home/state,sync home,$begin,renameat2 new,sync box new,record,exit 0" \
	"a new mailbox is on disk before the mail, tmp/ is made last"
trace '' -o fsync=always
is "$(steps)" "$begin,renameat2 new,sync box new,record,exit 0" \
	"the next mail: file, what is planned, name, folder, end"
echo 'require ["fileinto", "mailbox"]; fileinto :create "New";' >new.sieve
chown "$uid:$gid" new.sieve
trace '' -o fsync=always -o sieve="$dir/new.sieve"
is "$(steps)" "exit 0,mkdir .New,mkdir new,mkdir cur,sync box .New,sync box ,mkdir tmp${begin#exit 0},renameat2 new,sync box .New/new,record,exit 0" \
	"a new folder and what leads to it are on disk before the mail"
trace '' -o fsync=data
is "$(steps)" "$begin,renameat2 new,record,exit 0" \
	"fsync = data leaves out the folder"
trace '' -o fsync=never
is "$(steps)" "exit 0,create,write,record,renameat2 new,record,exit 0" \
	"fsync = never leaves out all"

# Other file systems: a move cannot refuse to overwrite; there are no hard
# links either.
trace '-e inject=renameat2:error=EINVAL' -o fsync=always
is "$(steps)" "$begin,linkat new,sync box new,unlink,record,exit 0" \
	"where a move overwrites: a link, which is taken from tmp/ at the end"
trace '-e inject=renameat2:error=EINVAL -e inject=linkat:error=EPERM' \
	-o fsync=always
is "$(steps)" "$begin,renameat new,sync box new,record,exit 0" \
	"without hard links: a move all the same"
is "$(stored | wc -l)" 6 "all are there"

# A system call that fails is a mail that comes again.
fails() { # CALL ERROR PATTERN
	empty_mailbox
	mkdir -m 700 home/Maildir home/Maildir/new home/Maildir/cur \
		home/Maildir/tmp
	chown -R "$uid:$gid" home/Maildir
	status=0
	strace -f -o /dev/null -e trace="$1" -e inject="$1:error=$2$4" \
		"$WAXSEAL" -c conf -d bob@b.example -o fsync=always -o state= \
		<mail >out.txt 2>err.txt || status=$?
	is "$status" 75 "$1 fails with $2: tried again"
	like "$(cat err.txt)" "^$3 " "$1 fails with $2: says why"
	is "$(find home/Maildir -type f | wc -l)" 0 \
		"$1 fails with $2: nothing is left"
}
fails writev ENOSPC '4\.2\.2'
fails writev EDQUOT '4\.2\.2'
fails writev EIO '4\.3\.0'
fails fsync EIO '4\.3\.0'
fails fsync EIO '4\.3\.0' :when=2
fails renameat2 EIO '4\.3\.0'
fails renameat2 ENOSPC '4\.2\.2'

# Where there are no hard links, and said in several ways.
works() { # ERROR NAME
	empty_mailbox
	status=0
	strace -f -o /dev/null -e trace=linkat,renameat2 \
		-e inject=renameat2:error="$1" -e inject=linkat:error="$1" \
		"$WAXSEAL" -c conf -d bob@b.example \
		<mail >out.txt 2>err.txt || status=$?
	is "$status $(stored | wc -l)" "0 1" "$2"
	is "$(find home/Maildir/tmp -type f | wc -l)" 0 "$2: tmp/ is clean"
}
works EPERM "a file system without hard links"
works EOPNOTSUPP "one that says it otherwise"
works EINVAL "one that cannot refuse to overwrite"
works ENOSYS "an old kernel"
done_testing
