/*
 * outcome: what a delivery says of itself: what was done, for the log line;
 * what was not done as asked, for the user.
 */
#ifndef MDA_OUTCOME_H
#define MDA_OUTCOME_H

#include "../filter/buf.h"

struct outcome {
	struct buf notes; /* "Lists: no such folder; ..." */
	struct buf done; /* "INBOX,carl@c.example" */
};

struct outcome outcome_new(struct arena *arena);
/* about: a folder or an address that a script named. */
void outcome_note(struct outcome *outcome, struct str about, const char *what);
void outcome_done(struct outcome *outcome, struct str what);

#endif
