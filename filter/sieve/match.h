/*
 * match: how a value is compared with a key (RFC 5228 2.7).  Bytes only; what
 * the values are is the tests' business.
 */
#ifndef FILTER_SIEVE_MATCH_H
#define FILTER_SIEVE_MATCH_H

#include "../limits.h"
#include "comparator.h"

enum match_type {
	MATCH_IS,
	MATCH_CONTAINS,
	MATCH_MATCHES,
	MATCH_VALUE, /* RFC 5231; with a relation */
	MATCH_COUNT, /* the same, of the number of values */
	MATCH_REGEX, /* the key is a regular expression */
	MATCH_LIST, /* RFC 6134; the key names a list, no business of ours */
};

enum relation {
	RELATION_GT,
	RELATION_GE,
	RELATION_LT,
	RELATION_LE,
	RELATION_EQ,
	RELATION_NE,
};

/* "gt", ..., in any case. */
bool relation_find(struct str name, enum relation *relation);

struct match {
	enum match_type type;
	enum relation relation;
	const struct comparator
		*comparator; /* NULL: the test compares nothing */
};

/* What the wildcards of :matches stood for: ${1}, ... (RFC 5229 3.2); [0] is
 * the whole value.  Of :regex, what its groups matched; [0] is all that it
 * matched. */
struct captures {
	struct str list[LIMIT_SIEVE_CAPTURES + 1];
	size_t count;
};

/*
 * One value with one key; :count is given the number as the value.  captures
 * may be NULL, and is only changed by a :matches or :regex that matches.  Time
 * is at most |value| * |key|, and for :regex what the limits allow: *work is
 * lowered by the steps, and at 0 the answer is false.
 */
bool match_one(const struct match *match, struct str value, struct str key,
	       struct captures *captures, uint64_t *work);

#endif
