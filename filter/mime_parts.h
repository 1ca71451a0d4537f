/*
 * mime_parts: the structure of a mail's body (RFC 2045, 2046): its parts in
 * their order, each container before what it holds.
 */
#ifndef FILTER_MIME_PARTS_H
#define FILTER_MIME_PARTS_H

#include "arena.h"
#include "message.h"

/* What is encoded in a way that nobody knows is taken as it stands. */
enum mime_encoding {
	MIME_IDENTITY,
	MIME_QUOTED_PRINTABLE,
	MIME_BASE64,
	MIME_UNKNOWN
};

/* Slices of the mail, but for charset and boundary. */
struct mime_part {
	struct str entity; /* all of it: the header, an empty line, the body */
	struct str header, body;
	struct str type, subtype; /* as spelled; "text", "plain" by default */
	struct str charset; /* empty when not told */
	struct str boundary; /* of a multipart that was taken apart */
	enum mime_encoding encoding;
	/* Undecoded.  Of a multipart: what stands before its parts; of a
	 * message/rfc822: the header of the mail in it. */
	struct str content;
	struct str epilogue; /* of a multipart: what stands behind its parts */
	size_t end; /* parts from the next one up to here are within it */
	size_t depth; /* parts that it is within */
};

struct mime_parts {
	const struct mime_part *list; /* at least one: the mail's own body */
	size_t count; /* at most LIMIT_MIME_PARTS */
};

/* Total: what is no structure is content. */
struct mime_parts mime_parts_find(struct arena *arena,
				  const struct message *message);

/* Those of an entity by itself, which stands within depth parts: at most room
 * of them, one at least. */
struct mime_parts mime_parts_of_entity(struct arena *arena, struct str entity,
				       size_t depth, size_t room);

/* The content with its transfer encoding undone. */
struct str mime_decode_content(struct arena *arena, enum mime_encoding encoding,
			       struct str content);

#endif
