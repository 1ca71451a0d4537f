/*
 * programs: what runs programs while a script runs (vnd.dovecot.filter,
 * vnd.dovecot.execute).  Nothing here can start one: they run elsewhere, and
 * what they say is taken for hostile.
 */
#ifndef FILTER_SIEVE_PROGRAMS_H
#define FILTER_SIEVE_PROGRAMS_H

#include "../action.h"
#include "../arena.h"

struct programs_call {
	struct str name; /* of a file in a folder of the administrator's */
	struct str_list arguments; /* without NUL */
	/* For its stdin: the mail as received with these edits, LF line ends;
	 * NULL: a text. */
	const struct edits *mail;
	struct str input;
	size_t most; /* bytes of its stdout that are wanted; 0: none */
};

enum programs_end {
	PROGRAMS_DONE, /* status 0 */
	PROGRAMS_REFUSED, /* another status */
	PROGRAMS_FAILED, /* killed, too slow, too long, could not be run */
	PROGRAMS_UNKNOWN, /* there is none of that name */
	PROGRAMS_ENDS /* how many */
};

struct programs_answer {
	enum programs_end end;
	struct str output; /* of PROGRAMS_DONE, at most what was wanted */
	bool cut; /* there was more of it */
	struct str why; /* for people; empty: done */
};

struct sieve_programs {
	void (*run)(const struct sieve_programs *programs, struct arena *arena,
		    const struct programs_call *call,
		    struct programs_answer *answer);
};

#endif
