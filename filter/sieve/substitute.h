/*
 * substitute: the mail gives way to what a program made of it
 * (spec-bosch-sieve-extprograms 6).
 */
#ifndef FILTER_SIEVE_SUBSTITUTE_H
#define FILTER_SIEVE_SUBSTITUTE_H

#include "run.h"

/*
 * output: a whole mail.  Fields that scripts may not write are left out of it,
 * unless the mail had them before; those that they may not delete stay.  False
 * with *why: it is no mail, and nothing has changed.
 */
bool substitute(struct run *run, const struct node *node, struct str output,
		const char **why);

#endif
