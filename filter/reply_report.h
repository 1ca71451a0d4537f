/*
 * reply_report: tells somebody that a mail is abuse (ARF, RFC 5965).
 */
#ifndef FILTER_REPLY_REPORT_H
#define FILTER_REPLY_REPORT_H

#include "action.h"
#include "auth.h"
#include "reply.h"

/* The mail is in it, unless only its header is wanted or it is longer than
 * LIMIT_REPLY_MAIL.  to: one address.  Empty: it would be longer than
 * LIMIT_REPLY. */
struct str reply_report(struct arena *arena, const struct reply_facts *facts,
			const struct auth *auth,
			const struct feedback *feedback, struct str to);

#endif
