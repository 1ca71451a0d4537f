/*
 * authres: the header fields that we write, from typed results: one builder
 * that quotes and folds, whatever a sender put into them.
 */
#ifndef FILTER_AUTHRES_H
#define FILTER_AUTHRES_H

#include "auth.h"
#include "forged.h"
#include "policy.h"

/* Authentication-Results (RFC 8601) and Received-SPF (RFC 7208 9.1), each with
 * its final LF. */
struct str authres_fields(struct arena *arena, const struct policy *policy,
			  const struct auth *auth);

/* What Authentication-Results says, unfolded: "authserv-id; results". */
struct str authres_results(struct arena *arena, const struct policy *policy,
			   const struct auth *auth);

#endif
