/*
 * iprev: the client's address has a name that has this address (RFC 8601 3).
 */
#ifndef FILTER_IPREV_H
#define FILTER_IPREV_H

#include "check.h"
#include "ip.h"

struct iprev_result {
	enum check_status status; /* none: no known client; permerror: no PTR */
	struct str name; /* the confirmed name, else the first PTR, else "" */
	struct str reason;
};

void iprev_prefetch(const struct check_context *context, const struct ip *ip);
/* ip->family == IP_NONE gives none. */
struct iprev_result iprev_check(const struct check_context *context,
				const struct ip *ip);

#endif
