/*
 * language: what commands and tests there are.  Each is its functions and its
 * row, in one cmd_*.c or test_*.c, and a line in the table of language.c.  A
 * tagged argument is a line in the table of tags.
 */
#ifndef FILTER_SIEVE_LANGUAGE_H
#define FILTER_SIEVE_LANGUAGE_H

#include "ast.h"

struct checker;
struct run;

/* Tags of one option exclude each other; a command takes a set of options. */
#define OPTION_MATCH (UINT64_C(1) << 0)
#define OPTION_COMPARATOR (UINT64_C(1) << 1)
#define OPTION_PART (UINT64_C(1) << 2)
#define OPTION_LIMIT (UINT64_C(1) << 3)
#define OPTION_COPY (UINT64_C(1) << 4)
#define OPTION_FLAGS (UINT64_C(1) << 5)
/* The modifiers of "set": those of one precedence exclude each other. */
#define OPTION_CASE (UINT64_C(1) << 6)
#define OPTION_FIRST (UINT64_C(1) << 7)
#define OPTION_QUOTE (UINT64_C(1) << 8)
#define OPTION_LENGTH (UINT64_C(1) << 9)
#define OPTION_ZONE (UINT64_C(1) << 10)
#define OPTION_INDEX (UINT64_C(1) << 11)
#define OPTION_LAST (UINT64_C(1) << 12)
#define OPTION_CREATE (UINT64_C(1) << 13)
#define OPTION_PERCENT (UINT64_C(1) << 14)
#define OPTION_BODY (UINT64_C(1) << 15)
#define OPTION_PROOF (UINT64_C(1) << 16)
#define OPTION_AMONG (UINT64_C(1) << 17)
#define OPTION_ALIGNED (UINT64_C(1) << 18)
/* Of what is sent: vacation, notify, report, redirect, pipe. */
#define OPTION_PERIOD (UINT64_C(1) << 19)
#define OPTION_SUBJECT (UINT64_C(1) << 20)
#define OPTION_FROM (UINT64_C(1) << 21)
#define OPTION_ADDRESSES (UINT64_C(1) << 22)
#define OPTION_ENTITY (UINT64_C(1) << 23)
#define OPTION_HANDLE (UINT64_C(1) << 24)
#define OPTION_FCC (UINT64_C(1) << 25)
#define OPTION_IMPORTANCE (UINT64_C(1) << 26)
#define OPTION_OPTIONS (UINT64_C(1) << 27)
#define OPTION_MESSAGE (UINT64_C(1) << 28)
#define OPTION_NOTIFY (UINT64_C(1) << 29)
#define OPTION_RET (UINT64_C(1) << 30)
#define OPTION_BYTIME (UINT64_C(1) << 31)
#define OPTION_BYMODE (UINT64_C(1) << 32)
#define OPTION_BYTRACE (UINT64_C(1) << 33)
#define OPTION_TRY (UINT64_C(1) << 34)
#define OPTION_HEADERS_ONLY (UINT64_C(1) << 35)
#define OPTION_ENCODEURL (UINT64_C(1) << 36)
/* Of duplicate. */
#define OPTION_UNIQUE (UINT64_C(1) << 37)
#define OPTION_SECONDS (UINT64_C(1) << 38)
#define OPTION_RENEW (UINT64_C(1) << 39)
/* Of the commands that change the mail, and the tests of its parts. */
#define OPTION_NTH (UINT64_C(1) << 40)
#define OPTION_FROM_END (UINT64_C(1) << 41)
#define OPTION_MIME (UINT64_C(1) << 42)
#define OPTION_ANYCHILD (UINT64_C(1) << 43)
#define OPTION_ASPECT (UINT64_C(1) << 44)
#define OPTION_NAME (UINT64_C(1) << 45)
#define OPTION_CHARACTERS (UINT64_C(1) << 46)
#define OPTION_COPIED (UINT64_C(1) << 47)
/* Of execute. */
#define OPTION_INPUT (UINT64_C(1) << 48)
#define OPTION_OUTPUT (UINT64_C(1) << 49)

