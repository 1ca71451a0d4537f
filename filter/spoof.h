/*
 * spoof: what a mail pretends to a reader's eye.  None of it is authentication:
 * it scores, it decides nothing.
 */
#ifndef FILTER_SPOOF_H
#define FILTER_SPOOF_H

#include "auth.h"
#include "check.h"
#include "message.h"
#include "policy.h"

/* A domain that the display name shows though the author has another. */
struct display_claim {
	struct str domain; /* as an A-label; empty: no claim */
	bool local; /* hosted here, or the recipient's */
};

/*
 * An address in the display name, a display name that is nothing but a domain,
 * or a word that is a local domain.  Domains of the author's organization are
 * no claim.  "ann@example.com via List", as lists and services write it, is
 * forgiven when the author is authenticated: then such a claim is no claim, and
 * one of a local domain is not counted as local.
 */
struct display_claim spoof_display(const struct check_context *context,
				   const struct policy *policy,
				   const struct auth *auth,
				   struct str recipient, bool authenticated);

/*
 * The domain of a Reply-To that leads out of the author's organization; empty
 * when there is none, or a mailing list may have set it.
 */
struct str spoof_reply_to(const struct check_context *context,
			  const struct message *message, struct str author);

/* The recipient stands in none of To, Cc, Resent-To, Resent-Cc, and no list or
 * forwarder says that it sent the mail on: one sign of a replayed signature. */
bool spoof_recipient_missing(const struct check_context *context,
			     const struct message *message,
			     const struct envelope *envelope,
			     struct str recipient);

#endif
