/*
 * advice: what compiles and can hardly be meant: tests that never match, branches
 * that never run.  Only what is certain, or nearly so, is worth a warning.
 */
#ifndef FILTER_SIEVE_ADVICE_H
#define FILTER_SIEVE_ADVICE_H

#include "report.h"

/* Of a script that compiled; enabled: its features. */
void advise(struct report *report, const struct node *commands,
	    uint64_t enabled);

#endif
