/*
 * scripts: all scripts of a recipient, in their row, over one mail.
 */
#ifndef FILTER_SCRIPTS_H
#define FILTER_SCRIPTS_H

#include "filter.h"
#include "leaves.h"

struct scripts {
	struct arena *arena;
	const struct recipient *recipient;
	const struct sieve_facts *facts; /* about the mail as it came */
	const struct leaving *leaving;
};

/* From the verdict of the decision to what it says besides: actions, versions,
 * marks, notes and errors. */
void scripts_run(const struct scripts *scripts, struct decision *decision);

#endif
