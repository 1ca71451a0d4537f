/*
 * mime_field: the structured header fields of MIME: Content-Type and
 * Content-Disposition (RFC 2045 5.1, RFC 2183 2), with parameters as RFC 2231
 * writes them.
 */
#ifndef FILTER_MIME_FIELD_H
#define FILTER_MIME_FIELD_H

#include "arena.h"
#include "str.h"

/* In UTF-8 as far as the charset is known; pieces are joined, what is encoded
 * (by RFC 2231, or against the rule by RFC 2047) is decoded. */
struct mime_param {
	struct str name, value;
};

struct mime_field {
	/* "text" "plain", or "attachment" and nothing; as spelled. */
	struct str type, subtype;
	/* Those in one piece in their order, then those in several.  A name
	 * may be there twice. */
	const struct mime_param *params;
	size_t param_count; /* at most LIMIT_MIME_PARAMS */
};

/* Total: what cannot be read is empty, or not in the list. */
struct mime_field mime_field_parse(struct arena *arena, struct str value);

/* The first of that name, in any case; empty when there is none. */
struct str mime_field_param(const struct mime_field *field, struct str name);

#endif
