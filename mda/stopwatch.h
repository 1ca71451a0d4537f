/*
 * stopwatch: where the time of a decision goes.  filter/ has no clock: what it
 * waits for DNS is measured by what stands between the two.
 */
#ifndef MDA_STOPWATCH_H
#define MDA_STOPWATCH_H

#include "../filter/dns.h"

struct stopwatch {
	struct dns dns; /* to be asked in place of the real one */
	struct dns *real;
	uint64_t waited; /* for it; all are microseconds */
	uint64_t begun, waited_before; /* of the phase that runs */
};

struct stopwatch *stopwatch_new(struct arena *arena, struct dns *real);

/* A phase begins; at its end: how long it took, without the waiting. */
void stopwatch_begin(struct stopwatch *stopwatch);
uint64_t stopwatch_end(const struct stopwatch *stopwatch);

/* Some time that only grows. */
uint64_t stopwatch_now(void);

#endif
