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

/*
 * Which version of the mail an action gets that is done now.  What answers the
 * mail speaks of it as it came (RFC 5293 7); what was enclosed is sent on
 * without that (RFC 5703 6).  False (and the script fails): there are too many.
 */
bool act_version(struct run *run, struct place place, enum action_type type,
		 size_t *version);

#endif
