/*
 * mime_parts: the structure of a mail's body (RFC 2045, 2046): its parts in
 * their order, each container before what it holds.
 */
#ifndef FILTER_MIME_PARTS_H
#define FILTER_MIME_PARTS_H

#include "arena.h"
#include "message.h"

enum mime_encoding { MIME_IDENTITY, MIME_QUOTED_PRINTABLE, MIME_BASE64 };

/* Slices of the mail, but for charset. */
struct mime_part {
	struct str type, subtype; /* as spelled; "text", "plain" by default */
	struct str charset; /* empty when not told */
	enum mime_encoding encoding;
	/* Undecoded.  Of a multipart: what stands before its parts; of a
	 * message/rfc822: the header of the mail in it. */
	struct str content;
	struct str epilogue; /* of a multipart: what stands behind its parts */
};

struct mime_parts {
	const struct mime_part *list; /* at least one: the mail's own body */
	size_t count; /* at most LIMIT_MIME_PARTS */
};

/* Total: what is no structure is content. */
struct mime_parts mime_parts_find(struct arena *arena,
				  const struct message *message);

/* The content with its transfer encoding undone. */
struct str mime_decode_content(struct arena *arena, enum mime_encoding encoding,
			       struct str content);

#endif
