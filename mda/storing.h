/*
 * storing: the copies of a mail, one for each folder: all written, all written
 * down, all published; and those of an earlier try that was cut short.
 */
#ifndef MDA_STORING_H
#define MDA_STORING_H

#include "copy.h"
#include "deliver.h"
#include "outcome.h"
#include "room.h"

/* One folder that gets a copy. */
struct store {
	struct str folder;
	const char *directory;
	bool create;
	bool quiet; /* INBOX instead is no surprise */
	const struct str_list *flags;
	size_t version; /* of the mail */
};

/* stores has room for one an action and two to fall back to; the first
 * copy_count of them are done. */
struct storing {
	struct arena *arena;
	const struct delivery *delivery;
	struct outcome *outcome;
	struct store *stores;
	struct copy *copies;
	size_t store_count, copy_count;
	struct room room; /* for the copies that are being stored */
	struct str warning; /* of a mailbox that is nearly full; or empty */
	struct str full; /* why there is no room in the mailbox; or empty */
	const struct progress_copy *left; /* in tmp/, by an earlier try */
	size_t left_count;
};

struct storing storing_new(struct arena *arena, const struct delivery *delivery,
			   struct outcome *outcome);

/* Each folder once; the first flags count. */
void storing_add(struct storing *storing, struct store store);
/*
 * Where a mail goes that cannot go where it should: Junk stays Junk, all else
 * is seen best in INBOX.  failed: the directory that did not work, or "".
 */
void storing_fall_back(struct storing *storing, const char *failed,
		       size_t version);

/* If an earlier try published anything, its copies are those that are to be;
 * what it left besides is written again.  False with errno. */
bool storing_resume(struct storing *storing);

/* All that is not done yet; or errno, and nothing of it, unless it is written
 * down what there is. */
bool storing_run(struct storing *storing);

#endif
