/*
 * leaves: what of a decision may leave the machine, in whose name, and the
 * mails that are written for it.
 */
#ifndef FILTER_LEAVES_H
#define FILTER_LEAVES_H

#include "action.h"
#include "obstacle.h"
#include "reply.h"

struct leaving {
	const struct policy *policy;
	struct obstacle_facts mail; /* what it is about, and whose it is */
	struct reply_facts reply; /* from: "" until an action chooses it */
	bool can_refuse; /* the MTA can still refuse the mail */
};

/*
 * Empty: *action can be carried out; the mail that it sends is written.  Else
 * a phrase: why it must not be.  Actions that stay in the mailbox always may.
 */
struct str leaves_prepare(const struct leaving *leaving, struct action *action);

#endif
