/*
 * variables: the extension of RFC 5229: values by name, and strings that name
 * them.
 */
#ifndef FILTER_SIEVE_VARIABLES_H
#define FILTER_SIEVE_VARIABLES_H

#include "../limits.h"
#include "ast.h"

struct checker;
struct run;

/* One piece of a string: text, a variable, a match variable, or an item of
 * the environment ("${env.host}"). */
struct string_part {
	struct str text; /* literal, or the variable's name */
	enum {
		PIECE_TEXT,
		PIECE_VARIABLE,
		PIECE_MATCH,
		PIECE_ENVIRONMENT, /* text: the item's name */
	} kind;
	size_t index; /* PIECE_MATCH */
	const struct string_part *next;
};

struct variable {
	struct str name, value;
	bool global; /* the value is the one of the global namespace */
};

struct variables {
	struct variable *list; /* LIMIT_SIEVE_VARIABLES, once one is set */
	size_t count;
};

/* variable-name but no match variable: what "set" may set. */
bool variable_is_name(struct str name);

/* Tells when it is no name of a variable that a script can set. */
void variable_check(struct checker *checker, const struct string *name);

/* Finds the variables in a string; tells what cannot be referred to. */
bool string_bind(struct checker *checker, struct string *string);
struct str string_expand(struct run *run, const struct string *string);

/* Of the running script, or "global.name"; empty when it was never set. */
struct str variable_get(const struct run *run, struct str name);
/* A value beyond LIMIT_SIEVE_VARIABLE is cut (RFC 5229 6). */
void variable_set(struct run *run, struct place place, struct str name,
		  struct str value);

/* From here on the script's variable is the global one; it fails when it was
 * set before (RFC 6609 3.4.1). */
void variable_share(struct run *run, struct place place, struct str name);

#endif
