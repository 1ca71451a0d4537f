/*
 * notice: mail of ours that tells a user, once a day at most, of errors in their
 * script, or that the mailbox is nearly full.
 */
#ifndef MDA_NOTICE_H
#define MDA_NOTICE_H

#include "deliver.h"

/* What is remembered (mda/seen) while they need not be told again. */
/* No order can make us forget them: its keys are printable. */
#define NOTICE_ERRORS STR("\001notice errors")
#define NOTICE_QUOTA STR("\001notice quota")

struct notice {
	const char *script; /* a path */
	struct str text; /* errors, a line each; or how full it is */
	const struct delivery *delivery; /* of the mail that met them */
	int zone; /* minutes east of UTC */
};

/* Store it in INBOX.  False: the user was told within a day, or another
 * process just does. */
bool notice_errors(struct arena *arena, const struct notice *notice);
bool notice_quota(struct arena *arena, const struct notice *notice);

#endif
