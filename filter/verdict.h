/*
 * verdict: all policy.  A verdict is a rule before it is a sum: hard rules
 * first, then the score.
 */
#ifndef FILTER_VERDICT_H
#define FILTER_VERDICT_H

#include "auth.h"
#include "message.h"
#include "policy.h"

enum disposition {
	DISPOSITION_INBOX,
	DISPOSITION_JUNK,
	DISPOSITION_RETRY, /* exit 75: an aligned temperror, for a bounded time */
};

struct score_line {
	enum score_rule rule;
	int points; /* hundredths */
	struct str why; /* a phrase, values quoted and bounded */
};

struct verdict {
	enum disposition disposition;
	bool hard; /* by a rule, whatever the score */
	const char *rule; /* "DMARC_REJECT", ...; "" when by score */
	struct str reason; /* one phrase, for people */
	struct trust trust; /* by policy, or because the reader trusts more */
	int score, required; /* hundredths */
	const struct score_line *lines;
	size_t line_count;
};

/* Whom a verdict is for, and what they know; texts may be empty. */
struct reader {
	struct str address; /* display names that claim its domain weigh more */
	struct str address_book; /* see address_book.h */
	struct str trusted; /* lines of trusted.h, besides the policy's */
};

/* Lives in the context's arena, and points into auth and message. */
struct verdict verdict_judge(const struct check_context *context,
			     const struct policy *policy,
			     const struct message *message,
			     const struct auth *auth,
			     const struct reader *reader);

#endif
