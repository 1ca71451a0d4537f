/*
 * judgement: one mail before its judge: what the hard rules (verdict.c) and the
 * lines of the score (score.c) both ask.
 */
#ifndef FILTER_JUDGEMENT_H
#define FILTER_JUDGEMENT_H

#include "check.h"
#include "verdict.h"

struct judgement {
	const struct check_context *context;
	const struct policy *policy;
	const struct message *message;
	const struct auth *auth;
	struct str recipient, address_book;
	bool hosted; /* the author's domain is hosted here */
	bool own; /* it came from our own users or relays */
	bool authenticated; /* an identifier passes that is the author's */
	struct verdict *verdict;
	struct score_line *lines; /* of the verdict; each rule once at most */
};

/* An identifier of the author's organization has that status: also where no
 * DMARC record says how to align. */
bool judgement_has_identifier(const struct judgement *judgement,
			      enum check_status status);

/* What judgement.authenticated says. */
bool judgement_authenticated(const struct judgement *judgement);

/* before "value" after: a value of the sender's, bounded and printable. */
struct str judgement_phrase(const struct judgement *judgement,
			    const char *before, struct str value,
			    const char *after);

#endif
