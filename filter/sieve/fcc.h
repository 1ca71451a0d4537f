/*
 * fcc: a copy of what is sent, in a folder (RFC 8580).
 */
#ifndef FILTER_SIEVE_FCC_H
#define FILTER_SIEVE_FCC_H

#include "check.h"
#include "run.h"

/* What a command that takes ":fcc" takes with it. */
#define OPTIONS_FCC                                                            \
	(OPTION_FCC | OPTION_FLAGS | OPTION_CREATE | OPTION_SPECIALUSE |       \
	 OPTION_MAILBOXID)

void fcc_check(struct checker *checker, const struct node *node);

/* Fills folder, create and flags of the action. */
void fcc_take(struct run *run, const struct node *node, struct action *action);

#endif
