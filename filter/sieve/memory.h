/*
 * memory: the names under which something is remembered from one mail to the
 * next: a hash of texts, so that none is too long and all are printable.
 */
#ifndef FILTER_SIEVE_MEMORY_H
#define FILTER_SIEVE_MEMORY_H

#include "../arena.h"
#include "../str.h"

/*
 * prefix, and SHA-256 of the texts in hexadecimal; each text counts with its
 * length, so that no two lists are alike.  At most LIMIT_MARK_KEY bytes.
 */
struct str memory_key(struct arena *arena, const char *prefix,
		      const struct str_list *texts);

#endif
