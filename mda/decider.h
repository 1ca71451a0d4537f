/*
 * decider: the process that parses mail and decides.  It starts with nothing
 * but what was opened for it, gives up its rights, and answers with one order.
 */
#ifndef MDA_DECIDER_H
#define MDA_DECIDER_H

#include "decision.h"
#include "door.h"
#include "sandbox.h"

/* Descriptors of the child, which has no others. */
enum {
	DECIDER_ANSWER = 3,
	DECIDER_DOOR,
	DECIDER_SOCKET, /* the door's first */
	DECIDER_END
};

/* In the child, in this order: enter() gives up rights, decide() answers. */
struct decider {
	bool (*enter)(const struct sandbox *sandbox);
	struct order (*decide)(struct arena *arena, const void *question);
	const void *question;
	size_t mail_size; /* spans of the order must lie within it */
	const struct nameservers *servers; /* that it may ask, or NULL */
	const struct service *services; /* DOOR_SERVICES of them, or NULL */
	const char *folder; /* whose files it may read, or NULL */
};

/*
 * Runs it until it answers or until the deadline (see interrupt.h).  The order
 * was checked and lives in the arena.  False with *error: the child died, lied
 * or was silent; the mail must be retried.  errno is 0 unless it could not even
 * start.
 */
bool decider_run(struct arena *arena, const struct decider *decider,
		 struct order *order, struct str *error);

#endif
