/*
 * body: one pass over the body for all signatures: each distinct
 * (canonicalization, length) is hashed once, straight from the input.
 */
#ifndef FILTER_BODY_H
#define FILTER_BODY_H

#include "arena.h"
#include "canon.h"
#include "str.h"

#define BODY_NO_LIMIT UINT64_MAX

struct body_hash {
	enum canon canon;
	uint64_t limit; /* l=, or BODY_NO_LIMIT */
	unsigned char sha256[32]; /* after body_hashes_run() */
	uint64_t canonical_length; /* of the whole canonicalized body */
};

struct body_hashes {
	struct body_hash *list;
	size_t count;
	struct arena *arena;
};

struct body_hashes body_hashes_new(struct arena *arena);
/* Index of that hash in the list, asked for once however often it is wanted. */
size_t body_hashes_want(struct body_hashes *hashes, enum canon canon,
			uint64_t limit);
/* RFC 6376 3.4.3, 3.4.4; an empty body as they say. */
void body_hashes_run(struct body_hashes *hashes, struct str body);

#endif
