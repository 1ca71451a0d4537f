#include "seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "sanitized.h"

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

/* -- what is allowed --------------------------------------------------------- */

/* Of an argument: after the mask these bits, and no others, are set. */
struct condition {
	unsigned argument;
	uint64_t mask, value;
};

/* Some of what a call does that does many things: the second argument, an int.
 * 0 ends the list. */
#define COMMANDS 4

struct call {
	int number;
	struct condition condition; /* mask 0: none */
	uint32_t commands[COMMANDS]; /* none: any */
};

/* Any of these in the flags of an open() makes it more than reading. */
#define OPEN_WRITES (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND)

/* No memory becomes a program. */
#define NO_PROGRAM                                                             \
	{                                                                      \
		2, PROT_EXEC, 0                                                \
	}

static const struct call decide_calls[] = {
	{ .number = __NR_brk },
	{ .number = __NR_mmap, .condition = NO_PROGRAM },
	{ .number = __NR_mprotect, .condition = NO_PROGRAM },
	{ .number = __NR_munmap },
	{ .number = __NR_mremap },
	{ .number = __NR_madvise },
	{ .number = __NR_futex },
	{ .number = __NR_getrandom },
	{ .number = __NR_clock_gettime },
	{ .number = __NR_gettimeofday },
	{ .number = __NR_read },
	{ .number = __NR_write },
	{ .number = __NR_close },
	/* asking: on sockets that are connected, to nobody else */
	{ .number = __NR_ppoll },
	{ .number = __NR_recvfrom },
	{ .number = __NR_recvmsg },
	{ .number = __NR_sendto, .condition = { 4, UINT64_MAX, 0 } },
#ifdef __NR_poll
	{ .number = __NR_poll },
	{ .number = __NR_time },
#endif
	{ .number = __NR_getpid }, /* a line of the log names it */
	{ .number = __NR_restart_syscall },
	{ .number = __NR_rt_sigreturn },
	{ .number = __NR_exit_group },
};

static const struct call read_calls[] = {
	{ .number = __NR_openat, .condition = { 2, OPEN_WRITES, O_RDONLY } },
	{ .number = __NR_newfstatat },
	{ .number = __NR_fstat },
	{ .number = __NR_statx },
	{ .number = __NR_lseek },
	{ .number = __NR_pread64 },
	{ .number = __NR_getdents64 },
	/* fdopendir() */
	{ .number = __NR_fcntl, .commands = { F_GETFL, F_SETFD } },
};

static const struct call keep_mail_calls[] = {
	{ .number = __NR_fcntl,
	  .commands = { F_GETFL, F_SETFD, F_OFD_SETLK, F_OFD_SETLKW } },
	{ .number = __NR_openat },
	{ .number = __NR_writev },
	{ .number = __NR_pwrite64 },
	{ .number = __NR_pwritev },
	{ .number = __NR_fsync },
	{ .number = __NR_fdatasync },
	{ .number = __NR_ftruncate },
	{ .number = __NR_fallocate },
	{ .number = __NR_flock },
	{ .number = __NR_fchmod },
	{ .number = __NR_linkat },
	{ .number = __NR_renameat2 },
	{ .number = __NR_unlinkat },
	{ .number = __NR_mkdirat },
	{ .number = __NR_faccessat },
	{ .number = __NR_readlinkat },
#ifdef __NR_renameat
	{ .number = __NR_renameat },
#endif
#ifdef __NR_open
	{ .number = __NR_open },
	{ .number = __NR_stat },
	{ .number = __NR_lstat },
	{ .number = __NR_access },
	{ .number = __NR_rename },
	{ .number = __NR_unlink },
	{ .number = __NR_mkdir },
#endif
	/* the log, the deadline, whose files they are */
	{ .number = __NR_rt_sigaction },
	{ .number = __NR_rt_sigprocmask },
	{ .number = __NR_setitimer },
	{ .number = __NR_clock_nanosleep },
	{ .number = __NR_nanosleep },
	{ .number = __NR_getpid },
	{ .number = __NR_gettid },
	{ .number = __NR_getuid },
	{ .number = __NR_geteuid },
	{ .number = __NR_getgid },
	{ .number = __NR_getegid },
	{ .number = __NR_uname },
	{ .number = __NR_umask },
};

