/*
 * redirect: what keeps redirected mail from going in circles: each says on
 * top whose it was, and is not redirected for them again.
 */
#ifndef MDA_REDIRECT_H
#define MDA_REDIRECT_H

#include "../filter/message.h"
#include "config.h"
#include "user.h"

/* What a redirected mail says whose it was: the user's address; a login name is
 * made unique by the host's. */
struct str redirect_name(struct arena *arena, const struct config *config,
			 const struct user *user);

/* The field that stands on top of a redirected mail, with its LF. */
struct str redirect_field(struct arena *arena, struct str name);

/* Empty, or why this mail must not be redirected for the one of that name: it
 * came from here, or went through too many hands like ours.  It reads the mail:
 * for the decider. */
struct str redirect_obstacle(struct arena *arena, const struct message *message,
			     struct str name);

#endif
