/*
 * zone: the time zone that a test asks for by ":zone" (RFC 5260 4.1).
 */
#ifndef FILTER_SIEVE_ZONE_H
#define FILTER_SIEVE_ZONE_H

#include "check.h"
#include "run.h"

void zone_check(struct checker *checker, const struct node *node);

/* Minutes east of UTC; or otherwise, when none was given that is one. */
int zone_of(struct run *run, const struct node *node, int otherwise);

#endif
