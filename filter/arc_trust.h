/*
 * arc_trust: whether a trusted sealer's word counts.  It never makes DMARC
 * pass: the result stays fail, only what is done with the mail changes.
 */
#ifndef FILTER_ARC_TRUST_H
#define FILTER_ARC_TRUST_H

#include "auth.h"

/*
 * auth: with everything but the trust.  Granted when all of this holds:
 *  1. the whole chain was verified by us and passes;
 *  2. the sealers from the newest set down to the one whose word is taken are
 *     all trusted by policy;
 *  3. the newest ARC-Message-Signature passes: the mail is what was sealed;
 *  4. that set says dmarc=pass for the present author's domain, or dkim=pass
 *     for one that aligns with it;
 *  5. the client belongs to the newest sealer (SPF, a confirmed name, or a
 *     trusted relay): nobody else may replay the chain;
 *  6. there is something to lift: DMARC fails.
 */
struct arc_trust arc_trust_judge(const struct check_context *context,
				 const struct policy *policy,
				 const struct auth *auth);

#endif
