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
 * One channel; answers are cached for its lifetime.  Sockets are made when
 * asked for (the sandbox allows them), configuration is read now.  NULL with
 * *error.
 */
struct dns *resolver_new(const struct resolver_options *options,
			 const char **error);
void resolver_free(struct dns *dns);

/* Time spent waiting so far, in milliseconds. */
unsigned resolver_waited(const struct dns *dns);

#endif
