/*
 * address_grammar: the grammar of mailboxes and groups (RFC 5322 3.4, 4.4;
 * UTF-8 by RFC 6532).
 */
#ifndef FILTER_ADDRESS_GRAMMAR_H
#define FILTER_ADDRESS_GRAMMAR_H

#include "address.h"

struct address_parser {
	struct arena *arena;
	struct str rest;
	const char *reason; /* of the first thing that did not fit */
	struct str group; /* name of the group that is being read */
	struct mailbox *mailboxes;
	size_t count, capacity;
	bool truncated;
};

/* address-list to the end of the text.  False with parser->reason. */
bool address_take_list(struct address_parser *parser);
/* address = mailbox / group; what could not be read leaves no trace. */
bool address_take(struct address_parser *parser);

/* False: LIMIT_MAILBOXES is reached. */
bool address_add(struct address_parser *parser, struct mailbox mailbox);
/* False, and why. */
bool address_refuse(struct address_parser *parser, const char *reason);

#endif
