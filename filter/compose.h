/*
 * compose: a mail of ours being written, with LF line ends: header fields that
 * nothing in their values can end, and bodies that every MTA can carry.  Where
 * it overflows the buf says so; then nothing may be sent.
 */
#ifndef FILTER_COMPOSE_H
#define FILTER_COMPOSE_H

#include <time.h>

#include "address.h"
#include "buf.h"

/*
 * Text for people, UTF-8: folded at its blanks; in encoded words (RFC 2047)
 * where it is not ASCII, or a word is too long for a line.  Control characters
 * become blanks, what is not UTF-8 U+FFFD; cut at LIMIT_COMPOSE_TEXT.
 */
void compose_text(struct buf *out, const char *name, struct str text);

/* A value in the form that its field wants, folded at its blanks.  Control
 * characters become "?"; UTF-8 stays (RFC 6532); cut at LIMIT_COMPOSE_VALUE. */
void compose_value(struct buf *out, const char *name, struct str value);

/* Names in encoded words where they must be, as phrases. */
void compose_mailboxes(struct buf *out, const char *name,
		       const struct mailbox_list *list);

void compose_date(struct buf *out, time_t when, int zone);

/* Text behind the header fields of a mail or a part: Content-Type (text/plain),
 * Content-Transfer-Encoding, an empty line, the text, a line end. */
void compose_plain_text(struct buf *out, struct str text);

/* A line end by LF or CRLF; no line needs more than 998 bytes or another than
 * ASCII without control characters (RFC 2045 2.7). */
bool compose_is_7bit(struct str bytes);
/* RFC 2045 6.7, with a line end behind it. */
void compose_quoted_printable(struct buf *out, struct str bytes);
/* The bytes as they are, LF for CRLF, with a line end behind them. */
void compose_lines(struct buf *out, struct str bytes);

/* A boundary that no line of these begins with, made from a seed. */
struct str compose_boundary(struct arena *arena, struct str seed,
			    const struct str *parts, size_t count);

/* The SHA-256 of the texts, each with its length, in hexadecimal: 64 digits. */
struct str compose_hash(struct arena *arena, const struct str *texts,
			size_t count);

#endif
