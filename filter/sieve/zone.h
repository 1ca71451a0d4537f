/*
 * zone: the time zone that a test asks for by ":zone" (RFC 5260 4.1).
 */
#ifndef FILTER_SIEVE_ZONE_H
#define FILTER_SIEVE_ZONE_H

#include "check.h"
#include "run.h"

void zone_check(struct checker *checker, const struct node *node);

/* Minutes east of UTC: by ":zone", or local time's then.  False where variables
 * made no zone of it; a warning is told. */
bool zone_of(struct run *run, const struct node *node, time_t when, int *zone);

#endif
