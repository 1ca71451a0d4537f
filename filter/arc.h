/*
 * arc: the whole chain (RFC 8617 5.2): structure, cv, the newest
 * ARC-Message-Signature, every ARC-Seal, and the oldest instance that still
 * passes.
 */
#ifndef FILTER_ARC_H
#define FILTER_ARC_H

#include "body.h"
#include "canon.h"
#include "check.h"
#include "dkim.h"
#include "message.h"

/* What a sealer says it saw: parsed from its ARC-Authentication-Results. */
struct arc_claim {
	struct str authserv_id;
	enum check_status dmarc; /* CHECK_NONE when it does not say */
	struct str header_from; /* dmarc's header.from, lower case */
	enum check_status dkim; /* the best that it says */
	struct str dkim_domains[8]; /* header.d (or i's domain) that passed */
	size_t dkim_domain_count;
	enum check_status spf;
	struct str spf_domain; /* smtp.mailfrom's domain */
};

struct arc_set {
	unsigned instance; /* 1.. */
	struct dkim_result ams; /* of every instance, for oldest_pass */
	struct dkim_result seal; /* status of the ARC-Seal; domain = sealer */
	enum check_status cv; /* what the seal claims: none, pass or fail */
	struct arc_claim claim;
};

struct arc_result {
	enum check_status status; /* none, pass, fail or temperror */
	struct str reason; /* of a fail or temperror; names the instance */
	const struct arc_set *sets; /* by instance; empty if structure fails */
	size_t count;
	unsigned oldest_pass; /* RFC 8617 5.2 step 5; 0: all pass, or status is
			       * not pass */
};

struct arc_check; /* between begin and finish */

/* Reads the sets, announces the keys and asks for the body hashes. */
struct arc_check *arc_begin(const struct check_context *context,
			    const struct message *message,
			    struct canon_fields *fields,
			    struct body_hashes *bodies);
/* After body_hashes_run(). */
struct arc_result arc_finish(struct arc_check *check);

#endif
