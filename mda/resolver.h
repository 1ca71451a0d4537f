/*
 * resolver: DNS: which server is asked what, how often, and what it answered.
 */
#ifndef MDA_RESOLVER_H
#define MDA_RESOLVER_H

#include "../filter/dns.h"
#include "nameserver.h"

struct resolver_options {
	const char *servers; /* "127.0.0.1:53 [::1]:5353 ..." or NULL: system */
	unsigned timeout; /* seconds for all questions together */
	bool by_door; /* it runs in the decider: see door.h */
};

/*
 * Answers are cached for its lifetime.  Sockets are made when asked for,
 * configuration is read now.  NULL with *error.
 *
 * A server that does not answer costs one wait: what it owes is asked of the
 * next one, and so is all that follows.  Without a usable answer from any
 * server, beyond LIMIT_DNS_QUESTIONS or out of time it is DNS_TEMPFAIL.  The AD
 * bit is believed of a server on this machine only: on the way from another
 * one it can be set by anybody.
 */
struct dns *resolver_new(const struct resolver_options *options,
			 const char **error);
/* Those it asks. */
const struct nameservers *resolver_servers(const struct dns *dns);
void resolver_free(struct dns *dns);

#endif
