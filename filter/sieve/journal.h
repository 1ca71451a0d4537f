/*
 * journal: what scripts did with a mail, step by step, for who writes them:
 *	-- ann.sieve
 *	    4  header :contains "subject" "apples"
 *	    4    looks at Subject: "Ripe apples"
 *	    4    "Ripe apples" with "apples": yes
 *	    4  header: yes
 *	    4  if: yes, its block runs
 *	    5    fileinto "Fruit"
 *	    5    does: fileinto "Fruit"
 * Every line of it is safe to show on a terminal.
 */
#ifndef FILTER_SIEVE_JOURNAL_H
#define FILTER_SIEVE_JOURNAL_H

#include "../buf.h"
#include "ast.h"

struct action;
struct fields;
struct header;
struct run;

/* Each level tells what those before it tell, and more. */
enum journal_level {
	JOURNAL_ACTIONS, /* what becomes of the mail; errors */
	JOURNAL_COMMANDS, /* each command that runs, each branch taken */
	JOURNAL_TESTS, /* each test and its answer */
	JOURNAL_MATCHING, /* what was compared with what */
};

struct journal {
	struct arena *arena;
	enum journal_level level;
	struct buf text; /* of LIMIT_SIEVE_JOURNAL bytes at most */
	struct str script; /* whose lines are being written */
	size_t depth;
};

struct journal *journal_new(struct arena *arena, enum journal_level level);
/* And a word when there was more. */
struct str journal_text(const struct journal *journal);

/* -- for the engine: nothing happens when nobody wants to know ------------------ */

void journal_command(struct run *run, const struct node *command);
void journal_branch(struct run *run, const struct node *branch, bool chosen);
/* Between the two, all that is told is part of the test. */
void journal_test(struct run *run, const struct node *test);
void journal_answer(struct run *run, const struct node *test, bool answer);
/* A field of the mail (part 0) or of a part in it, counted as loops go. */
void journal_field(struct run *run, const struct node *test, size_t part,
		   struct fields *fields, size_t index);
/* A loop is at that part. */
void journal_part(struct run *run, struct place place, size_t part);
void journal_match(struct run *run, const struct node *test, struct str value,
		   struct str key, bool matches);
/* What the key's wildcards stood for. */
void journal_captures(struct run *run, const struct node *test);
void journal_variable(struct run *run, struct place place, struct str name,
		      struct str value);
/* A field that is added or deleted. */
void journal_change(struct run *run, struct place place, const char *what,
		    const struct header *field);
void journal_action(struct run *run, const struct action *action);
/* A program that ran; done: its status was 0. */
void journal_program(struct run *run, struct place place, struct str name,
		     bool done);
/* What "debug_log" says. */
void journal_note(struct run *run, struct place place, struct str text);
void journal_failure(struct run *run, struct place place, struct str why);
/* What runs between is inside of what was told before. */
void journal_enter(struct run *run);
void journal_leave(struct run *run);

#endif
