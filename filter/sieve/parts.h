/*
 * parts: the parts of the mail (RFC 2045, 2046) as a script sees them, each
 * decoded once however many tests look at it; with those that the script put
 * in place of others.
 */
#ifndef FILTER_SIEVE_PARTS_H
#define FILTER_SIEVE_PARTS_H

#include "../mime_parts.h"
#include "fields.h"

struct cached {
	bool ready;
	struct str text;
};

struct mail_part {
	struct mime_part mime;
	struct fields *fields; /* NULL until somebody looks */
	struct cached content, epilogue;
};

struct parts {
	struct arena *arena;
	struct mail_part *list; /* LIMIT_MIME_PARTS */
	size_t count;
	size_t text_left; /* of LIMIT_SIEVE_BODY */
	size_t header_left; /* of LIMIT_SIEVE_PART_HEADERS */
};

/* The first is the mail itself, with these fields. */
struct parts *parts_new(struct arena *arena, const struct message *message,
			struct fields *fields);
/* One that can be changed without changing the other. */
struct parts *parts_copy(struct arena *arena, const struct parts *parts);

struct fields *parts_fields(struct parts *parts, size_t index);

/* UTF-8 (as far as it can be), line ends CRLF.  Beyond LIMIT_SIEVE_BODY, all
 * together, text is cut. */
struct str parts_text(struct parts *parts, size_t index);
struct str parts_epilogue(struct parts *parts, size_t index);
/* Any text with line ends CRLF. */
struct str parts_with_crlf(struct arena *arena, struct str text);

/* What stands in place of one part and all within it. */
void parts_replace(struct parts *parts, size_t index, struct str entity);

/* A piece of old, if s is one, moved into new, in which size bytes at offset
 * gave way to others. */
struct shift {
	struct str old, new;
	size_t offset, size;
};
void parts_shift(struct parts *parts, const struct shift *shift);

#endif
