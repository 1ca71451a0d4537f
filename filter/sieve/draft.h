/*
 * draft: the mail as scripts have changed it so far (RFC 5293, 5703): its
 * header, its parts, and what becomes of the bytes as received.
 *
 *	ours            |
 *	FIELD_ABOVE     |  text put in at offset 0
 *	FIELD_MAIL      |  the mail's own header; what is missing is cut out
 *	FIELD_BELOW     |  text put in at the end of the header
 *	an empty line   |
 *	body            |  parts that gave way to text
 *
 * Of a mail that was enclosed, the text at offset 0 is the header of the new
 * one and all that stands before the mail in it, and there is text behind the
 * end too.
 *
 * Commands change it after run_spend() and run_take(): what it costs is at
 * most the header's fields, or the parts, and the text that is given.
 */
#ifndef FILTER_SIEVE_DRAFT_H
#define FILTER_SIEVE_DRAFT_H

#include "../action.h"
#include "../limits.h"
#include "parts.h"

/* The different states that actions got: shared by all drafts of one mail. */
struct draft_versions {
	struct version list[LIMIT_VERSIONS];
	size_t count;
	size_t text; /* bytes in them */
	struct version as_received; /* without the forged fields */
};

struct draft {
	struct arena *arena;
	const struct message *message; /* as received, under our fields */
	struct fields *fields; /* of the mail as it is now */
	struct fields *inner; /* what is left of the header as received */
	struct parts *parts; /* NULL until somebody looks */
	struct edit *edits; /* of the body, in its order */
	size_t edit_count;
	struct str head, tail; /* around the mail that was enclosed */
	bool emptied; /* nothing is left of what was enclosed */
	bool changed; /* by anything, though perhaps back again */
	size_t added; /* bytes of fields */
	uint64_t wire_size; /* of a mail that a program made; or 0 */
	const struct draft *open; /* before it was enclosed; or NULL */
	struct draft_versions *versions;
};

/* message: as facts of a script have it, its first fields in no slice of
 * message->raw are ours. */
struct draft *draft_new(struct arena *arena, const struct message *message);
/* One that can be changed without changing the other. */
struct draft *draft_copy(const struct draft *draft);

struct parts *draft_parts(struct draft *draft);
/* An empty line ends its header, whatever stands behind. */
bool draft_has_body(const struct draft *draft);
/* The body, nothing decoded; at most so many bytes of it. */
struct str draft_body(struct draft *draft, size_t most);

/* raw: the whole field with its LF.  False: that is too much text. */
bool draft_add_field(struct draft *draft, struct str raw,
		     enum field_origin origin, bool fixed);
void draft_remove_field(struct draft *draft, size_t index);

/* A part gives way to an entity (RFC 2045 2.4) with LF line ends; false: it is
 * none of the mail as received, but stands around it. */
bool draft_replace_part(struct draft *draft, size_t index, struct str entity);
/* What that takes besides. */
size_t draft_replace_memory(struct draft *draft, struct str body);
/* The body; the header's fields of MIME are the caller's business. */
void draft_replace_body(struct draft *draft, struct str entity);
/* Parts that stand before those of a mail that is enclosed, and what it takes
 * besides the text. */
#define DRAFT_AROUND 3
#define DRAFT_ENCLOSE_MEMORY (4 * LIMIT_MIME_PARTS * sizeof(struct mail_part))
/* A new mail: its fields, the text from the empty line on up to the mail in it,
 * and what stands behind.  False: that is too much text. */
bool draft_enclose(struct draft *draft, struct str fields, struct str head,
		   struct str tail);

/* All gives way to another mail: these fields, of which those that are FIELD_MAIL
 * stay where they are, and its body, in memory that ends with a byte that is
 * nobody's; LF line ends. */
void draft_become(struct draft *draft, struct fields *fields,
		  const struct message *mail);

/* The header as it is now, without our fields; all else as received.  It costs a
 * step for each field. */
struct message *draft_message(const struct draft *draft);

#endif
