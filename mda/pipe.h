/*
 * pipe: gives a mail to a program that a script names (vnd.dovecot.pipe).
 */
#ifndef MDA_PIPE_H
#define MDA_PIPE_H

#include "deliver.h"
#include "program.h"

/* The action's version of the mail on stdin, and its arguments; by
 * errand_run(). */
enum program_status pipe_run(struct arena *arena,
			     const struct delivery *delivery,
			     const struct action *action, struct str *error);

#endif
