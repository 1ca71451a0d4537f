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
#include "policy.h"
#include "spf.h"

/* Where what we know of the client comes from, and what it means. */
enum origin {
	ORIGIN_UNKNOWN, /* nobody could say */
	ORIGIN_OUTSIDE, /* a client that we do not know */
	ORIGIN_RELAY, /* a trusted relay, no hop before it readable */
	ORIGIN_LOCAL, /* submitted on this machine */
	ORIGIN_AUTHENTICATED, /* the MTA, or an own host, authenticated it */
};

const char *origin_text(enum origin origin);

/* The trust that a sealer's ARC set earned (all six conditions), or not. */
struct arc_trust {
	bool granted;
	struct str sealer; /* the set whose word is taken */
	unsigned instance;
	struct str reason; /* which condition failed; or why it holds */
};

struct auth {
	enum origin origin;
	struct envelope envelope; /* with the client after trusted relays */
	time_t received_at; /* topmost trusted Received, else context's now */
	unsigned faults; /* of the message, enum message_fault */
	struct author author;
	struct spf_results spf;
	struct dkim_results dkim;
	struct arc_result arc;
	struct dmarc_result dmarc;
	struct iprev_result iprev;
	struct arc_trust trust;
	bool dmarc_by_spf_ignored; /* SPF upgrade: see attacks in README */
};

/*
 * ORIGIN_LOCAL and ORIGIN_AUTHENTICATED skip SPF and iprev.  The result lives
 * in the context's arena and points into message.
 */
struct auth auth_check(const struct check_context *context,
		       const struct policy *policy,
		       const struct message *message,
		       const struct envelope *envelope);

#endif
