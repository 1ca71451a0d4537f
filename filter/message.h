/*
 * message: one mail as bytes, split into header fields and body.  Everything
 * is a slice of the mail as received.  A line ends at LF; one CR directly before
 * it belongs to the line end.  This is the only reader of the header block:
 * signatures, policy, Sieve and storing all see what it saw.
 */
#ifndef FILTER_MESSAGE_H
#define FILTER_MESSAGE_H

#include <stdint.h>

#include "arena.h"
#include "str.h"

/* What is wrong with the header block; any of them makes it malformed. */
enum message_fault {
	MESSAGE_NUL = 1 << 0, /* a NUL in the header block */
	MESSAGE_BARE_CR = 1 << 1, /* a CR that ends no line */
	MESSAGE_LEADING_SPACE = 1 << 2, /* the first line is a continuation */
	MESSAGE_NO_COLON = 1 << 3, /* a line that is no field */
	MESSAGE_SPACE_BEFORE_COLON = 1 << 4, /* "From : x", or folded there */
	MESSAGE_BAD_NAME = 1 << 5, /* a name outside RFC 5322 ftext */
	MESSAGE_DUPLICATE = 1 << 6, /* a singleton of RFC 5322 3.6 twice */
	MESSAGE_TOO_LONG = 1 << 7, /* beyond a limit of limits.h */
};

/*
 * name: as spelled, without the white space some put before the colon; empty
 * for a line without a colon.  value: what follows the colon, folds kept,
 * without the last line end.  raw: the whole field with its line end.
 */
struct header {
	struct str name, value, raw;
	bool well_formed; /* name is ftext directly followed by the colon */
};

struct message {
	struct str raw; /* all of it */
	struct str fields; /* the header block, without the empty line */
	struct str body; /* after the empty line; empty if there is none */
	const struct header *headers; /* top to bottom */
	size_t header_count;
	struct str unread; /* the end of fields beyond a limit: in no header */
	unsigned faults; /* enum message_fault, ored */
};

/* Total: any bytes give a message.  An empty line ends the header block; a line
 * without a colon does not, it is a fault. */
struct message message_parse(struct arena *arena, struct str raw);

/*
 * The nth (0 = topmost) field of that name, in any case; NULL if there are
 * fewer.  A name spelled with white space before its colon is found too.
 */
const struct header *message_find(const struct message *message,
				  struct str name, size_t nth);
size_t message_count(const struct message *message, struct str name);

/* Bytes of the first field: its line, and those that continue it. */
size_t message_field_length(struct str rest);

/* The value with folds undone (CR LF removed, RFC 5322 2.2.3) and trimmed. */
struct str header_unfold(struct arena *arena, struct str value);

/* That of the topmost field of that name; "" without one. */
struct str message_text(struct arena *arena, const struct message *message,
			struct str name);

/* "a NUL in the header block, ..." for the faults, for people. */
struct str message_faults_text(struct arena *arena, unsigned faults);

/* Bytes of the whole mail, as it came, with CRLF at its line ends (RFC 5322
 * 2.1). */
uint64_t message_wire_size(struct arena *arena, const struct message *message);

#endif
