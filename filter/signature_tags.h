/*
 * signature_tags: what each tag of a signature must look like (RFC 6376 3.5,
 * RFC 8301, 8463, 8616, RFC 8617 4.1).  A new tag is a reader and a row.
 */
#ifndef FILTER_SIGNATURE_TAGS_H
#define FILTER_SIGNATURE_TAGS_H

#include "signature.h"

/* What a reader of one tag works on. */
struct reading {
	struct arena *arena;
	struct signature *signature;
};

struct tag_rule {
	struct str name;
	unsigned kinds, required; /* enum signature_kind, ored */
	/* Reads the value: NULL, or what is wrong with it. */
	const char *(*read)(struct reading *reading, struct str value);
	const char *missing; /* what to say when it is required and not there */
};

/* In the order in which they are to be applied; NULL beyond the last. */
const struct tag_rule *tag_rule_find(size_t n);

/* RFC 8617 4.2.1: 1*2DIGIT, 1 to 50. */
bool tag_to_instance(struct str value, unsigned *instance);

#endif
