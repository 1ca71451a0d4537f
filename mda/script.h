/*
 * script: Sieve scripts as bytes, read by the user's own rights before the
 * decider starts; and the log of their errors next to the user's script.
 */
#ifndef MDA_SCRIPT_H
#define MDA_SCRIPT_H

#include "../filter/sieve/sieve.h"
#include "config.h"
#include "user.h"

struct scripts {
	const struct sieve_script *list; /* before, the user's, after */
	size_t count, before; /* all; those before the user's */
	struct sieve_includable includable; /* what they may include */
	const char *user_path; /* the user's own; NULL: there is none */
	struct str problem; /* why the user's own could not be read; or "" */
};

/*
 * Of "sieve" the first that exists is the user's own, and may be missing or
 * unreadable; a link is followed as far as our rights go, to a file of the
 * user's or root's.  Those of sieve_before and sieve_after must be there; of a
 * folder it is all that end in ".sieve", in the order of their names.  What can
 * be included is read when one of them says "include".  user NULL: patterns that
 * need one are skipped.  False with *error.
 */
bool scripts_read(struct arena *arena, const struct config *config,
		  const struct user *user, struct scripts *scripts,
		  struct str *error);

/* One file, LIMIT_SCRIPT at most.  False with *error. */
bool script_read(struct arena *arena, const char *path,
		 struct sieve_script *script, struct str *error);

/* Appends to PATH.log, which is 0600 and starts anew when it has grown to
 * LIMIT_SCRIPT_LOG.  False with errno. */
bool script_log(struct arena *arena, const char *path, struct str text);

#endif
