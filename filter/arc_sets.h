/*
 * arc_sets: which header fields make up the ARC sets of a message (RFC 8617
 * 4.2): what a validator checks, and a sealer continues.
 */
#ifndef FILTER_ARC_SETS_H
#define FILTER_ARC_SETS_H

#include "canon.h"
#include "crypto.h"
#include "message.h"

/* The three fields of a set, in the order in which a seal covers them. */
enum arc_field { ARC_RESULTS, ARC_MESSAGE, ARC_SEAL, ARC_FIELDS };

struct str arc_field_name(enum arc_field field);

struct arc_place {
	bool present[ARC_FIELDS];
	size_t index[ARC_FIELDS]; /* of the header field */
};

struct arc_sets {
	const struct arc_place *list; /* by instance - 1; NULL without any */
	size_t count; /* the highest instance */
	struct str broken; /* what is wrong with the structure, or "" */
};

struct arc_sets arc_sets_find(struct arena *arena,
			      const struct message *message);

/*
 * RFC 8617 5.1.1: adds that set to what a seal covers, relaxed: the fields but
 * the seal, and then the seal as it is.
 */
void arc_sets_hash(struct canon_fields *fields, const struct arc_place *set,
		   struct sha256 *hash);
void arc_sets_hash_seal(struct canon_fields *fields,
			const struct arc_place *set, struct sha256 *hash);

#endif
