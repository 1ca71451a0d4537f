/*
 * walk: the header fields that a test names, one after the other, or the one
 * that ":index" and ":last" choose among them (RFC 5260 6): those of the mail
 * or, by ":mime" and ":anychild", of its parts (RFC 5703 4).
 */
#ifndef FILTER_SIEVE_WALK_H
#define FILTER_SIEVE_WALK_H

#include "run.h"

struct walk {
	struct run *run;
	const struct node *test;
	const struct argument *names;
	const struct string *name; /* the one looked for; NULL: next part */
	struct fields *fields; /* looked through; those of *index */
	size_t part, end; /* parts to look through, the first is current */
	size_t at; /* in the header */
	uint64_t skip; /* fields to pass before the one chosen */
	bool one; /* then it is the only one */
	bool done;
};

struct walk walk_begin(struct run *run, const struct node *test,
		       const struct argument *names);
/* Index for fields_value() of walk->fields; false: there is no more. */
bool walk_next(struct walk *walk, size_t *index);

/* There is such a field in what the test looks through. */
bool walk_finds(struct run *run, const struct node *test, struct str name);

struct checker;

/* ":last" stands with ":index", which counts from 1; what is said of MIME with
 * ":mime". */
void walk_check(struct checker *checker, const struct node *test);

#endif
