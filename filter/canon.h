/*
 * canon: the canonicalizations of RFC 6376 3.4.  A line end is LF or CRLF in
 * the input and CRLF in what is hashed.
 */
#ifndef FILTER_CANON_H
#define FILTER_CANON_H

#include "arena.h"
#include "message.h"
#include "str.h"

enum canon { CANON_SIMPLE, CANON_RELAXED };

/* The header fields of one message, each canonicalized at most once. */
struct canon_fields {
	struct arena *arena;
	const struct message *message;
	struct str *simple, *relaxed; /* by header index; ptr NULL: not yet */
};

struct canon_fields canon_fields_new(struct arena *arena,
				     const struct message *message);
/* With the final CRLF. */
struct str canon_field(struct canon_fields *fields, enum canon canon,
		       size_t index);
/* A field of its own, with the value of its b= tag left out and without the
 * final CRLF (RFC 6376 3.7). */
struct str canon_signature_field(struct arena *arena, enum canon canon,
				 const struct header *header);

#endif