#define OPTION_LOCATION (UINT64_C(1) << 50)
#define OPTION_ONCE (UINT64_C(1) << 51)
#define OPTION_OPTIONAL (UINT64_C(1) << 52)
#define OPTION_SPECIALUSE (UINT64_C(1) << 53)
#define OPTION_MAILBOXID (UINT64_C(1) << 54)
#define OPTION_LIST (UINT64_C(1) << 55)

/* What every test that compares strings takes. */
#define OPTIONS_COMPARE (OPTION_MATCH | OPTION_COMPARATOR)
/* And every one that looks at header fields. */
#define OPTIONS_FIELDS (OPTION_INDEX | OPTION_LAST)
/* Those of parts, too. */
#define OPTIONS_MIME (OPTION_MIME | OPTION_ANYCHILD)
/* The modifiers of a value (RFC 5229 4.1). */
#define OPTIONS_MODIFY                                                         \
	(OPTION_CASE | OPTION_FIRST | OPTION_QUOTE | OPTION_ENCODEURL |        \
	 OPTION_LENGTH)

enum address_part {
	PART_ALL,
	PART_LOCALPART,
	PART_DOMAIN,
	PART_USER,
	PART_DETAIL,
};
enum size_limit { SIZE_OVER, SIZE_UNDER };
enum body_transform { BODY_RAW, BODY_CONTENT, BODY_TEXT };
enum time_zone { ZONE_LOCAL, ZONE_GIVEN, ZONE_ORIGINAL };
enum proof_value {
	PROOF_RESULT,
	PROOF_DOMAIN,
	PROOF_SELECTOR,
	PROOF_SEALER,
	PROOF_POLICY,
};
enum among { AMONG_ANY, AMONG_ALL };
enum letter_case { CASE_LOWER, CASE_UPPER };
enum period_unit { PERIOD_DAYS, PERIOD_SECONDS };
enum time_limit { BYTIME_RELATIVE, BYTIME_ABSOLUTE };
enum unique_id { UNIQUE_FIELD, UNIQUE_TEXT };
enum program_input { INPUT_TEXT, INPUT_MAIL };
enum mime_aspect {
	ASPECT_TYPE,
	ASPECT_SUBTYPE,
	ASPECT_CONTENTTYPE,
	ASPECT_PARAM,
};

struct tag {
	struct str name;
	uint64_t option; /* one bit */
	int value; /* within the option; an enum of its own */
	enum argument_type argument; /* ARGUMENT_NONE, or what follows it */
	uint64_t needs; /* features */
};

struct parameter {
	const char *name; /* NULL behind the last */
	enum argument_type type;
	bool optional; /* may be left out when all others are there */
};

enum tests_wanted { TESTS_NONE, TESTS_ONE, TESTS_LIST };

enum flow {
	FLOW_NEXT,
	FLOW_BREAK, /* a loop ends: run->loop or one around it */
	FLOW_STOP, /* "stop", or an error */
	FLOW_RETURN, /* "return": the script ends, not those it is part of */
};

struct command {
	struct str name;
	uint64_t needs; /* features, all of them */
	uint64_t options;
	struct parameter parameters[MAX_PARAMETERS];
	enum tests_wanted tests;
	bool block; /* ends with one; else with ";" */
	/* More than the row says; arguments are bound already.  Or NULL. */
	void (*check)(struct checker *checker, const struct node *node);
	/* A command runs, a test is true or false; some can be both. */
	enum flow (*run)(struct run *run, const struct node *node);
	bool (*test)(struct run *run, const struct node *node);
};

/* Names in any case; NULL when there is none. */
const struct command *command_find(struct str name);
/* It can stand where a test stands, or where a command does. */
bool command_fits(const struct command *command, bool test);
const struct command *command_nth(size_t n);
/* The tag of that name among the options. */
const struct tag *tag_find(struct str name, uint64_t options);
const struct tag *tag_nth(size_t n);

/* The node's tag of an option (one bit); NULL when it was not given. */
const struct option *node_option(const struct node *node, uint64_t option);
/* Its value; or what it is when not given. */
int node_option_value(const struct node *node, uint64_t option, int otherwise);

#endif
