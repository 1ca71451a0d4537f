/*
 * address: RFC 5322 mailboxes.  Strict for the author (what DMARC binds to),
 * lenient for Sieve and display.
 */
#ifndef FILTER_ADDRESS_H
#define FILTER_ADDRESS_H

#include "arena.h"
#include "str.h"

/*
 * local and domain: comments and folding taken off (slices of the value where
 * there are none inside); the local part keeps its quotes, a domain literal its
 * brackets.  display: raw, not decoded, quotes kept, with a comment behind it; of
 * a lone address, what the comment behind it says.
 */
struct mailbox {
	struct str display;
	struct str local, domain;
	struct str group; /* name of the group it stands in, raw; or empty */
	bool had_route; /* obs-route: <@a,@b:user@c> */
	bool had_angle; /* stood between < and > */
	bool split_domain; /* comments or folding stood within it */
};

struct mailbox_list {
	const struct mailbox *mailboxes;
	size_t count;
	bool truncated; /* LIMIT_MAILBOXES reached */
};

/*
 * The whole value must be a mailbox-list of RFC 5322 3.4 (groups, UTF-8 by
 * RFC 6532 and obs-forms but for the empty elements are read; anything that
 * does not fit the grammar is false, with a reason that lives as long as the
 * program).
 */
bool address_parse_strict(struct arena *arena, struct str value,
			  struct mailbox_list *list, const char **reason);

/*
 * What a reader would take for addresses: never fails, skips what it cannot
 * read.  For Sieve's address test and for display checks.
 */
struct mailbox_list address_parse_lenient(struct arena *arena,
					  struct str value);

/* local@domain; just local when the domain is empty. */
struct str mailbox_text(struct arena *arena, const struct mailbox *mailbox);

#endif
