/*
 * encoded: the extension "encoded-character" (RFC 5228 2.4.2.4).
 */
#ifndef FILTER_SIEVE_ENCODED_H
#define FILTER_SIEVE_ENCODED_H

#include "../arena.h"
#include "../str.h"

/* ${hex:...} and ${unicode:...} replaced; what is not well-formed stays.
 * False: a well-formed number that is no Unicode character. */
bool encoded_decode(struct arena *arena, struct str *text);

#endif
