/*
 * resolver: DNS over c-ares; the one file that includes it.
 */
#ifndef MDA_RESOLVER_H
#define MDA_RESOLVER_H

#include "../filter/dns.h"

struct resolver_options {
	const char *servers; /* "127.0.0.1:53 [::1]:5353 ..." or NULL: system */
	unsigned timeout; /* seconds for all questions together */
};

/*
 * Answers are cached for its lifetime.  Sockets are made when asked for (the
 * sandbox allows them), configuration is read now.  NULL with *error.
 *
 * A server that does not answer costs one wait: what it owes is asked of the
 * next one, and so is all that follows.  Without a usable answer from any
 * server, beyond LIMIT_DNS_QUESTIONS or out of time it is DNS_TEMPFAIL.  The AD
 * bit is believed of a server on this machine only: on the way from another
 * one it can be set by anybody.
 */
struct dns *resolver_new(const struct resolver_options *options,
			 const char **error);
void resolver_free(struct dns *dns);

#endif
