/*
 * comparator: the collations of RFC 4790 that Sieve compares with.
 */
#ifndef FILTER_SIEVE_COMPARATOR_H
#define FILTER_SIEVE_COMPARATOR_H

#include "../str.h"

struct comparator {
	struct str name;
	uint64_t needs; /* extension to require; 0: always there */
	/* Texts are compared as struct casemap has them. */
	bool casemap;
	/* NULL: no substring operation, so neither :contains nor :matches.
	 * Else what a byte is compared as. */
	char (*fold)(char c);
	/* As memcmp.  A value that is invalid for the collation (RFC 4790 4.2:
	 * "undefined") never occurs in those we have. */
	int (*order)(struct str a, struct str b);
};

/* NULL: there is none of that name. */
const struct comparator *comparator_find(struct str name);
/* RFC 5228 2.7.3: "i;ascii-casemap". */
const struct comparator *comparator_default(void);

#endif
