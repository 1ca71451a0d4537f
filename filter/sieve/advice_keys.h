/*
 * advice_keys: keys of a test that can never match, or hardly are meant.
 */
#ifndef FILTER_SIEVE_ADVICE_KEYS_H
#define FILTER_SIEVE_ADVICE_KEYS_H

#include "report.h"

/* Of a test that is bound; one warning a key at most. */
void advise_keys(struct report *report, const struct node *test);

#endif
