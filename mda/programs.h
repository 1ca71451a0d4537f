/*
 * programs: programs that run while a script runs (vnd.dovecot.filter,
 * vnd.dovecot.execute): a process of its own for each run, with the user's
 * rights, and what crosses between it and the process that decides.  Each takes
 * what the other says for hostile.
 */
#ifndef MDA_PROGRAMS_H
#define MDA_PROGRAMS_H

#include "../filter/sieve/programs.h"
#include "config.h"
#include "input.h"
#include "maildir.h"
#include "user.h"

/* What the process knows besides. */
struct programs_host {
	const struct config *config;
	const struct user *user;
	struct maildir *maildir; /* its tmp/ holds what goes to a program */
	const struct input *input; /* the mail as received */
	struct str sender, recipient; /* of the envelope */
};

/* Bytes; false: too much of it. */
bool programs_encode_call(struct arena *arena, const struct programs_call *call,
			  struct str *bytes);
/* The edits, if there are any, are put into *edits. */
bool programs_decode_call(struct arena *arena, struct str bytes,
			  struct programs_call *call, struct edits *edits);
bool programs_encode_answer(struct arena *arena,
			    const struct programs_answer *answer,
			    struct str *bytes);
bool programs_decode_answer(struct arena *arena, struct str bytes,
			    struct programs_answer *answer);

/* What the process does (see door.h): one call, one answer.  host: a struct
 * programs_host. */
void programs_serve(int socket, const void *host);

/* For the decider: programs run behind the door. */
extern const struct sieve_programs programs_behind_door;

#endif
