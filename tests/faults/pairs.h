/*
 * pairs: two faults in one delivery, and one in a delivery and one more in the
 * next try.  These are too many to try all: they are drawn, always the same.
 */
#ifndef TESTS_FAULTS_PAIRS_H
#define TESTS_FAULTS_PAIRS_H

#include "judge.h"

/* So many of each for this scenario, in a random order that the seed gives;
 * calls: of a delivery without faults. */
void pairs_try(struct world *world, const struct calls *calls, unsigned count,
	       unsigned seed);
void pairs_retry(struct world *world, const struct calls *calls, unsigned count,
		 unsigned seed);

#endif
