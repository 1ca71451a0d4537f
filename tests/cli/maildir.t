#!/bin/sh
# The order of steps of mail on its way to disk, read from a trace: content
# before name, name before folder, all before status 0.
. "$(dirname "$0")/lib.sh"

# A word or two for each step; FILE is the mail.
steps() {
	sed -E -e 's/^[0-9]+ +//' -e '/ = -1 /d' -e '/resumed>/d' trace |
		sed -En \
		-e 's/^mkdirat\(.*, "(.*)", .*/mkdir \1/p' \
		-e 's/^openat\(.*Maildir\/tmp>, "[0-9].*O_EXCL.*/create/p' \
		-e 's/^writev\(.*Maildir\/tmp\/[^>]*>.*/write/p' \
		-e 's/^f(data)?sync\([0-9]+<.*Maildir\/tmp\/[^>]*>.*/sync FILE/p' \
		-e 's/^fsync\([0-9]+<.*\/Maildir\/?([^>]*)>.*/sync box \1/p' \
		-e 's/^fsync\([0-9]+<.*\/home>.*/sync home/p' \
		-e 's/^linkat\(.*Maildir\/tmp>.*\/(new|cur)>.*/link \1/p' \
		-e 's/^unlinkat\(.*Maildir\/tmp>, "[0-9].*/unlink/p' \
		-e 's/^exit_group\((0|75)\).*/exit \1/p' |
		uniq | tr '\n' ',' | sed 's/,$//'
}

trace() {
	status=0
	strace -f -y -s 200 -o trace \
		-e trace=mkdirat,openat,writev,fsync,fdatasync,linkat,unlinkat,exit_group \
		"$WAXSEAL" -c conf -d bob@b.example -o state= "$@" \
		>out.txt 2>err.txt ||
		status=$?
}

if ! strace -f -o /dev/null true 2>/dev/null; then
	skip "the order of steps" "strace cannot trace here"
	done_testing
fi

# The child ends with 0 as well, before anything is stored.
stored_steps='create,write,sync FILE,link new,sync box new,unlink,exit 0'

trace -o fsync=always <mail
is "$status" 0 "delivered"
is "$(steps)" "mkdir Maildir,mkdir new,mkdir cur,sync box ,sync home,mkdir tmp,exit 0,$stored_steps" \
	"a new mailbox is on disk before the mail, tmp/ is made last"
trace -o fsync=always <mail
is "$(steps)" "exit 0,$stored_steps" "the next mail: file, name, folder, end"
trace -o fsync=data <mail
is "$(steps)" "exit 0,create,write,sync FILE,link new,unlink,exit 0" \
	"fsync = data leaves out the folder"
trace -o fsync=never <mail
is "$(steps)" "exit 0,create,write,link new,unlink,exit 0" \
	"fsync = never leaves out all"

# A system call that fails is a mail that comes again.
fails() { # CALL ERROR PATTERN
	empty_mailbox
	mkdir -m 700 home/Maildir home/Maildir/new home/Maildir/cur \
		home/Maildir/tmp
	chown -R "$uid:$gid" home/Maildir
	status=0
	strace -f -o /dev/null -e trace="$1" -e inject="$1:error=$2$4" \
		"$WAXSEAL" -c conf -d bob@b.example -o fsync=always \
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
fails linkat EIO '4\.3\.0'
fails linkat ENOSPC '4\.2\.2'

# Where there are no hard links.
works() { # ERROR NAME INJECTION...
	empty_mailbox
	status=0
	strace -f -o /dev/null -e trace=linkat,renameat2 \
		-e inject=linkat:error="$1" ${3:+-e inject=$3} \
		"$WAXSEAL" -c conf -d bob@b.example \
		<mail >out.txt 2>err.txt || status=$?
	is "$status $(stored | wc -l)" "0 1" "$2"
	is "$(find home/Maildir/tmp -type f | wc -l)" 0 "$2: tmp/ is clean"
}
works EPERM "a file system without hard links"
works EOPNOTSUPP "one that says it otherwise"
works EXDEV "one that cannot refuse to overwrite" renameat2:error=EINVAL
done_testing
