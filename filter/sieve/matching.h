/*
 * matching: a test that compares values with keys.  The test offers its values
 * one by one; whether they match is decided here, for every such test alike:
 *	matching = matching_begin(run, test, keys);
 *	while (there is one more value && !matching.matched)
 *		matching_offer(&matching, value);
 *	return matching_end(&matching);
 */
#ifndef FILTER_SIEVE_MATCHING_H
#define FILTER_SIEVE_MATCHING_H

#include "run.h"

struct matching {
	struct run *run;
	const struct node *test;
	const struct argument *keys;
	bool matched;
};

struct matching matching_begin(struct run *run, const struct node *test,
			       const struct argument *keys);
void matching_offer(struct matching *matching, struct str value);
bool matching_end(struct matching *matching);

#endif
