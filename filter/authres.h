/*
 * authres: the header fields about authentication: those we write (from typed
 * results, one builder that quotes and folds) and those we take away.
 */
#ifndef FILTER_AUTHRES_H
#define FILTER_AUTHRES_H

#include "auth.h"
#include "message.h"
#include "policy.h"
#include "verdict.h"

/* A field of the mail as received that is not stored: [begin, end) in raw. */
struct span {
	size_t begin, end;
};

struct spans {
	const struct span *list; /* ascending, disjoint, in the header block */
	size_t count;
};

/* Authentication-Results (RFC 8601) and Received-SPF (RFC 7208 9.1), each with
 * its final LF. */
struct str authres_fields(struct arena *arena, const struct policy *policy,
			  const struct auth *auth);

/* X-Spam-Flag (spam only), -Status, -Score, -Level, X-Waxseal-Reason. */
struct str verdict_fields(struct arena *arena, const struct verdict *verdict);

/*
 * Authentication-Results that name our authserv-id in any spelling or do not
 * parse, every Received-SPF, and all spam-verdict fields that the policy does
 * not leave to a border filter.
 */
struct spans forged_fields(struct arena *arena, const struct policy *policy,
			   const struct message *message);

/*
 * The authserv-id of an Authentication-Results value, unquoted, comments taken
 * off.  False when the value does not parse (RFC 8601 2.2).
 */
bool authres_authserv_id(struct arena *arena, struct str value,
			 struct str *authserv_id);

#endif
