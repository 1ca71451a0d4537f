#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "limits.h"

/* The address sanitizer reserves terabytes of address space. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

/* -- descriptors -------------------------------------------------------------------- */

/* The sanitizer's words are wanted on stderr. */
#ifdef SANITIZED
#define LAST_STANDARD STDOUT_FILENO
#else
#define LAST_STANDARD STDERR_FILENO
#endif

static bool keep_only(int answer)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = STDIN_FILENO; fd <= LAST_STANDARD; fd++)
		if (nothing < 0 || dup2(nothing, fd) < 0)
			return false;
	for (int fd = STDERR_FILENO + 1; fd < answer; fd++)
		close(fd);
	closefrom(answer + 1);
	return true;
}

/* -- limits ---------------------------------------------------------------------- */

static bool limit(int resource, rlim_t most)
{
	struct rlimit now, wanted = { most, most };

	if (getrlimit(resource, &now) < 0)
		return false;
	if (now.rlim_max < most)
		wanted = (struct rlimit){ now.rlim_max, now.rlim_max };
	return setrlimit(resource, &wanted) == 0;
}

static bool limit_memory(size_t mail_size)
{
#ifdef SANITIZED
	(void)mail_size;
	return true;
#else
	return limit(RLIMIT_AS, LIMIT_CHILD_SPACE + (rlim_t)mail_size);
#endif
}

/* No file grows, no process starts, no memory image is left behind. */
static bool set_limits(size_t mail_size, unsigned seconds)
{
	return limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NPROC, 0) &&
	       limit(RLIMIT_CORE, 0) && limit(RLIMIT_MSGQUEUE, 0) &&
	       limit(RLIMIT_MEMLOCK, 0) &&
	       limit(RLIMIT_NOFILE, LIMIT_CHILD_FILES) &&
	       limit(RLIMIT_CPU, (rlim_t)seconds) && limit_memory(mail_size);
}

/* -- system calls ------------------------------------------------------------------ */

#if defined(__x86_64__)
#define THIS_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef THIS_ARCH

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LOW_HALF 0
#else
#define LOW_HALF 4
#endif
#define FIELD(name) (uint32_t) offsetof(struct seccomp_data, name)
#define ARGUMENT(n) (FIELD(args[n]) + LOW_HALF)

#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define MASK(bits) BPF_STMT(BPF_ALU | BPF_AND | BPF_K, (bits))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define REFUSE RETURN(SECCOMP_RET_ERRNO | EPERM)
/* The next statement holds only if the loaded value is this / is not. */
#define IF(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1)
#define UNLESS(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 1, 0)
/* The next n statements are for that call alone. */
#define FOR_CALL(name, n)                                                      \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, (n))
#define ALLOW(name) IF(__NR_##name), RETURN(SECCOMP_RET_ALLOW)

/* Any of these in the flags of an open() makes it more than reading. */
#define OPEN_WRITES (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND)

/*
 * Not here: signals (abort() dies without), new processes, names of files that
 * change.  What reading, computing and asking DNS over UDP and TCP take (charsets are
 * loaded as libraries: openat, mmap).  All else fails with EPERM: a library
 * that tries something optional goes on without it.
 */
static struct sock_filter calls[] = {
	LOAD(FIELD(arch)),
	UNLESS(THIS_ARCH),
	RETURN(SECCOMP_RET_KILL_PROCESS),
	LOAD(FIELD(nr)),
	/* memory */
	ALLOW(mmap),
	ALLOW(munmap),
	ALLOW(mremap),
	ALLOW(mprotect),
	ALLOW(madvise),
	ALLOW(brk),
	ALLOW(futex),
	ALLOW(getrandom),
	/* files that are open */
	ALLOW(read),
	ALLOW(readv),
	ALLOW(pread64),
	ALLOW(write),
	ALLOW(writev),
	ALLOW(close),
	ALLOW(lseek),
	ALLOW(fstat),
	ALLOW(newfstatat),
	ALLOW(statx),
	ALLOW(fcntl),
	ALLOW(ioctl),
	ALLOW(faccessat),
	ALLOW(readlinkat),
	ALLOW(getdents64),
#ifdef __NR_stat
	ALLOW(stat),
	ALLOW(access),
	ALLOW(readlink),
	ALLOW(poll),
	ALLOW(select),
	ALLOW(time),
#endif
	/* asking */
	ALLOW(connect),
	ALLOW(sendto),
	ALLOW(sendmsg),
	ALLOW(sendmmsg),
	ALLOW(recvfrom),
	ALLOW(recvmsg),
	ALLOW(getsockname),
	ALLOW(getpeername),
	ALLOW(getsockopt),
	ALLOW(setsockopt),
	ALLOW(ppoll),
	ALLOW(pselect6),
	/* time */
	ALLOW(clock_gettime),
	ALLOW(clock_getres),
	ALLOW(clock_nanosleep),
	ALLOW(gettimeofday),
	ALLOW(nanosleep),
	ALLOW(restart_syscall),
	/* itself */
	ALLOW(getpid),
	ALLOW(gettid),
	ALLOW(getuid),
	ALLOW(geteuid),
	ALLOW(getgid),
	ALLOW(getegid),
	ALLOW(uname),
	ALLOW(sysinfo),
	ALLOW(sched_yield),
	ALLOW(sched_getaffinity),
	ALLOW(sigaltstack),
	ALLOW(rt_sigaction),
	ALLOW(rt_sigprocmask),
	ALLOW(rt_sigreturn),
	ALLOW(exit),
	ALLOW(exit_group),
	FOR_CALL(openat, 5),
	LOAD(ARGUMENT(2)),
	MASK(OPEN_WRITES),
	IF(O_RDONLY),
	RETURN(SECCOMP_RET_ALLOW),
	REFUSE,
#ifdef __NR_open
	FOR_CALL(open, 5),
	LOAD(ARGUMENT(1)),
	MASK(OPEN_WRITES),
	IF(O_RDONLY),
	RETURN(SECCOMP_RET_ALLOW),
	REFUSE,
#endif
	FOR_CALL(socket, 6),
	LOAD(ARGUMENT(0)),
	IF(AF_INET),
	RETURN(SECCOMP_RET_ALLOW),
	IF(AF_INET6),
	RETURN(SECCOMP_RET_ALLOW),
	REFUSE,
	REFUSE,
};

/* A kernel without seccomp leaves the limits above: mail is delivered there
 * too. */
static void limit_calls(void)
{
	const struct sock_fprog program = {
		.len = sizeof(calls) / sizeof(calls[0]),
		.filter = calls,
	};

	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

#else

static void limit_calls(void)
{
}

#endif

bool sandbox_enter(int answer, size_t mail_size, unsigned seconds)
{
	if (!keep_only(answer) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
	    !set_limits(mail_size, seconds))
		return false;
	limit_calls();
	return true;
}
