/*
 * refilter_mail: one mail that is there already, judged in a process of its own
 * as it was when it came: see explain.  Of what a script wants only places and
 * flags are done: nothing is sent once more, nothing is deleted, and the mail
 * itself is not changed.
 *
 * A script files mail that arrives in INBOX.  Here what it keeps stays in the
 * folder where it is, with one exception: a mail in Junk that is none any more
 * goes to INBOX.
 */
#ifndef MDA_REFILTER_MAIL_H
#define MDA_REFILTER_MAIL_H

#include "consult.h"

struct refilter {
	struct session *session;
	struct question question; /* but for the mail */
	const char *directory; /* of the folder */
	const char *inbox_or_here; /* where a mail goes that is kept */
	int folder; /* open */
	bool is_junk; /* the folder for Junk */
	bool apply;
	bool progress; /* on a terminal */
	struct str problem; /* of the script: told once */
	size_t seen, changed, gone, failed;
};

/* The file name in part, new/ or cur/; tells on stdout what is, or would be,
 * done. */
void refilter_mail(struct refilter *refilter, const char *part_name, int part,
		   const char *name);

#endif
