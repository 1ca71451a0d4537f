/*
 * maildir: an open Maildir++ mailbox and its folders.  Paths are walked once,
 * never through links but those of root.
 */
#ifndef MDA_MAILDIR_H
#define MDA_MAILDIR_H

#include <sys/types.h>

#include "../filter/arena.h"
#include "../filter/policy.h"
#include "config.h"

/* To others only a handle; copy.c uses the fields. */
struct maildir {
	int fd;
	enum fsync_mode fsync;
	mode_t directory_mode, file_mode; /* of what we add */
	const char *host; /* as it stands in names */
	unsigned names; /* given out so far */
	enum keyword_server keywords; /* off, unless it is set after opening */
};

/*
 * Opens the mailbox, makes it (0700) when it does not exist.  NULL with errno;
 * EPERM: it belongs to somebody else than us or root.  Everything lives in the
 * arena, but for descriptors: maildir_close().
 */
struct maildir *maildir_open(struct arena *arena, const char *path,
			     enum fsync_mode fsync);
void maildir_close(struct maildir *maildir);

/* Its folders as Sieve sees them: UTF-8, '/' between levels, without INBOX.
 * False with errno. */
bool maildir_folders(struct arena *arena, const struct maildir *maildir,
		     struct str_list *folders);

/*
 * Opens the folder in a directory ("." for INBOX, ".Lists.foo": what
 * folder_directory() gives).  create: makes it if missing, else ENOENT.  A
 * folder that was left half made is completed.  -1 with errno.
 */
int maildir_folder(const struct maildir *maildir, const char *directory,
		   bool create);
/* tmp/, new/ or cur/ of an open folder; made when it is missing. */
int maildir_part(const struct maildir *maildir, int folder, const char *name);
/* A directory's entries to stable storage, if fsync = always. */
bool maildir_sync(const struct maildir *maildir, int directory);

#endif
