/*
 * reply_refusal: tells the sender that a mail was refused (RFC 5429 2.2.1): a
 * message disposition notification (RFC 8098).
 */
#ifndef FILTER_REPLY_REFUSAL_H
#define FILTER_REPLY_REFUSAL_H

#include "reply.h"

/* Empty: it would be longer than LIMIT_REPLY. */
struct str reply_refusal(struct arena *arena, const struct reply_facts *facts,
			 struct str reason);

#endif
