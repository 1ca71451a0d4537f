/*
 * act: actions added to those of a run, and what they do to each other.
 */
#ifndef FILTER_SIEVE_ACT_H
#define FILTER_SIEVE_ACT_H

#include "../action.h"
#include "language.h"

/*
 * Adds an action, and cancels the implicit keep if it is one that does so and
 * ":copy" was not given.  The same action is not added again (RFC 5228 2.10.3),
 * but its flags are these (RFC 5232 3).  One that cannot stand with those
 * before it makes the script fail.
 */
enum flow run_act(struct run *run, const struct node *node,
		  const struct action *action);

#endif
