/*
 * reply_refusal: tells the sender that a mail was refused (RFC 5429).
 */
#ifndef FILTER_REPLY_REFUSAL_H
#define FILTER_REPLY_REFUSAL_H

#include "reply.h"

enum refusal {
	REFUSAL_DISPOSITION, /* "reject": as a reader would (RFC 8098) */
	REFUSAL_STATUS, /* "ereject": as a mail server would (RFC 3464) */
};

/* Empty: it would be longer than LIMIT_REPLY. */
struct str reply_refusal(struct arena *arena, const struct reply_facts *facts,
			 enum refusal kind, struct str reason);

#endif
