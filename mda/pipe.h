/*
 * pipe: gives a mail to a program that a script names (vnd.dovecot.pipe): one
 * of a folder that the administrator chose, with the user's rights.
 */
#ifndef MDA_PIPE_H
#define MDA_PIPE_H

#include "deliver.h"
#include "program.h"

/*
 * The action's version of the mail on stdin; its arguments, without a shell;
 * HOME, USER, LOGNAME, SENDER and RECIPIENT in the environment.  Without
 * sieve_programs there is none: PROGRAM_FAILED.
 */
enum program_status pipe_run(struct arena *arena,
			     const struct delivery *delivery,
			     const struct action *action, struct str *error);

#endif
