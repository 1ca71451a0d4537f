/*
 * room: is there room in the mailbox for the copies of a delivery?
 */
#ifndef MDA_ROOM_H
#define MDA_ROOM_H

#include "copy.h"
#include "deliver.h"
#include "quota.h"

struct room {
	struct quota quota;
	struct quota_size more; /* what the copies will take */
	struct str full; /* "1.0 GiB of 1.0 GiB"; empty: there is room */
};

/* Asks for copies that are written, but not published; until room_close() nobody
 * else takes that room.  A quota that cannot be read holds no mail back.  False
 * with errno: others had it until our time was up. */
bool room_open(struct arena *arena, const struct delivery *delivery,
	       const struct copy *copies, size_t count, struct room *room);

/* They are published.  What the user is to be told of it now, because a
 * threshold of quota_warnings was crossed; or empty. */
struct str room_take(struct arena *arena, const struct delivery *delivery,
		     struct room *room);
void room_close(struct room *room);

#endif
