/*
 * turn: whether a mail of ours is to be sent, or was sent before.
 */
#ifndef MDA_TURN_H
#define MDA_TURN_H

#include "deliver.h"
#include "seen.h"

/*
 * SEEN_NEW: it may be sent now, and is remembered from now on: by action->key
 * for action->period seconds, without a key for this delivery.  SEEN_BEFORE: it
 * was.  SEEN_FAILED: it must not be sent, with *error.  whom: for what the
 * delivery remembers.
 */
enum seen_status turn_take(struct arena *arena, const struct delivery *delivery,
			   const struct action *action, struct str whom,
			   struct str *error);

/* It was not sent after all.  key: empty when there is none. */
void turn_give_back(struct arena *arena, const struct delivery *delivery,
		    struct str key);

#endif
