/*
 * runner: the process that starts programs for the one that acts, which gives
 * up the right to.  It keeps the user's rights, parses no mail, and does only
 * the errands that the order asks for: whoever takes over the process that acts
 * can have these done, each once or so, and nothing else.
 */
#ifndef MDA_RUNNER_H
#define MDA_RUNNER_H

#include "errand.h"

struct runner {
	int socket; /* SECCOMP_SOCKET; -1: it is gone */
	int stop; /* a byte here: time is up */
	bool stopped;
};

/*
 * Forks it, before rights are given up; the delivery is what it knows.  It holds
 * the keys from here on, and we no longer do.  False with errno.
 */
bool runner_start(struct arena *arena, const struct delivery *delivery,
		  struct runner *runner);

/* It ends when it has done what it was asked. */
void runner_end(struct runner *runner);

/*
 * Asks delivery->runner for the errand.  A signal or the deadline ends what it
 * runs; our own death only what a script chose.  PROGRAM_LOST: it died after it
 * was asked; PROGRAM_RETRY: before that.
 */
enum program_status runner_ask(struct arena *arena,
			       const struct delivery *delivery,
			       const struct errand *errand, struct str *text);

#endif
