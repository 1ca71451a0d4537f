/*
 * program: a program that a script names, and what it is given
 * (spec-bosch-sieve-extprograms 3, 4).
 */
#ifndef FILTER_SIEVE_PROGRAM_H
#define FILTER_SIEVE_PROGRAM_H

#include "check.h"
#include "programs.h"
#include "run.h"

/* For commands whose first parameter is the name, and whose second, which may
 * be left out, are the arguments. */
void program_check(struct checker *checker, const struct node *node);

/* argument: NULL when there are none.  Too many, or too long: the script
 * fails. */
struct str_list program_arguments(struct run *run,
				  const struct argument *argument);

/*
 * Runs it now; the call needs neither name nor arguments.  What went wrong is
 * told, and the mail's user will read it; but that a program says no is no news
 * in a test.  A name that no program has makes a command's script fail.
 */
struct programs_answer program_call(struct run *run, const struct node *node,
				    struct programs_call call, bool is_test);

#endif