static const struct call ask_calls[] = {
	{ .number = __NR_sendmsg,
	  .condition = { 0, UINT32_MAX, SECCOMP_SOCKET } },
};

#ifdef SANITIZED
/* What the sanitizers do themselves. */
static const struct call sanitizer_calls[] = {
	{ .number = __NR_openat },
	{ .number = __NR_fstat },
	{ .number = __NR_newfstatat },
	{ .number = __NR_readlinkat },
	{ .number = __NR_rt_sigaction },
	{ .number = __NR_rt_sigprocmask },
	{ .number = __NR_sigaltstack },
	{ .number = __NR_sched_yield },
	{ .number = __NR_getpid },
	{ .number = __NR_gettid },
	{ .number = __NR_sched_getaffinity },
	{ .number = __NR_fcntl },
	{ .number = __NR_lseek },
	{ .number = __NR_prlimit64 },
};
#endif

#define LIST(calls, work)                                                      \
	{                                                                      \
		calls, sizeof(calls) / sizeof((calls)[0]), work                \
	}

static const struct {
	const struct call *calls;
	size_t count;
	unsigned work;
} lists[] = {
	LIST(decide_calls, SECCOMP_DECIDE | SECCOMP_KEEP_MAIL),
	LIST(keep_mail_calls, SECCOMP_KEEP_MAIL),
	LIST(read_calls, SECCOMP_READ | SECCOMP_KEEP_MAIL),
	LIST(ask_calls, SECCOMP_ASK),
#ifdef SANITIZED
	LIST(sanitizer_calls, SECCOMP_DECIDE | SECCOMP_KEEP_MAIL),
#endif
};

/* -- the filter --------------------------------------------------------------- */

/* All lists, each call at its longest, and what stands around them. */
#define CALLS_MAX 128
#define PROGRAM_MAX 1024

struct program {
	struct sock_filter code[PROGRAM_MAX];
	unsigned short len;
};

static void put(struct program *program, struct sock_filter statement)
{
	if (program->len < PROGRAM_MAX)
		program->code[program->len++] = statement;
}

static void put_load(struct program *program, size_t offset)
{
	put(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						  (uint32_t)offset));
}

static void put_return(struct program *program, uint32_t action)
{
	put(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

/* The next `skip` statements are for other values. */
static void put_if(struct program *program, uint32_t value, uint8_t skip)
{
	put(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
						  value, skip, 0));
}

#define REFUSE (SECCOMP_RET_ERRNO | EPERM)
/* Statements of one half of a condition, and of a whole call. */
#define HALF 4
#define CALL_LEN 1
#define CONDITION_LEN (2 * HALF + 1)
/* And of commands, besides one for each. */
#define COMMANDS_LEN 3

/* The filter sees arguments by halves of 32 bits. */
static void put_half(struct program *program, unsigned argument, bool high,
		     uint32_t mask, uint32_t value)
{
	put_load(program, offsetof(struct seccomp_data, args[argument]) +
				  (high ? 4 - LOW_HALF : LOW_HALF));
	put(program,
	    (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask));
	put_if(program, value, 1);
	put_return(program, REFUSE);
}

static uint8_t count_commands(const struct call *call)
{
	uint8_t count = 0;

	while (count < COMMANDS && call->commands[count] != 0)
		count++;
	return count;
}

/* What stands behind the number of a call. */
static uint8_t limits_len(const struct call *call)
{
	uint8_t commands = count_commands(call);

	return commands > 0		   ? COMMANDS_LEN + commands
	       : call->condition.mask != 0 ? CONDITION_LEN
					   : 0;
}

static uint8_t call_len(const struct call *call)
{
	return CALL_LEN + limits_len(call);
}

/* The kernel, too, looks at the low half of it alone. */
static void put_commands(struct program *program, const struct call *call)
{
	uint8_t count = count_commands(call);

	put_load(program, offsetof(struct seccomp_data, args[1]) + LOW_HALF);
	for (uint8_t i = 0; i < count; i++)
		put(program, (struct sock_filter)BPF_JUMP(
				     BPF_JMP | BPF_JEQ | BPF_K,
				     call->commands[i], count - i, 0));
	put_return(program, REFUSE);
	put_return(program, SECCOMP_RET_ALLOW);
}

/* Allowed: skip statements further on. */
static void put_call(struct program *program, const struct call *call,
		     uint8_t skip)
{
	const struct condition *condition = &call->condition;
	uint8_t len = limits_len(call);

	put(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
						  (uint32_t)call->number,
						  len > 0 ? 0 : skip, len));
	if (call->commands[0] != 0)
		put_commands(program, call);
	if (condition->mask == 0)
		return;
	put_half(program, condition->argument, false, (uint32_t)condition->mask,
		 (uint32_t)condition->value);
	put_half(program, condition->argument, true,
		 (uint32_t)(condition->mask >> 32),
		 (uint32_t)(condition->value >> 32));
	put_return(program, SECCOMP_RET_ALLOW);
}

