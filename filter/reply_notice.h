/*
 * reply_notice: tells somebody by mail that a mail came (RFC 5436).
 */
#ifndef FILTER_REPLY_NOTICE_H
#define FILTER_REPLY_NOTICE_H

#include "action.h"
#include "mailto.h"
#include "reply.h"

/* Empty: it would be longer than LIMIT_REPLY. */
struct str reply_notice(struct arena *arena, const struct reply_facts *facts,
			const struct notification *notification,
			const struct mailto *mailto);

#endif
