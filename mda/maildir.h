/*
 * maildir: a mail into Maildir++ folders without loss: written to tmp/, synced,
 * linked into new/ (cur/ when it has flags), the folder synced.
 */
#ifndef MDA_MAILDIR_H
#define MDA_MAILDIR_H

#include <sys/uio.h>

#include "../filter/policy.h"
#include "config.h"

struct maildir; /* an open mailbox: paths are walked once, never through links */

/*
 * Opens the mailbox, makes it (0700) when it does not exist.  NULL with errno.
 * Everything lives in the arena, but for descriptors: maildir_close().
 */
struct maildir *maildir_open(struct arena *arena, const char *path,
			     enum fsync_mode fsync);
void maildir_close(struct maildir *maildir);

/* Its folders as Sieve sees them: UTF-8, '/' between levels, without INBOX. */
struct str_list maildir_folders(struct arena *arena, struct maildir *maildir);

/* "INBOX" and any case of it, or UTF-8 levels by '/' ('.' in a level is not
 * representable: refused).  False for a name that must not be: "..", empty
 * level, control bytes, too long. */
bool maildir_folder_name(struct arena *arena, struct str folder,
			 const char **directory);

/* One copy that is written but not yet seen. */
struct maildir_copy {
	struct maildir *maildir;
	int folder_fd;
	const char *directory; /* "." for INBOX, ".Lists.foo" */
	const char *tmp_name, *final_name;
	const char *info; /* "" or ":2,S": then it goes to cur/ */
	bool published;
};

/*
 * Step one, for each folder: the whole mail in tmp/, synced.  A second copy of
 * one delivery is a hard link to the first where that works (first != NULL).
 * create: make the folder if missing, else ENOENT.  False with errno; nothing
 * of it stays.
 */
bool maildir_write(struct arena *arena, struct maildir *maildir,
		   struct str folder, bool create, const struct iovec *parts,
		   size_t part_count, const struct str_list *flags,
		   const struct maildir_copy *first, struct maildir_copy *copy);
/* Step two, after all copies are written: the name appears; synced. */
bool maildir_publish(struct maildir_copy *copy);
/* Takes away what is in tmp/ and not published. */
void maildir_abandon(struct maildir_copy *copy);

#endif
