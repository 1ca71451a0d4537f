/*
 * user_file: small texts that users keep for us, as their address book; read
 * by the user's own rights before the decider starts.
 */
#ifndef MDA_USER_FILE_H
#define MDA_USER_FILE_H

#include "user.h"

/*
 * The text of LIMIT_USER_FILE at most; empty when pattern is NULL or the file
 * does not exist.  user NULL: a pattern that needs one is skipped.  False with
 * errno and *error when it cannot be read, or when somebody other than the user
 * and root could have written it: what it says is believed.
 */
bool user_file_read(struct arena *arena, const struct user *user,
		    const char *pattern, struct str *text, struct str *error);

#endif
