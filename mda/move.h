/*
 * move: a mail that is in a Maildir already, given other places.  The file stays
 * what it is, with its flags, its internal date and the time in its name: it gets
 * a name in each new folder, on stable storage, before the old name goes.
 * Whatever happens, the mail is somewhere.
 */
#ifndef MDA_MOVE_H
#define MDA_MOVE_H

#include "maildir.h"

struct mail_file {
	struct maildir *maildir;
	const char *directory; /* of folder_directory() */
	int folder; /* open */
	int part; /* its new/ or cur/, open */
	const char *name;
};

struct move_target {
	const char *directory; /* of folder_directory(); not the mail's own */
	bool create; /* made if it is missing */
	const struct str_list *flags; /* besides those that it has */
};

struct move {
	const struct move_target *targets;
	size_t count;
	bool stays; /* in its own folder, too */
	const struct str_list *flags; /* there, besides those that it has */
};

enum move_status {
	MOVE_DONE,
	MOVE_GONE, /* somebody else moved or removed it meanwhile */
	MOVE_FAILED, /* it is where it was; errno */
};

/* A file that somebody renames meanwhile, as readers do for flags, is found.
 * *more: names that a quota counts, now against before. */
enum move_status move_mail(struct arena *arena, const struct mail_file *mail,
			   const struct move *move, int *more);

/* The mail has these flags already, as far as a name can tell. */
bool move_has_flags(struct arena *arena, const struct mail_file *mail,
		    const struct str_list *flags);

/* Marked as deleted, by the reader who will remove it. */
bool move_is_deleted(const struct mail_file *mail);

#endif
