/*
 * ast: a script as a tree.  The parser makes it from the grammar of RFC 5228
 * 8.2 alone; the checker binds each node to its row in the language's tables.
 * Lists are linked; everything lives in the script's arena.
 */
#ifndef FILTER_SIEVE_AST_H
#define FILTER_SIEVE_AST_H

#include "../str.h"
#include "match.h"

struct command;
struct string_part;
struct tag;

/* Scripts are below 1 MiB: four bytes do. */
struct place {
	uint32_t offset; /* in the script's text */
	uint32_t line; /* from 1 */
};

struct string {
	struct str text; /* escapes and dot-stuffing undone */
	struct place place;
	/* What it is made of, when it names variables; NULL: constant. */
	const struct string_part *parts;
	struct string *next;
};

enum argument_type {
	ARGUMENT_NONE,
	ARGUMENT_NUMBER,
	ARGUMENT_STRING, /* one, without brackets */
	ARGUMENT_STRINGS, /* a list in brackets */
	ARGUMENT_TAG,
};

struct argument {
	enum argument_type type;
	struct place place;
	struct str tag; /* as spelled, without the colon */
	uint64_t number;
	struct string *strings; /* never NULL for strings */
	struct argument *next;
};

/* A tagged argument, understood. */
struct option {
	const struct tag *tag;
	const struct argument *value; /* NULL when the tag takes none */
	struct option *next;
};

/* Positional arguments that a command may have. */
#define MAX_PARAMETERS 3

/* A command or a test: in the grammar they look alike. */
struct node {
	struct place place;
	struct str name;
	struct argument *arguments;
	struct node *tests;
	struct node *block;
	struct node *next;
	bool test_list; /* tests stood in parentheses */
	bool has_block;
	bool broken; /* an error was told: arguments may be missing */

	/* The checker's part. */
	const struct command *command;
	struct option *options;
	/* In the order of the row; NULL for an optional one left out. */
	const struct argument *parameters[MAX_PARAMETERS];
	struct match match;
	/* With "ihave" (RFC 5463): features that it must have found before this
	 * runs, and why it cannot run here at all; empty: it can. */
	uint64_t needs;
	struct str unknown;
};

#endif
