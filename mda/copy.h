/*
 * copy: one copy of a mail on its way into one folder: written to tmp/, synced,
 * moved to new/ (cur/ when it has flags), the folder synced.
 */
#ifndef MDA_COPY_H
#define MDA_COPY_H

#include "content.h"
#include "maildir.h"

struct copy {
	struct maildir *maildir;
	const char *directory; /* "." for INBOX, ".Lists.foo" */
	int tmp_fd, to_fd; /* tmp/, and new/ or cur/ */
	const char *tmp_name, *final_name; /* tmp_name NULL: it is gone */
	dev_t device;
	ino_t inode;
	const struct str_list *flags; /* or NULL */
	const char *info; /* "" or ":2,S": then it goes to cur/ */
	struct content_size size;
	bool published;
};

/*
 * Step one, for each directory (of folder_directory()): the whole mail in tmp/,
 * synced.  A second copy of one delivery is a hard link to the first where that
 * works (first != NULL).  create: make the folder if missing, else ENOENT.
 * False with errno; nothing of it stays.
 */
bool copy_write(struct arena *arena, struct maildir *maildir,
		const char *directory, bool create,
		const struct content *content, const struct str_list *flags,
		const struct copy *first, struct copy *copy);
/* Step two, after all copies are written: the name appears; synced.  False
 * with errno: copy_abandon() takes back what may be there. */
bool copy_publish(struct arena *arena, struct copy *copy);
/* Step three, after all are published: tmp/ is left clean, where publishing
 * did not. */
void copy_finish(struct copy *copy);
/* Instead: takes the copy back, published or not, unless a reader has already
 * moved it. */
void copy_abandon(struct copy *copy);
/* Instead: leaves all as it is, for leftover_look() at the next try. */
void copy_leave(struct copy *copy);

/* "" or ":2,FS": what a name says of the flags. */
const char *copy_info(struct arena *arena, const struct str_list *flags);

/* A file without a name in the mailbox's tmp/, with that content, to be read
 * from its start.  -1 with errno. */
int copy_scratch(struct arena *arena, struct maildir *maildir,
		 const struct content *content);

#endif
