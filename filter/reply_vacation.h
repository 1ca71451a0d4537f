/*
 * reply_vacation: the answer of somebody who is away (RFC 5230 5).
 */
#ifndef FILTER_REPLY_VACATION_H
#define FILTER_REPLY_VACATION_H

#include "action.h"
#include "reply.h"

/* Empty: it would be longer than LIMIT_REPLY. */
struct str reply_vacation(struct arena *arena, const struct reply_facts *facts,
			  const struct vacation *vacation);

#endif
