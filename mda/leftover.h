/*
 * leftover: what a try that was cut short left of a copy.
 */
#ifndef MDA_LEFTOVER_H
#define MDA_LEFTOVER_H

#include "maildir.h"
#include "progress.h"

/*
 * How far it came: published, even if a reader has moved or deleted it since;
 * then its folder is synced.  recent: see progress_is_recent().  False with
 * errno.
 */
bool leftover_look(const struct maildir *maildir,
		   const struct progress_copy *copy, bool recent,
		   bool *published);

/* What it left in tmp/ is removed. */
void leftover_remove(const struct maildir *maildir,
		     const struct progress_copy *copy);

#endif
