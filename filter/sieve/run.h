/*
 * run: one script over one mail.  Commands and tests are functions of this.
 */
#ifndef FILTER_SIEVE_RUN_H
#define FILTER_SIEVE_RUN_H

#include "../limits.h"
#include "act.h"
#include "draft.h"
#include "language.h"
#include "sieve.h"
#include "variables.h"

struct environment_text;

/* A "foreverypart" that runs (RFC 5703 3). */
struct loop {
	struct str name; /* empty: none */
	size_t part; /* it is at */
	bool replaced; /* that part, and all that was within it */
	bool broken; /* by "break" */
	struct loop *outer;
};

struct includes;

struct sieve {
	struct sieve_script script;
	struct str title; /* as "include" names it; else the script's name */
	const struct includes *includes;
	const struct node *commands;
	uint64_t enabled; /* features */
	struct report *report; /* of compiling it */
};

/* What an including script has for itself, put aside (RFC 6609 3). */
struct inclusion {
	const struct sieve *sieve;
	uint64_t enabled;
	struct variables variables;
	struct captures captures;
	const struct loop *within;
	const struct inclusion *outer; /* NULL: it is included by none */
};

struct run {
	struct arena *arena;
	const struct sieve *sieve;
	const struct sieve_facts *facts;
	uint64_t enabled; /* features: those required, and more by "ihave" */
	struct draft *draft; /* the mail as it is now */
	struct fields *fields; /* of it */
	struct cached body; /* all of it, nothing decoded */
	struct loop *loop; /* the innermost; NULL outside */
	/* The loop that the script was included in: the part that it is at is
	 * the mail to this script (RFC 6609 3.5).  NULL: none. */
	const struct loop *within;
	struct action actions[LIMIT_SIEVE_ACTIONS];
	size_t action_count;
	struct mark marks[LIMIT_MARKS];
	size_t mark_count;
	struct sieve_note notes[LIMIT_SIEVE_NOTES];
	size_t note_count;
	struct sieve_error told[LIMIT_SIEVE_TOLD];
	size_t told_count;
	struct script_limits limits;
	const struct inclusion *inclusion; /* NULL: it is included by none */
	bool *included; /* of includable, so far; NULL: none */
	uint64_t include_count;
	struct variables variables, globals;
	struct captures captures;
	const struct environment_text *environment; /* asked for so far */
	struct str flags; /* the internal variable of RFC 5232 3 */
	uint64_t work; /* steps that are left */
	uint64_t wire_size; /* of the mail; 0 until a test looks */
	size_t memory; /* bytes of text that may still be made */
	size_t arena_before; /* bytes of the arena used when it began */
	bool implicit_keep;
	bool failed;
	struct sieve_error error;
};

enum flow run_commands(struct run *run, const struct node *first);
bool run_test(struct run *run, const struct node *test);

/* The part that is the mail to the script that runs, and its fields. */
size_t run_part(const struct run *run);
struct fields *run_part_fields(struct run *run);

/* A string's value now, and those of a list.  Beyond the limit for text the
 * script fails, and they are empty. */
struct str run_text(struct run *run, const struct string *string);
struct str_list run_texts(struct run *run, const struct argument *argument);
/* Takes of the room for text; false (and the script fails): there is none. */
bool run_spend_text(struct run *run, struct place place, size_t size);
/* Room for text; NULL (and the script fails) when there is none left. */
char *run_take(struct run *run, struct place place, size_t size);

/* The same of what people will read; too long, or with a NUL: the script fails.
 * And of an option's value: empty when it was not given. */
struct str run_reason(struct run *run, const struct string *string);
struct str run_option_reason(struct run *run, const struct node *node,
			     uint64_t option);

/* facts->delimiters, or their default. */
struct str run_delimiters(const struct run *run);

/* The script fails here: actions are void.  Told once, the first time. */
enum flow run_fail(struct run *run, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* What went wrong here, though the script goes on: an error that the user is to
 * know of, or a warning for who tries the script out. */
void run_tell(struct run *run, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void run_warn(struct run *run, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Takes steps; false (and the script fails) when none are left, or when the
 * run as a whole has taken too much memory. */
bool run_spend(struct run *run, struct place place, uint64_t steps);

#endif
