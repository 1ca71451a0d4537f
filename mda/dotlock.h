/*
 * dotlock: small files that several programs replace whole, one at a time.  As
 * Dovecot does it, what will replace "subscriptions" is "subscriptions.lock",
 * and is the lock.
 */
#ifndef MDA_DOTLOCK_H
#define MDA_DOTLOCK_H

#include "maildir.h"

/* The new file, empty.  Waits half a second for others; one that was forgotten
 * is taken away.  -1 with errno. */
int dotlock_take(const struct maildir *maildir, int folder, const char *name);

/* The text is put in place of the file.  Ends the lock in any case; false with
 * errno: the file is as it was. */
bool dotlock_replace(const struct maildir *maildir, int folder,
		     const char *name, int lock, struct str text);

/* Ends the lock, and leaves the file as it was. */
void dotlock_leave(int folder, const char *name, int lock);

#endif
