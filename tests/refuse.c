/*
 * refuse CALL=ERROR... -- PROGRAM ARGUMENT...: runs a program as a kernel would
 * that does not have these system calls, or a container that refuses them.
 *
 * A filter of seccomp's; of prctl(2) only what asks for another filter.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALLS 16

static const struct {
	const char *name;
	unsigned number;
	unsigned argument; /* the first, or 0: whatever it is */
} calls[] = {
	{ "filter", SYS_prctl, PR_SET_SECCOMP },
	{ "seccomp", SYS_seccomp, 0 },
	{ "landlock_create_ruleset", 444, 0 },
	{ "landlock_add_rule", 445, 0 },
	{ "landlock_restrict_self", 446, 0 },
	{ "openat2", SYS_openat2, 0 },
	{ "renameat2", SYS_renameat2, 0 },
	{ "linkat", SYS_linkat, 0 },
	{ "close_range", SYS_close_range, 0 },
	{ "statx", SYS_statx, 0 },
	{ "clone3", SYS_clone3, 0 },
	{ "getrandom", SYS_getrandom, 0 },
};

static const struct {
	const char *name;
	int number;
} errors[] = {
	{ "ENOSYS", ENOSYS }, { "EINVAL", EINVAL },
	{ "EPERM", EPERM },   { "E2BIG", E2BIG },
	{ "EACCES", EACCES }, { "EOPNOTSUPP", EOPNOTSUPP },
};

static _Noreturn void usage(const char *what)
{
	fprintf(stderr, "refuse: %s\n", what);
	exit(2);
}

static int error_number(const char *name)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(errors[i].name, name) == 0)
			return errors[i].number;
	usage(name);
}

/* The filter of one call, behind one that loaded nothing. */
static size_t put(struct sock_filter *to, const char *rule)
{
	const char *equals = strchr(rule, '=');
	size_t i = 0;

	while (i < sizeof(calls) / sizeof(calls[0]) && equals != NULL &&
	       (strncmp(rule, calls[i].name, (size_t)(equals - rule)) != 0 ||
		calls[i].name[equals - rule] != '\0'))
		i++;
	if (equals == NULL || i == sizeof(calls) / sizeof(calls[0]))
		usage(rule);
	memcpy(to,
	       ((struct sock_filter[]){
		       BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
				offsetof(struct seccomp_data, nr)),
		       BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0,
				3),
		       BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
				offsetof(struct seccomp_data, args)),
		       BPF_JUMP(
			       BPF_JMP |
				       (calls[i].argument ? BPF_JEQ : BPF_JGE) |
				       BPF_K,
			       calls[i].argument, 0, 1),
		       BPF_STMT(BPF_RET | BPF_K,
				SECCOMP_RET_ERRNO |
					(unsigned)error_number(equals + 1)),
	       }),
	       5 * sizeof(*to));
	return 5;
}

int main(int argc, char **argv)
{
	struct sock_filter code[CALLS * 5 + 1];
	struct sock_fprog whole = { 0, code };
	int i = 1;

	for (; i < argc && i <= CALLS && strcmp(argv[i], "--") != 0; i++)
		whole.len = (unsigned short)(whole.len +
					     put(code + whole.len, argv[i]));
	if (i + 1 >= argc || strcmp(argv[i], "--") != 0)
		usage("CALL=ERROR... -- PROGRAM ARGUMENT...");
	code[whole.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
							 SECCOMP_RET_ALLOW);
	/* As root no other right is given up for it: sudo and setuid work. */
	if (getuid() != 0)
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0) < 0) {
		perror("refuse: PR_SET_SECCOMP");
		return 2;
	}
	execvp(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return 127;
}
