/*
 * entity: what a script puts into a mail, as a right entity of MIME (RFC 2045
 * 2.4) with LF line ends.
 */
#ifndef FILTER_SIEVE_ENTITY_H
#define FILTER_SIEVE_ENTITY_H

#include "../buf.h"
#include "run.h"

struct entity {
	struct str fields; /* about its content alone: Content-... */
	struct str body;
};

/* text/plain; no line of it can be taken for a delimiter. */
struct entity entity_of_text(struct run *run, struct place place,
			     struct str text);
/* The fields that are about its content, and the rest; text that does not begin
 * with header fields is plain text. */
struct entity entity_parse(struct run *run, struct place place,
			   struct str text);

/* Fields, an empty line, the body. */
struct str entity_whole(struct run *run, struct place place, struct str fields,
			struct str body);

/* A field as it stood in a mail, with LF line ends. */
void entity_add_field(struct buf *out, struct str raw);

/* Content-... and MIME-Version: what another content makes void. */
bool entity_is_about(struct str name);

#endif
