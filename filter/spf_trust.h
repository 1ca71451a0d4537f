/*
 * spf_trust: bad news about SPF in fields that earlier hops wrote.  A forwarder
 * on addresses that many share can turn a spoof that failed SPF into a mail
 * that passes it ("SPF upgrade").  Bad news needs no proof: whoever forges it
 * only hurts himself.
 */
#ifndef FILTER_SPF_TRUST_H
#define FILTER_SPF_TRUST_H

#include "check.h"
#include "message.h"

/*
 * The name of a field that says spf=fail for the organization of that domain:
 * Received-SPF, ARC-Authentication-Results or an Authentication-Results in one
 * of its spellings.  Empty: there is none.
 */
struct str spf_older_fail(const struct check_context *context,
			  const struct message *message, struct str domain);

#endif
