/*
 * rename: a mail that is stored gets a name in another folder: a hard link;
 * where the file system has none, its only name moves, or it is copied with its
 * date.
 */
#ifndef MDA_RENAME_H
#define MDA_RENAME_H

#include "maildir.h"

struct rename_from {
	struct maildir *maildir;
	int part; /* its new/ or cur/ */
	const char *name;
	bool last; /* the old name will not be needed any more */
};

struct rename_to {
	int folder, part; /* open; the part is its new/ or cur/ */
	const char *name;
	bool made; /* by us, now: it was not there before */
	bool moved; /* the old name is gone */
};

/* A name that is there already is of an earlier run that was cut short, if it is
 * that mail's.  False with errno. */
bool rename_add(struct arena *arena, const struct rename_from *from,
		struct rename_to *to);

#endif
