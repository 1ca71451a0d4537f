/*
 * trusted: the domains whose verified word about others' mail is taken.  As
 * text a domain a line, of administrators and users alike:
 *	sealer lists.example
 *	forwarder alumni.example
 * Empty lines and those that begin with "#" say nothing.
 */
#ifndef FILTER_TRUSTED_H
#define FILTER_TRUSTED_H

#include "arena.h"
#include "policy.h"

struct trusted_line {
	enum trust_kind kind;
	struct str domain; /* checked, see domain.h */
};

/* False: not such a line. */
bool trusted_line_parse(struct arena *arena, struct str line,
			struct trusted_line *parsed);

/* "sealer lists.example": what a trust_table is asked for. */
struct str trusted_key(struct arena *arena, enum trust_kind kind,
		       struct str domain);

/* That very domain; those below it are not meant. */
bool trusted_has(struct arena *arena, const struct trusted *trusted,
		 enum trust_kind kind, struct str domain);

#endif
