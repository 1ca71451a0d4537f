/*
 * match: how a value is compared with a key (RFC 5228 2.7).  Bytes only; what
 * the values are is the tests' business.
 */
#ifndef FILTER_SIEVE_MATCH_H
#define FILTER_SIEVE_MATCH_H

#include "comparator.h"

enum match_type {
	MATCH_IS,
	MATCH_CONTAINS,
	MATCH_MATCHES,
};

struct match {
	enum match_type type;
	const struct comparator
		*comparator; /* NULL: the test compares nothing */
};

/*
 * One value with one key.  Time is at most |value| * |key|: *work is lowered by
 * the bytes compared, and at 0 the answer is false.
 */
bool match_one(const struct match *match, struct str value, struct str key,
	       uint64_t *work);

#endif
