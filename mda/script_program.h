/*
 * script_program: a program that a script names (vnd.dovecot.pipe, .filter,
 * .execute): one of a folder that the administrator chose, with the user's
 * rights, without a shell.
 */
#ifndef MDA_SCRIPT_PROGRAM_H
#define MDA_SCRIPT_PROGRAM_H

#include "config.h"
#include "program.h"

struct script_program {
	const struct config *config;
	const struct user *user;
	struct str name; /* checked: order_check_program() */
	const struct str_list *arguments;
	struct str sender, recipient; /* of the envelope */
	int input_fd;
	unsigned seconds;
	struct buf *output; /* what it prints; NULL: nobody wants it */
};

/*
 * HOME, USER, LOGNAME, SENDER and RECIPIENT are in its environment.
 * PROGRAM_UNKNOWN: there is no such file, or none that may be run; without
 * sieve_programs there is none at all.
 */
enum program_status script_program_run(struct arena *arena,
				       const struct script_program *script,
				       struct str *error);

#endif
