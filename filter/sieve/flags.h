/*
 * flags: sets of IMAP flags (RFC 5232 2), kept as a script sees them: words
 * with a space between.
 */
#ifndef FILTER_SIEVE_FLAGS_H
#define FILTER_SIEVE_FLAGS_H

#include "run.h"

/* The first word off the front of *rest; false: there is none. */
bool flags_next(struct str *rest, struct str *flag);

/* The set with the flags of all the words added, or without them.  What is not
 * valid is left out, nothing is there twice. */
struct str flags_add(struct run *run, struct place place, struct str set,
		     struct str_list words);
struct str flags_remove(struct run *run, struct place place, struct str set,
			struct str_list words);

/* As struct action has them. */
struct str_list flags_list(struct run *run, struct str set);

/* ":flags", or the internal variable. */
struct str_list flags_of_action(struct run *run, const struct node *node);

#endif
