#include "parser.h"

#include "../limits.h"
#include "lexer.h"

struct parser {
	struct report *report;
	struct arena *arena;
	struct lexer lexer;
	struct token token; /* the one looked at */
	struct place last_end; /* of the token before it */
	size_t depth;
	bool gave_up; /* the rest is not read: what is missing is no error */
};

static bool looking_at(const struct parser *parser, enum token_type type)
{
	return parser->token.type == type;
}

static void next(struct parser *parser)
{
	parser->last_end = parser->token.end;
	parser->token = lexer_next(&parser->lexer);
	/* A string or comment that is never closed took all the rest. */
	if (looking_at(parser, TOKEN_BAD) &&
	    parser->token.end.offset >= parser->lexer.text.len)
		parser->gave_up = true;
	if (report_is_full(parser->report))
		parser->token.type = TOKEN_END;
}

static bool accept(struct parser *parser, enum token_type type)
{
	if (!looking_at(parser, type))
		return false;
	next(parser);
	return true;
}

/* False, always: so that an error can be told and returned in one line.  A bad
 * token was told by the lexer. */
static bool fail(struct parser *parser, struct place place, const char *what)
{
	if (!looking_at(parser, TOKEN_BAD) && !parser->gave_up)
		report_error(parser->report, place, "%s", what);
	return false;
}

/* Beyond a limit nothing is read any more. */
static bool give_up(struct parser *parser, const char *what)
{
	fail(parser, parser->token.place, what);
	parser->gave_up = true;
	parser->lexer.at.offset = (uint32_t)parser->lexer.text.len;
	parser->token.type = TOKEN_END;
	return false;
}

static bool enter(struct parser *parser)
{
	if (parser->depth == LIMIT_SIEVE_NESTING)
		return give_up(parser, "blocks or tests are nested too deeply");
	parser->depth++;
	return true;
}

static void leave(struct parser *parser)
{
	parser->depth--;
}

/* ---- arguments ---- */

static bool count_literal(struct parser *parser)
{
	if (++parser->report->parsed.literals > LIMIT_SIEVE_STRINGS)
		return give_up(parser, "the script holds too many strings, "
				       "numbers and tags");
	return true;
}

static bool parse_string(struct parser *parser, struct string **string)
{
	if (!looking_at(parser, TOKEN_STRING))
		return fail(parser, parser->token.place,
			    "a string is expected here");
	if (!count_literal(parser))
		return false;
	*string = ARENA_NEW(parser->arena, struct string);
	(*string)->text = parser->token.text;
	(*string)->place = parser->token.place;
	next(parser);
	return true;
}

/* "[" string *("," string) "]" */
static bool parse_string_list(struct parser *parser, struct argument *argument)
{
	struct string **tail = &argument->strings;

	argument->type = ARGUMENT_STRINGS;
	next(parser);
	if (looking_at(parser, TOKEN_CLOSE_LIST))
		return fail(parser, parser->token.place,
			    "a list holds at least one string; "
			    "the empty string is \"\"");
	do {
		if (!parse_string(parser, tail))
			return false;
		tail = &(*tail)->next;
	} while (accept(parser, TOKEN_COMMA));
	if (!accept(parser, TOKEN_CLOSE_LIST))
		return fail(parser, parser->last_end,
			    "\",\" or \"]\" is expected here");
	return true;
}

/* argument = string-list / number / tag */
static bool parse_argument(struct parser *parser, struct argument *argument)
{
	argument->place = parser->token.place;
	if (looking_at(parser, TOKEN_OPEN_LIST))
		return parse_string_list(parser, argument);
	if (looking_at(parser, TOKEN_STRING)) {
		argument->type = ARGUMENT_STRING;
		return parse_string(parser, &argument->strings);
	}
	argument->type =
		looking_at(parser, TOKEN_TAG) ? ARGUMENT_TAG : ARGUMENT_NUMBER;
	argument->tag = parser->token.text;
	argument->number = parser->token.number;
	next(parser);
	return true;
}

static bool at_argument(const struct parser *parser)
{
	return looking_at(parser, TOKEN_OPEN_LIST) ||
	       looking_at(parser, TOKEN_STRING) ||
	       looking_at(parser, TOKEN_NUMBER) ||
	       looking_at(parser, TOKEN_TAG);
}

static bool parse_literals(struct parser *parser, struct node *node)
{
	struct argument **tail = &node->arguments;

	for (size_t count = 0; at_argument(parser); count++) {
		if (count == LIMIT_SIEVE_ARGUMENTS)
			return fail(parser, parser->token.place,
				    "too many arguments");
		if (!count_literal(parser))
			return false;
		*tail = ARENA_NEW(parser->arena, struct argument);
		if (!parse_argument(parser, *tail))
			return false;
		tail = &(*tail)->next;
	}
	return true;
}

/* ---- tests ---- */

static bool parse_arguments(struct parser *parser, struct node *node);

