/*
 * maildir: an open Maildir++ mailbox and its folders.  Paths are walked once,
 * never through links but those of root.
 */
#ifndef MDA_MAILDIR_H
#define MDA_MAILDIR_H

#include <sys/types.h>

#include "../filter/arena.h"
#include "../filter/str.h"
#include "config.h"

/* To others only a handle; copy.c uses the fields. */
struct maildir {
	int fd;
	enum fsync_mode fsync;
	mode_t directory_mode, file_mode; /* of what we add */
	const char *host; /* as it stands in names */
	struct arena *arena;
	/* Off, unless set after opening: */
	enum keyword_server keywords;
	bool utf8_names; /* of folders on disk */
	bool subscribe; /* to folders that are made */
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
 * open_only: those alone that our rights let us put a mail into.  False with
 * errno. */
bool maildir_folders(struct arena *arena, const struct maildir *maildir,
		     bool open_only, struct str_list *folders);

/*
 * Opens the folder in a directory ("." for INBOX, ".Lists.foo": what
 * folder_directory() gives).  create: makes it if missing, else ENOENT.  A
 * folder that was left half made is completed.  -1 with errno.
 */
int maildir_folder(const struct maildir *maildir, const char *directory,
		   bool create);
/* A new file, with the mode that all has that we add.  -1 with errno. */
int maildir_create_file(const struct maildir *maildir, int directory,
			const char *name);
/* tmp/, new/ or cur/ of an open folder; made when it is missing. */
int maildir_part(const struct maildir *maildir, int folder, const char *name);
/* sec.M<usec>P<pid>Q<n>R<random>.host: for a new mail, and for what is in tmp/
 * before it gets its name.  NULL with errno. */
const char *maildir_unique_name(struct arena *arena,
				const struct maildir *maildir);
/* A directory's entries to stable storage, if fsync = always. */
bool maildir_sync(const struct maildir *maildir, int directory);

#endif
