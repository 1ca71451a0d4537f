/*
 * trust: whether the word of a trusted sealer or forwarder counts.  It never
 * makes DMARC pass: the result stays what it is, only what is done with the
 * mail changes.
 */
#ifndef FILTER_TRUST_H
#define FILTER_TRUST_H

#include "auth.h"

/*
 * auth: with everything but the trust.  A sealer's, when all of this holds:
 *  1. the whole chain was verified by us and passes;
 *  2. the sealers from the newest set down to the one whose word is taken are
 *     all trusted;
 *  3. the newest ARC-Message-Signature passes: the mail is what was sealed;
 *  4. that set says dmarc=pass for the present author's domain, or dkim=pass
 *     for one that aligns with it;
 *  5. the client belongs to the newest sealer (SPF, a confirmed name, or a
 *     trusted relay): nobody else may replay the chain;
 *  6. there is something to lift: DMARC fails, or has nothing to say (the
 *     author's domain may be ours all the same).
 * Else a forwarder's, when DMARC fails or has nothing to say, and SPF passes for
 * its domain in MAIL FROM, or a signature of its domain is good and the client
 * belongs to it.  Its word is that the mail was sent on, not whose it is.
 */
struct trust trust_judge(const struct check_context *context,
			 const struct trusted *trusted,
			 const struct auth *auth);

#endif
