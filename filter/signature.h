/*
 * signature: DKIM-Signature (RFC 6376 3.5), ARC-Message-Signature and ARC-Seal
 * (RFC 8617 4.1) as typed tags.  What a signature says, not whether it is true.
 */
#ifndef FILTER_SIGNATURE_H
#define FILTER_SIGNATURE_H

#include <time.h>

#include "canon.h"
#include "check.h"
#include "crypto.h"

/* Values are bits: a tag belongs to some of them. */
enum signature_kind {
	SIGNATURE_DKIM = 1 << 0,
	SIGNATURE_MESSAGE = 1 << 1, /* ARC-Message-Signature */
	SIGNATURE_SEAL = 1 << 2, /* ARC-Seal */
};

struct signature {
	enum signature_kind kind;
	struct str domain, selector; /* lower A-labels; "": unusable */
	struct str key_name; /* what to ask for; "" as long as unusable */
	struct str algorithm; /* a= as given, but for white space */
	enum key_type key_type;
	enum canon header_canon, body_canon;
	const struct str *names; /* h= in order; an empty name signs nothing */
	size_t name_count;
	bool has_length; /* l= */
	uint64_t length;
	/* i= of DKIM as given, but for white space; or "" */
	struct str identity;
	struct str identity_domain; /* of i=, else d= */
	struct str body_hash; /* SHA256_SIZE bytes */
	struct str bytes; /* b=, decoded */
	struct str b; /* the first 8 characters of b= */
	time_t signed_at, expires_at; /* -1: not said */
	unsigned instance; /* i= of ARC, 1..50; 0: none that is valid */
	enum check_status chain; /* cv= of ARC-Seal: none, pass or fail */
};

/*
 * NULL: everything the RFCs demand of the field itself holds.  Else the first
 * thing that does not, for people; what could be read is there nevertheless.
 */
const char *signature_parse(struct arena *arena, enum signature_kind kind,
			    struct str value, struct signature *signature);

/* i= alone, as an instance of ARC (RFC 8617 4.2.1); false: there is none. */
bool signature_instance(struct str value, unsigned *instance);

/* RFC 6376 3.5, x= and t=: NULL when it is neither expired nor signed in the
 * future (by more than LIMIT_CLOCK_SKEW). */
const char *signature_time_error(const struct signature *signature, time_t now);

/* How often h= has that name, in any case. */
size_t signature_name_count(const struct signature *signature, struct str name);

/*
 * RFC 6376 5.4.2: the fields that h= names, bottom-up, a name without a field
 * left adding nothing.  taken: one for each field of the message; those that
 * are true do not count, and those that were hashed become so.
 */
void signature_hash_fields(const struct signature *signature,
			   struct canon_fields *fields, bool *taken,
			   struct sha256 *hash);

#endif
