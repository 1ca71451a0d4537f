/*
 * send: what of a delivery leaves the machine.  Planned before anything is
 * stored, sent when all is.
 */
#ifndef MDA_SEND_H
#define MDA_SEND_H

#include "deliver.h"
#include "outcome.h"

struct outbox {
	struct arena *arena;
	const struct delivery *delivery;
	struct outcome *outcome; /* told what was sent, and what not */
	const struct action **list;
	size_t count;
	size_t carriers; /* of these, what takes the mail itself somewhere */
	size_t carried; /* those that did */
};

struct outbox outbox_new(struct arena *arena, const struct delivery *delivery,
			 struct outcome *outcome);

/* False: it would have taken the mail somewhere, but must not leave. */
bool outbox_add(struct outbox *outbox, const struct action *action);

enum outbox_status {
	OUTBOX_DONE,
	OUTBOX_KEEP, /* the mail is not where it should be */
	OUTBOX_RETRY, /* the same, for now; another try does no harm */
};

/* stored: the mail is in a folder, and need not go anywhere else. */
enum outbox_status outbox_send(struct outbox *outbox, bool stored);

#endif
