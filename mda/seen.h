/*
 * seen: what is remembered for a user from one mail to the next: whom vacation
 * answered, what duplicate saw, what deliveries have done.  Looked up in a cdb
 * that is replaced whole, and a journal of what came since.
 */
#ifndef MDA_SEEN_H
#define MDA_SEEN_H

#include "../filter/seen.h"

struct seen_store;

enum seen_status {
	SEEN_NEW,
	SEEN_BEFORE,
	SEEN_FAILED, /* with *error: nothing is known, nothing was changed */
};

/* path: of the cdb; its folder is made when missing.  NULL with *error. */
struct seen_store *seen_open(struct arena *arena, const char *path,
			     struct str *error);

/* For the decider, which may open nothing: as it is now, in memory. */
const struct seen *seen_view(struct arena *arena, struct seen_store *store);

/* The value that was remembered for key, if it has not expired. */
enum seen_status seen_find(struct arena *arena, struct seen_store *store,
			   struct str key, time_t now, struct str *value,
			   struct str *error);

/*
 * Under the store's lock: SEEN_BEFORE when the key is remembered and has not
 * expired; else it is remembered until then, on stable storage when this
 * returns.  Of several processes one gets SEEN_NEW.
 */
enum seen_status seen_remember(struct arena *arena, struct seen_store *store,
			       struct str key, struct str value, time_t now,
			       time_t until, struct str *error);

/* The same, whatever is remembered: the new value counts.  until: a time that
 * is past forgets it. */
bool seen_replace(struct arena *arena, struct seen_store *store, struct str key,
		  struct str value, time_t now, time_t until,
		  struct str *error);

#endif
