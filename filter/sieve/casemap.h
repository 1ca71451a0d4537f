/*
 * casemap: text as the collation "i;unicode-casemap" compares it (RFC 5051):
 * every character in title case, and taken apart into letter and accents.
 */
#ifndef FILTER_SIEVE_CASEMAP_H
#define FILTER_SIEVE_CASEMAP_H

#include "../str.h"

struct casemap {
	struct str text;
	/* For each byte of text the place in the original of the character that
	 * it came from; and behind them that of the end. */
	uint32_t *from;
};

/* Memory of the system's, given back by casemap_release(): an arena would keep
 * the maps of all comparisons of a script.
 * What is not UTF-8 stays as it is.  pattern: a wildcard that a character is
 * taken apart to stands for itself.  False: there is no memory. */
bool casemap_init(struct casemap *map, struct str original, bool pattern);
void casemap_release(struct casemap *map);

/* The bytes of text at a place that are one character of the original. */
size_t casemap_character(const struct casemap *map, size_t at);
/* The part of the original that a part of text came from. */
struct str casemap_original(const struct casemap *map, struct str original,
			    struct str part);

#endif
