/*
 * check: binds a parsed script to the language: is each name a command or a
 * test that the script may use, with the arguments that it takes?
 */
#ifndef FILTER_SIEVE_CHECK_H
#define FILTER_SIEVE_CHECK_H

#include "language.h"
#include "report.h"

struct includes;

/* A "foreverypart" around what is looked at. */
struct scope {
	const struct node *node;
	const struct scope *outer;
};

/* What a row's own check function may look at. */
struct checker {
	struct report *report;
	struct arena *arena;
	uint64_t enabled; /* features, by require */
	uint64_t told_missing; /* features whose require was asked for */
	struct includes *includes;
	const struct node *previous; /* command in the same block, or NULL */
	size_t depth; /* of blocks */
	const struct scope *loops; /* the innermost; NULL: none */
	bool started; /* a command other than require was seen */
	struct node *node; /* the one whose name and arguments are looked at */
	/* Behind "ihave" (RFC 5463): what it may enable, and whether it asked
	 * for what is not here. */
	uint64_t offered;
	bool asked_for_more;
};

/* A name that the script wrote, for a message. */
struct str checker_shown(const struct checker *checker, struct str name);

/*
 * Features that name (sigil before it in the message) needs; false: they were
 * not required.  That is told once for each: a script uses fileinto in every
 * rule.
 */
bool checker_allows(struct checker *checker, struct place place, uint64_t needs,
		    const char *sigil, struct str name);

/*
 * The node names something that is not here.  That is an error; but behind an
 * "ihave" that asked for more it is one only when the node runs.
 */
void checker_unknown(struct checker *checker, struct place place,
		     const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Returns the features that the script requires; errors are in the report. */
uint64_t check_script(struct report *report, struct node *commands,
		      struct includes *includes);

#endif