/* The identifier of a command or a test. */
static struct node *parse_name(struct parser *parser)
{
	struct node *node;

	if (++parser->report->parsed.nodes > LIMIT_SIEVE_NODES) {
		give_up(parser, "the script holds too many commands and tests");
		return NULL;
	}
	node = ARENA_NEW(parser->arena, struct node);
	node->place = parser->token.place;
	node->name = parser->token.text;
	next(parser);
	return node;
}

/* test = identifier arguments */
static bool parse_test(struct parser *parser, struct node **test)
{
	bool parsed;

	if (!looking_at(parser, TOKEN_IDENTIFIER))
		return fail(parser, parser->token.place,
			    "a test is expected here");
	*test = parse_name(parser);
	if (*test == NULL || !enter(parser))
		return false;
	parsed = parse_arguments(parser, *test);
	(*test)->broken = !parsed;
	leave(parser);
	return parsed;
}

/* test-list = "(" test *("," test) ")" */
static bool parse_test_list(struct parser *parser, struct node *node)
{
	struct node **tail = &node->tests;

	node->test_list = true;
	next(parser);
	do {
		if (!parse_test(parser, tail))
			return false;
		tail = &(*tail)->next;
	} while (accept(parser, TOKEN_COMMA));
	if (!accept(parser, TOKEN_CLOSE_TESTS))
		return fail(parser, parser->last_end,
			    "\",\" or \")\" is expected here");
	return true;
}

/* arguments = *argument [ test / test-list ] */
static bool parse_arguments(struct parser *parser, struct node *node)
{
	if (!parse_literals(parser, node))
		return false;
	if (looking_at(parser, TOKEN_OPEN_TESTS))
		return parse_test_list(parser, node);
	if (looking_at(parser, TOKEN_IDENTIFIER))
		return parse_test(parser, &node->tests);
	return true;
}

/* ---- commands ---- */

static struct node *parse_commands(struct parser *parser, bool in_block);

/* block = "{" commands "}" */
static bool parse_block(struct parser *parser, struct node *node)
{
	struct place open = parser->token.place;

	node->has_block = true;
	if (!enter(parser))
		return false;
	next(parser);
	node->block = parse_commands(parser, true);
	leave(parser);
	if (!accept(parser, TOKEN_CLOSE_BLOCK))
		return fail(parser, open,
			    "this block is never closed; "
			    "a \"}\" is missing");
	return true;
}

/* Behind an error: past the command's end, or through its block. */
static void recover(struct parser *parser, struct node *node)
{
	node->broken = true;
	while (!looking_at(parser, TOKEN_END) &&
	       !looking_at(parser, TOKEN_CLOSE_BLOCK)) {
		if (looking_at(parser, TOKEN_OPEN_BLOCK)) {
			parse_block(parser, node);
			return;
		}
		if (accept(parser, TOKEN_SEMICOLON))
			return;
		next(parser);
	}
}

/* command = identifier arguments (";" / block) */
static struct node *parse_command(struct parser *parser)
{
	struct node *node = parse_name(parser);

	if (node == NULL)
		return NULL;
	if (!parse_arguments(parser, node)) {
		recover(parser, node);
		return node;
	}
	if (looking_at(parser, TOKEN_OPEN_BLOCK)) {
		node->broken = !parse_block(parser, node);
	} else if (!accept(parser, TOKEN_SEMICOLON)) {
		fail(parser, parser->last_end,
		     looking_at(parser, TOKEN_COMMA)
			     ? "\",\" stands in lists alone: [\"a\", \"b\"] or "
			       "(test, test)"
			     : "a \";\" is missing here");
		recover(parser, node);
	}
	return node;
}

/* A token that begins no command. */
static void skip_stray(struct parser *parser)
{
	const char *what = "a command is expected here";

	if (looking_at(parser, TOKEN_SEMICOLON))
		what = "this \";\" ends no command; behind a block there is "
		       "none";
	else if (looking_at(parser, TOKEN_CLOSE_BLOCK))
		what = "this \"}\" closes no block";
	fail(parser, parser->token.place, what);
	next(parser);
}

/* commands = *command */
static struct node *parse_commands(struct parser *parser, bool in_block)
{
	struct node *first = NULL, **tail = &first;

	while (!looking_at(parser, TOKEN_END)) {
		if (in_block && looking_at(parser, TOKEN_CLOSE_BLOCK))
			break;
		if (!looking_at(parser, TOKEN_IDENTIFIER)) {
			skip_stray(parser);
			continue;
		}
		*tail = parse_command(parser);
		if (*tail != NULL)
			tail = &(*tail)->next;
	}
	return first;
}

struct node *parse_script(struct report *report, struct str text)
{
	struct parser parser = { .report = report, .arena = report->arena };

	parser.lexer = lexer_new(report, text);
	parser.token = lexer_next(&parser.lexer);
	return parse_commands(&parser, false);
}
