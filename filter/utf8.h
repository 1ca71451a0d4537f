/*
 * utf8: one character at a time (RFC 3629).
 */
#ifndef FILTER_UTF8_H
#define FILTER_UTF8_H

#include "str.h"

/* The bytes of the first character of s, 1..4; 0 when it is not UTF-8 (too
 * long a form, a surrogate, cut off) or s is empty. */
size_t utf8_decode(struct str s, uint32_t *code);
bool utf8_valid(struct str s);

/* Writes up to 4 bytes, returns how many; 0 for what is no character. */
size_t utf8_put(uint32_t code, char bytes[4]);

#endif
