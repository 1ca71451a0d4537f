/*
 * similar: "did you mean ...?"
 */
#ifndef FILTER_SIEVE_SIMILAR_H
#define FILTER_SIEVE_SIMILAR_H

#include "../str.h"

/* Of the names offered the one nearest to what was written, in any case. */
struct similar {
	struct str written;
	struct str best; /* empty: none is near */
	size_t distance;
};

struct similar similar_to(struct str written);
void similar_offer(struct similar *similar, struct str name);

#endif
