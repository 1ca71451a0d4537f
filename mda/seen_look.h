/*
 * seen_look: the files of what is remembered, for seen.c alone.
 */
#ifndef MDA_SEEN_LOOK_H
#define MDA_SEEN_LOOK_H

#include "journal.h"
#include "seen.h"
#include "table.h"

/*
 * NAME is a cdb from keys to records as they stood in the journal, the newest
 * first; NAME.journal is what came since.  The journal is read and changed
 * under a lock on its first byte.  A crash while the journal is folded into the
 * cdb leaves both, which say the same.
 */
struct seen_store {
	int folder, journal;
	const char *path; /* for messages */
	const char *name, *journal_name; /* in the folder */
	bool synced;
	struct arena *arena; /* for known, and for table */
	char *known; /* of the journal, whole records: checked before */
	size_t known_len, known_size;
	struct table *table; /* the cdb when it was last looked at, or NULL */
};

/* Both, as they were at one moment. */
struct look {
	struct str journal; /* the whole records in it */
	struct table *table; /* NULL: there is none */
};

/* Under the journal's lock, all of these.  A damaged end of it is cut off, a
 * damaged cdb removed.  False with errno. */
bool look_begin(struct seen_store *store, struct look *look);

/* The newest of that key, unless it is past.  Slices of the look. */
bool look_find(struct arena *arena, const struct look *look, struct str key,
	       time_t now, struct journal_record *record);

/* Whole records behind the last one, which ends at end; nothing of them stays
 * when it fails.  Folded when there is much.  False with errno. */
bool look_append(struct seen_store *store, size_t end, struct str bytes,
		 time_t now);

/* A line in the log: that file is begun anew. */
void seen_damaged(const struct seen_store *store, const char *name,
		  const char *what);

#endif
