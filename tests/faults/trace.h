/*
 * trace: runs the program under ptrace, with a fault or two at system calls that
 * it or a process it forks makes.  x86-64 only.
 */
#ifndef TESTS_FAULTS_TRACE_H
#define TESTS_FAULTS_TRACE_H

#include <stdbool.h>
#include <stddef.h>

enum fault_kind {
	FAULT_NONE,
	FAULT_ERROR, /* the call is not made, and fails with error */
	FAULT_LIE, /* it is made, and yet fails with error */
	FAULT_SHORT, /* it writes or reads half of what it was asked */
	FAULT_KILL_BEFORE,
	FAULT_KILL_AFTER,
};

struct fault {
	enum fault_kind kind;
	int error;
	const char *name;
};

/* The nth call of the process that was forked as the mth, from main() on. */
struct call {
	unsigned process, number;
	long name; /* as in <sys/syscall.h> */
	unsigned long long first; /* its first argument */
};

struct calls {
	struct call *list;
	size_t count;
};

/* What a file system cannot do: each such call fails so. */
struct refusal {
	long name;
	int error; /* 0: no more */
};

/* Where things go wrong: at one call, and then once more. */
struct strikes {
	const struct call *call; /* NULL: only the other */
	const struct fault *fault;
	/* The nth call from then on, of whichever process, that this finds a
	 * fault for, from the turn'th on.  0: nothing more. */
	unsigned after, turn;
	const struct fault *(*choose)(unsigned turn, const struct call *call);
};

struct command {
	char *const *argv, *const *envp;
	const char *input, *errors; /* files: stdin and stderr */
	const struct refusal *refused;
	unsigned seconds; /* then it is killed, and has hung */
};

struct ending {
	int status; /* of wait() */
	unsigned hits; /* faults that came about */
	struct call second; /* the call of the last one that was chosen */
	const struct fault *second_fault;
	bool hung;
};

/* A process may be traced here. */
bool trace_works(void);

/* strikes NULL: no fault.  calls: where all calls are written down, or NULL.
 * Returns when all that it started has ended. */
struct ending trace_run(const struct command *command,
			const struct strikes *strikes, struct calls *calls);

/* The same at full speed, without a look at calls. */
struct ending plain_run(const struct command *command);

#endif
