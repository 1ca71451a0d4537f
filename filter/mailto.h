/*
 * mailto: URIs of that scheme (RFC 6068), as notifications use them.
 */
#ifndef FILTER_MAILTO_H
#define FILTER_MAILTO_H

#include "arena.h"
#include "str.h"

/* One "name=value" behind the "?", decoded. */
struct mailto_field {
	struct str name, value;
};

/* Texts are decoded; they may hold any UTF-8 without NUL. */
struct mailto {
	struct str_list to; /* local@domain: of the path and "to" */
	struct str_list cc, bcc;
	struct str subject, body; /* "" when not given */
	const struct mailto_field *fields; /* any others */
	size_t field_count;
};

/* There may be nobody to write to.  False: *error is a phrase that lives as long
 * as the program. */
bool mailto_parse(struct arena *arena, struct str uri, struct mailto *mailto,
		  const char **error);

#endif
