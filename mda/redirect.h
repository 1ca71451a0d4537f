/*
 * redirect: what keeps redirected mail from going in circles: each says on
 * top whose it was, and is not redirected for them again.
 */
#ifndef MDA_REDIRECT_H
#define MDA_REDIRECT_H

#include "config.h"
#include "user.h"

/* NULL, or why this mail must not be redirected for this user: it came from
 * here, or went through too many hands like ours. */
const char *redirect_obstacle(struct arena *arena, const struct config *config,
			      const struct user *user, struct str mail);

/* The field that stands on top of a redirected mail, with its LF. */
struct str redirect_field(struct arena *arena, const struct config *config,
			  const struct user *user);

#endif