/*
 *	above the last of them?  behind the group
 *	each of them?            allow, or look at its arguments
 *	refuse
 *	allow
 */
static void put_group(struct program *program, const struct call *const *calls,
		      size_t count)
{
	uint8_t len = 0;

	for (size_t i = 0; i < count; i++)
		len = (uint8_t)(len + call_len(calls[i]));
	put(program,
	    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K,
					 (uint32_t)calls[count - 1]->number,
					 (uint8_t)(len + 2), 0));
	for (size_t i = 0; i < count; i++) {
		len = (uint8_t)(len - call_len(calls[i]));
		put_call(program, calls[i], (uint8_t)(len + 1));
	}
	put_return(program, REFUSE);
	put_return(program, SECCOMP_RET_ALLOW);
}

/* In order of their numbers; of one that is listed twice, the first counts. */
static size_t collect(const struct call **calls, unsigned work)
{
	size_t count = 0;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		for (size_t j = 0; j < lists[i].count; j++) {
			const struct call *call = &lists[i].calls[j];
			size_t at = count;

			while (at > 0 && calls[at - 1]->number > call->number)
				at--;
			if ((lists[i].work & work) == 0 || count == CALLS_MAX ||
			    (at > 0 && calls[at - 1]->number == call->number))
				continue;
			memmove(calls + at + 1, calls + at,
				(count++ - at) * sizeof(*calls));
			calls[at] = call;
		}
	}
	return count;
}

/* The kernel runs the filter once for each call that it has, when it is put in
 * force: in groups that takes a quarter of the time of one row. */
#define GROUP 8

static void put_lists(struct program *program, unsigned work)
{
	const struct call *calls[CALLS_MAX];
	size_t count = collect(calls, work);

	for (size_t i = 0; i < count; i += GROUP)
		put_group(program, calls + i,
			  count - i < GROUP ? count - i : GROUP);
}

const char *seccomp_enter(unsigned work)
{
	struct program program; /* two pages, of which little is used */
	struct sock_fprog whole;

	program.len = 0;
	put_load(&program, offsetof(struct seccomp_data, arch));
	put_if(&program, THIS_ARCH, 1);
	put_return(&program, SECCOMP_RET_KILL_PROCESS);
	put_load(&program, offsetof(struct seccomp_data, nr));
	put_lists(&program, work);
	put_return(&program, REFUSE);
	whole = (struct sock_fprog){ program.len, program.code };
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0) == 0
		       ? NULL
		       : "the kernel does not have it";
}

#else

const char *seccomp_enter(unsigned work)
{
	(void)work;
	return "not written for this processor";
}

#endif
