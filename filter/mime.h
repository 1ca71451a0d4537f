/*
 * mime: encoded words, and the structure of the body (RFC 2045 to 2047, 2231).
 */
#ifndef FILTER_MIME_H
#define FILTER_MIME_H

#include "arena.h"
#include "str.h"

/*
 * A header value for people: unfolded, encoded words decoded to UTF-8
 * (RFC 2047; charsets by charset.h), white space between encoded words dropped.
 * What cannot be decoded stays as it is.  Bytes that are no UTF-8 become
 * U+FFFD.
 */
struct str mime_decode_words(struct arena *arena, struct str value);

/* A display name for people: quotes and quoted-pairs taken off, then decoded as
 * above. */
struct str mime_plain_name(struct arena *arena, struct str display);

/* Bytes of base64 as readers take it: what is none of its letters is skipped
 * (RFC 2045 6.8). */
struct str mime_decode_base64(struct arena *arena, struct str text);

/* There is something that looks like an encoded word in it. */
bool mime_has_encoded_word(struct str value);

#endif
