/*
 * auth: all checks of one mail, in order.  Per mail, not per recipient.
 */
#ifndef FILTER_AUTH_H
#define FILTER_AUTH_H

#include "arc.h"
#include "author.h"
#include "check.h"
#include "dkim.h"
#include "dmarc.h"
#include "envelope.h"
#include "iprev.h"
#include "message.h"
#include "origin.h"
#include "policy.h"
#include "spf.h"

/* The trust that a sealer's ARC set or a forwarder earned, or not. */
struct trust {
	bool granted;
	struct str domain; /* whose word is taken */
	unsigned instance; /* the sealer's set; 0: a forwarder's */
	struct str reason; /* which condition failed; or why it holds */
};

struct auth {
	enum origin origin;
	struct envelope envelope; /* with the client after trusted relays */
	time_t received_at; /* topmost trusted Received, else context's now */
	time_t retried_since; /* topmost Received, else context's now */
	unsigned faults; /* of the message, enum message_fault */
	struct author author;
	struct spf_results spf;
	struct dkim_results dkim;
	struct arc_result arc;
	struct dmarc_result dmarc;
	struct iprev_result iprev;
	struct trust trust; /* by policy alone; a user may trust more */
	/* SPF alone would have made DMARC pass, and proves too little: see
	 * spf_trust.h. */
	bool dmarc_by_spf_ignored;
	struct str spf_upgrade; /* the older field that says fail; or "" */
};

/* The one SPF identity that counts: MAIL FROM, and HELO only for a null
 * reverse-path (RFC 9989 5.3.5, RFC 7208 2.4). */
const struct spf_result *auth_spf(const struct auth *auth);

/*
 * ORIGIN_LOCAL and ORIGIN_AUTHENTICATED skip SPF and iprev.  The result lives
 * in the context's arena and points into message.
 */
struct auth auth_check(const struct check_context *context,
		       const struct policy *policy,
		       const struct message *message,
		       const struct envelope *envelope);

#endif
