/*
 * forged: header fields of the mail that are not stored, because a reader
 * would take them for ours (RFC 8601 5).
 */
#ifndef FILTER_FORGED_H
#define FILTER_FORGED_H

#include "arena.h"
#include "message.h"
#include "policy.h"

/* A field of the mail as received that is not stored: [begin, end) in raw. */
struct span {
	size_t begin, end;
};

struct spans {
	const struct span *list; /* ascending, disjoint, in the header block */
	size_t count;
};

/*
 * Authentication-Results that name our authserv-id in any spelling or do not
 * parse, every Received-SPF, and all spam-verdict fields that the policy does
 * not leave to a border filter.  What lies beyond the limits of the header
 * block goes as well: nobody has looked at it.
 */
struct spans forged_fields(struct arena *arena, const struct policy *policy,
			   const struct message *message);

#endif
