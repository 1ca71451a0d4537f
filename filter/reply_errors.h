/*
 * reply_errors: tells a user by mail that the script which sorts their mail has
 * errors.
 */
#ifndef FILTER_REPLY_ERRORS_H
#define FILTER_REPLY_ERRORS_H

#include "reply.h"

/*
 * facts->message is not looked at.  script: its path; errors: lines for people,
 * of which those that senders could have a hand in are quoted and cut.
 */
struct str reply_errors(struct arena *arena, const struct reply_facts *facts,
			struct str script, struct str errors);

#endif
