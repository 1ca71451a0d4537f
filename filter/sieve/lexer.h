/*
 * lexer: the tokens of RFC 5228 8.1.  Lines may end in CRLF or in LF.
 */
#ifndef FILTER_SIEVE_LEXER_H
#define FILTER_SIEVE_LEXER_H

#include "report.h"

enum token_type {
	TOKEN_END,
	TOKEN_IDENTIFIER,
	TOKEN_TAG,
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_BAD, /* an error was told */
	/* Separators are their own character. */
	TOKEN_SEMICOLON = ';',
	TOKEN_COMMA = ',',
	TOKEN_OPEN_LIST = '[',
	TOKEN_CLOSE_LIST = ']',
	TOKEN_OPEN_TESTS = '(',
	TOKEN_CLOSE_TESTS = ')',
	TOKEN_OPEN_BLOCK = '{',
	TOKEN_CLOSE_BLOCK = '}',
};

struct token {
	enum token_type type;
	struct place place;
	struct place end; /* just behind it */
	/* Identifier and tag (without its colon) as spelled; a string's value,
	 * with CRLF at its line ends however the script has them. */
	struct str text;
	uint64_t number;
};

struct lexer {
	struct report *report;
	struct arena *arena;
	struct str text;
	struct place at;
};

struct lexer lexer_new(struct report *report, struct str text);
/* Past the end: TOKEN_END, again and again. */
struct token lexer_next(struct lexer *lexer);

#endif
