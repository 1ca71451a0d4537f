/*
 * obstacle: may we write to the sender of a mail, or tell others about it?  RFC
 * 3834 2, RFC 5230 4.5 and 4.6, RFC 5436 2.7; and more than these ask: nobody is
 * answered whose address is not proven, since that is who was forged.
 */
#ifndef FILTER_OBSTACLE_H
#define FILTER_OBSTACLE_H

#include "auth.h"
#include "check.h"

enum answer {
	ANSWER_VACATION,
	ANSWER_REFUSAL,
	ANSWER_NOTICE, /* to somebody else */
	ANSWERS /* how many */
};

struct obstacle_facts {
	const struct check_context *context;
	const struct message *message; /* as received: what proves things */
	const struct message *current; /* as scripts have made its header */
	const struct auth *auth;
	bool junk;
	struct str_list own; /* addresses of whose mailbox it is */
};

/* A phrase; empty: nothing is in the way. */
struct str obstacle_find(const struct obstacle_facts *facts,
			 enum answer answer);

/* The one of them that the mail is addressed to (RFC 5230 4.5); or "". */
struct str obstacle_addressed(const struct obstacle_facts *facts);

#endif
