/*
 * notice: the one mail a day that tells a user of errors in their script.
 */
#ifndef MDA_NOTICE_H
#define MDA_NOTICE_H

#include "deliver.h"

/* What is remembered (mda/seen) while they need not be told again. */
#define NOTICE_ERRORS STR("notice:errors")

struct notice {
	const char *script; /* a path */
	struct str errors; /* lines */
	const struct delivery *delivery; /* of the mail that met them */
	int zone; /* minutes east of UTC */
};

/* Stores it in INBOX.  False: the user was told within a day, or another
 * process just does. */
bool notice_errors(struct arena *arena, const struct notice *notice);

#endif
