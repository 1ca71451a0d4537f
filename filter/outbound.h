/*
 * outbound: addresses that mail can be sent to.
 */
#ifndef FILTER_OUTBOUND_H
#define FILTER_OUTBOUND_H

#include "arena.h"
#include "str.h"

/*
 * sieve-address (RFC 5228 2.4.2.3): one mailbox, no route, no group, nothing in
 * it that no mail system could take, or that some could take for something
 * else than an address.  *address is local@domain alone.
 */
bool outbound_address(struct arena *arena, struct str text,
		      struct str *address);

#endif
