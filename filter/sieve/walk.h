/*
 * walk: the header fields that a test names, one after the other, or the one
 * that ":index" and ":last" choose among them (RFC 5260 6).
 */
#ifndef FILTER_SIEVE_WALK_H
#define FILTER_SIEVE_WALK_H

#include "run.h"

struct walk {
	struct run *run;
	const struct node *test;
	const struct string *name; /* the one looked for; NULL at the end */
	size_t at; /* in the header */
	uint64_t skip; /* fields to pass before the one chosen */
	bool one; /* then it is the only one */
};

struct walk walk_begin(struct run *run, const struct node *test,
		       const struct argument *names);
/* Index for fields_value(); false: there is no more. */
bool walk_next(struct walk *walk, size_t *index);

struct checker;

/* ":last" stands with ":index", which counts from 1. */
void walk_check(struct checker *checker, const struct node *test);

#endif
