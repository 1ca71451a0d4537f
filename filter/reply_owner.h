/*
 * reply_owner: tells a user by mail what is wrong with their script or mailbox.
 */
#ifndef FILTER_REPLY_OWNER_H
#define FILTER_REPLY_OWNER_H

#include "reply.h"

/*
 * facts->message is not looked at.  script: its path; errors: lines for people,
 * of which those that senders could have a hand in are quoted and cut.
 */
struct str reply_errors(struct arena *arena, const struct reply_facts *facts,
			struct str script, struct str errors);

/* The mailbox is nearly full.  use: a sentence with how full. */
struct str reply_quota(struct arena *arena, const struct reply_facts *facts,
		       struct str use);

#endif
