/*
 * program: runs another program: with a mail on stdin, without a shell, for a
 * bounded time.  Its stderr says why it failed.
 */
#ifndef MDA_PROGRAM_H
#define MDA_PROGRAM_H

#include "../filter/buf.h"
#include "user.h"

struct program {
	char *const *argv; /* the first one absolute; NULL behind the last */
	char *const *environment; /* the same */
	int input_fd; /* for stdin */
	unsigned seconds; /* then it and what it started is killed */
	struct buf *output; /* what it prints on stdout; NULL: goes nowhere */
	bool limited; /* by LIMIT_PROGRAM_*: users choose it */
};

enum program_status {
	PROGRAM_DONE,
	PROGRAM_RETRY, /* 75, killed, too slow, could not be run */
	PROGRAM_FAILED, /* any other status */
	PROGRAM_UNKNOWN, /* there is none of that name */
	PROGRAM_LOST, /* who was to run it died: it may have been done */
};

/* *error says why not, with what it printed: one line, shown(). */
enum program_status program_run(struct arena *arena,
				const struct program *program,
				struct str *error);

/*
 * Nothing of ours but what a mail program needs: PATH, the user's HOME, USER
 * and LOGNAME, MAIL_CONFIG (one of several Postfix instances), and these, as
 * "NAME=value".
 */
char **program_environment(struct arena *arena, const struct user *user,
			   const struct str *more, size_t count);

#endif
