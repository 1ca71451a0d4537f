/*
 * modifier: what ":lower", ":length" and the like make of a value before it is
 * stored (RFC 5229 4.1).
 */
#ifndef FILTER_SIEVE_MODIFIER_H
#define FILTER_SIEVE_MODIFIER_H

#include "run.h"

/* By the options of the node, OPTIONS_MODIFY. */
struct str modified(struct run *run, const struct node *node, struct str value);

#endif
