/*
 * become: from root's rights to a user's, with no way back.
 */
#ifndef MDA_BECOME_H
#define MDA_BECOME_H

#include "user.h"

/*
 * As root: becomes the user (its gid alone, no further groups; its uid) and
 * checks that there is no way back.  Otherwise: only checks that the effective
 * uid is the user's (a virtual user's mail may be delivered by the uid that owns
 * the maildir).  Never delivers as root: a user with uid 0 is an error.  False
 * with *error.
 */
bool user_become(struct arena *arena, const struct user *user,
		 struct str *error);

#endif
