/*
 * matching: a test that compares values with keys.  The test offers its values
 * one by one; whether they match is decided here, for every such test alike:
 *	matching = matching_begin(run, test, keys);
 *	while (there is one more value && !matching.matched)
 *		matching_offer(&matching, value);
 *	return matching_end(&matching);
 * With :count a value only counts, and the end decides.
 */
#ifndef FILTER_SIEVE_MATCHING_H
#define FILTER_SIEVE_MATCHING_H

#include "run.h"

struct matching {
	struct run *run;
	const struct node *test;
	struct str_list keys;
	struct captures *captures; /* where a match leaves them; or NULL */
	size_t offered;
	bool matched;
};

struct matching matching_begin(struct run *run, const struct node *test,
			       const struct argument *keys);
/* The same with keys that the test made of its arguments. */
struct matching matching_with(struct run *run, const struct node *test,
			      struct str_list keys);
void matching_offer(struct matching *matching, struct str value);
/* Nothing that is empty counts as one (RFC 5229 5, RFC 5231 4.2). */
void matching_offer_unless_empty(struct matching *matching, struct str value);
bool matching_end(struct matching *matching);

#endif
