/*
 * journal: records in a file that only grows at its end.  What a crash left
 * half written there is not a record, and no reader takes it for one.
 */
#ifndef MDA_JOURNAL_H
#define MDA_JOURNAL_H

#include "../filter/buf.h"

struct journal_record {
	struct str key, value;
	uint64_t until; /* seconds since 1970; 0: it is forgotten */
	struct str raw; /* the record itself */
};

/* The next record, taken off the front of *rest; slices of it.  False at the
 * end, or where what follows is none: then *rest is that. */
bool journal_next(struct str *rest, struct journal_record *record);

/* The same of bytes that were read so before: their check is not looked at. */
bool journal_step(struct str *rest, struct journal_record *record);

/* Its bytes, appended; raw is not looked at. */
void journal_put(struct buf *buf, const struct journal_record *record);

#endif
