/*
 * encoded_word: text of header fields as encoded words in UTF-8 (RFC 2047).
 */
#ifndef FILTER_ENCODED_WORD_H
#define FILTER_ENCODED_WORD_H

#include "str.h"

#define ENCODED_WORD_BEGIN STR("=?utf-8?q?")
#define ENCODED_WORD_END STR("?=")
/* RFC 2047 2: bytes of one with the two above. */
#define ENCODED_WORD_MOST ((size_t)75)
/* Bytes of one character in it. */
#define ENCODED_CHARACTER 12

/*
 * Takes the first character of text, which is not empty; returns it in the "Q"
 * encoding, as it may stand even in a phrase (RFC 2047 5 (3)), in room.  A byte
 * that is not UTF-8 is U+FFFD.
 */
struct str encoded_word_take(struct str *text, char room[ENCODED_CHARACTER]);

#endif
