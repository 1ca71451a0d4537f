/*
 * envelope_dsn: what the sender asked of the delivery, as parts of the
 * envelope (RFC 6009 4, 5).
 */
#ifndef FILTER_SIEVE_ENVELOPE_DSN_H
#define FILTER_SIEVE_ENVELOPE_DSN_H

#include "matching.h"

/* There is such a part, in any case; with the features that it needs. */
bool envelope_dsn_has(struct str name, uint64_t *needs);

/* Its values; none when nobody told them, or the feature is not on. */
void envelope_dsn_offer(struct matching *matching, struct str name);

#endif
