/*
 * base64: bytes as text (RFC 4648 4).
 */
#ifndef FILTER_BASE64_H
#define FILTER_BASE64_H

#include "arena.h"

/* With padding. */
struct str base64_encode(struct arena *arena, struct str bytes);

/*
 * White space is the caller's to remove.  The padding may be left out, as RFC
 * 6376 2.10 has it.  False: not base64.
 */
bool base64_decode(struct arena *arena, struct str text, struct str *bytes);

#endif
