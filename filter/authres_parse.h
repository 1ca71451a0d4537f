/*
 * authres_parse: reads Authentication-Results fields that others wrote
 * (RFC 8601 2.2).  Nothing here is believed: our own id is looked for, and bad
 * news that older fields carry.
 */
#ifndef FILTER_AUTHRES_PARSE_H
#define FILTER_AUTHRES_PARSE_H

#include "arena.h"
#include "limits.h"
#include "str.h"

struct authres {
	struct str authserv_id; /* without its quotes */
	struct str results; /* for authres_next(); empty for "; none" */
};

/*
 * False when the value does not parse.  Four things that are common in the
 * field are read though the grammar has no place for them: a pvalue with bytes
 * that should have been quoted (header.b=/d5r), an empty pvalue, a ";" at the
 * end, and a property without its type (action=none).
 */
bool authres_parse(struct arena *arena, struct str value,
		   struct authres *authres);

/* "smtp.mailfrom=user@example.com"; the value as written, perhaps quoted. */
struct authres_property {
	struct str type, name, value;
};

struct authres_result {
	struct str method, result;
	/* The first of them; "reason" and its like are a type without a name. */
	struct authres_property properties[LIMIT_AUTHRES_PROPERTIES];
	size_t property_count;
};

/* Takes one result off the front of *results; false at the end, and at what
 * does not parse. */
bool authres_next(struct str *results, struct authres_result *result);

/* The value of "type.name", its quotes taken off; "" when there is none. */
struct str authres_value(struct arena *arena,
			 const struct authres_result *result, struct str type,
			 struct str name);

#endif
