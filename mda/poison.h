/*
 * poison: a mail on which the deciding process fails every time.  It is tried
 * again for a while; then it goes to Junk unverified, within a mail of ours:
 * nothing of it was read, so nothing that it says may stand where our own words
 * do.
 */
#ifndef MDA_POISON_H
#define MDA_POISON_H

#include "config.h"
#include "decision.h"
#include "input.h"
#include "seen.h"

struct poison {
	struct str key;
	time_t since; /* the first time that it failed; 0: it did not */
	bool silent; /* it has not answered in time: not to be asked again */
};

/* What is remembered of the mail.  store may be NULL: nothing. */
struct poison poison_find(struct arena *arena, struct seen_store *store,
			  struct str mail, time_t now);

/* It has failed again.  What cannot be remembered is said in the log. */
void poison_remember(struct arena *arena, struct seen_store *store,
		     struct poison *poison, time_t now, bool silent);

/* It has failed for as long as poison_after says. */
bool poison_is_due(const struct poison *poison, const struct config *config,
		   time_t now);

/* What is to be done with it then.  why: how the process failed. */
struct order poison_order(struct arena *arena, const struct config *config,
			  const struct input *input, struct str why,
			  time_t now);

#endif
