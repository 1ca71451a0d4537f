/*
 * quota: how much a mailbox may hold.  Maildir++'s file "maildirsize" says what
 * may be and what is in it; Courier, maildrop and Dovecot keep the same file.
 */
#ifndef MDA_QUOTA_H
#define MDA_QUOTA_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "../filter/arena.h"
#include "maildir.h"
#include "quota_size.h"

struct quota {
	const struct maildir *maildir;
	int root; /* the mailbox whose file it is; -1: nothing is kept */
	int lock; /* its tmp/, locked; -1: it cannot be */
	struct quota_size limit, used;
	size_t lines; /* of the file */
	time_t written; /* when the file was last changed */
	bool unsure; /* the mails could not be added up, or were moved about
		      * meanwhile: not to be relied on for good */
};

/*
 * What the file says; it is made, or made anew, by adding up all mails when it
 * is missing, damaged, long or for another limit.  limit: the administrator's;
 * nothing of it set: what the file says holds, and without a file there is no
 * quota.  In a folder marked "maildirfolder" the quota is that of the mailbox
 * above.  False with errno.
 *
 * From then on until quota_close() other deliveries wait here, so that no two of
 * them take the same room.  Other programs have no lock on that file: with them
 * the limit may be passed by what they add in that moment.  Where directories
 * cannot be locked, as on NFS, that goes for us too.  EAGAIN: the time is up.
 */
bool quota_open(struct arena *arena, const struct maildir *maildir,
		const struct quota_size *limit, struct quota *quota);
void quota_close(struct quota *quota);

/*
 * Is there room?  grace: percent of the limit that one mail may go beyond it.
 * Before it says no to what may have been removed since, all is added up again.
 */
bool quota_has_room(struct arena *arena, struct quota *quota,
		    const struct quota_size *more, unsigned grace, time_t now);

/* More is in it now.  False with errno: the file will be found wrong later, and
 * made anew. */
bool quota_add(struct arena *arena, struct quota *quota,
	       const struct quota_size *more);

/* The same with what may be less than nothing. */
bool quota_change(struct arena *arena, struct quota *quota, int64_t bytes,
		  int64_t mails);

/* How full it is with that much, in percent of the limit that is nearer; 0
 * without one. */
unsigned quota_percent(const struct quota *quota,
		       const struct quota_size *used);

#endif
