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

/*
 * path: of the cdb, absolute; its folder is made when missing, and must be
 * writable for nobody but us.  What is damaged is begun anew, with a line in
 * the log: it costs a second reply, never a mail.  NULL with *error
 * and errno.
 */
struct seen_store *seen_open(struct arena *arena, const char *path,
			     struct str *error);
void seen_close(struct seen_store *store);
/* There is something to open. */
bool seen_exists(struct arena *arena, const char *path);
/* From now on it may be lost with the power. */
void seen_without_sync(struct seen_store *store);

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

/* All of these at once, with one write. */
struct seen_entry {
	struct str key, value;
	time_t until;
};

bool seen_replace_all(struct arena *arena, struct seen_store *store,
		      const struct seen_entry *list, size_t count, time_t now,
		      struct str *error);

/* Until seen_close() or the process ends, no other process gets it for the same
 * key: whoever does waits.  False with errno. */
bool seen_lock(struct seen_store *store, struct str key);

#endif
