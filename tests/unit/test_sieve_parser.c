/* Script text, and its tree or its errors (RFC 5228 8.2). */
#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../../filter/sieve/parser.h"
#include "../tap.h"

struct parser_case {
	const char *text, *tree;
};

/* The tree is written as a script again: tests in '()', blocks in '{}', each
 * command with ';'.  Errors stand first. */
static const struct parser_case cases[] = {
	{ "", "" },
	{ "keep;", "keep;" },
	{ "keep;stop;", "keep; stop;" },
	{ "a :b 1 \"c\" [\"d\", \"e\"];", "a :b 1 \"c\" [\"d\" \"e\"];" },
	{ "if t {}", "if (t) {}" },
	{ "if t { keep; } else { }", "if (t) {keep;} else {}" },
	{ "if not t \"a\" { if u { v; } }",
	  "if (not (t \"a\")) {if (u) {v;}}" },
	{ "if anyof(a, b 1, not c) {}", "if (anyof (a, b 1, not (c))) {}" },
	{ "x [\"a\"];", "x [\"a\"];" },
	/* errors, and what is read behind them */
	{ "keep", "1:5 a \";\" is missing here\n!keep;" },
	{ "keep \"a\"\nstop;", "keep \"a\" (stop);" },
	{ ";keep;", "1:1 this \";\" ends no command; behind a block there is "
		    "none\nkeep;" },
	{ "if t {};", "1:8 this \";\" ends no command; behind a block there "
		      "is none\nif (t) {}" },
	{ "} keep;", "1:1 this \"}\" closes no block\nkeep;" },
	{ "if t { keep;", "1:6 this block is never closed; a \"}\" is "
			  "missing\n!if (t) {keep;}" },
	{ "a [];b;", "1:4 a list holds at least one string; the empty string "
		     "is \"\"\n!a []; b;" },
	{ "a [\"b\" \"c\"]; d;",
	  "1:7 \",\" or \"]\" is expected here\n!a [\"b\"]; d;" },
	{ "a [\"b\",]; d;", "1:8 a string is expected here\n!a [\"b\"]; d;" },
	{ "a [1]; d;", "1:4 a string is expected here\n!a []; d;" },
	{ "if allof() {a;} b;",
	  "1:10 a test is expected here\n!if (!allof ()) {a;} b;" },
	{ "if anyof(a b) {c;}", "if (anyof (a (b))) {c;}" },
	{ "if anyof(a, 1) {c;}",
	  "1:13 a test is expected here\n!if (!anyof (a)) {c;}" },
	{ "if anyof(a {c;} d;", "1:11 \",\" or \")\" is expected here\n"
				"!if (!anyof (a)) {c;} d;" },
	{ "if t , {a;} b;",
	  "1:5 \",\" stands in lists alone: [\"a\", \"b\"] or (test, test)\n"
	  "!if (t) {a;} b;" },
	{ "a \"b; c;", "1:3 this string is never closed; a '\"' is missing\n"
		       "!a;" },
	{ "if t { a } b;", "1:9 a \";\" is missing here\nif (t) {!a;} b;" },
	{ "\"a\"; b;",
	  "1:1 a command is expected here\n1:4 this \";\" ends no command; "
	  "behind a block there is none\nb;" },
};

static void render_list(struct buf *out, const struct node *node, bool tests);

static void render_argument(struct buf *out, const struct argument *argument)
{
	bool list = argument->type == ARGUMENT_STRINGS;

	if (argument->type == ARGUMENT_TAG)
		buf_printf(out, " :%.*s", STR_ARG(argument->tag));
	if (argument->type == ARGUMENT_NUMBER)
		buf_printf(out, " %llu", (unsigned long long)argument->number);
	if (argument->type == ARGUMENT_TAG || argument->type == ARGUMENT_NUMBER)
		return;
	buf_add(out, list ? STR(" [") : STR(" "));
	for (const struct string *string = argument->strings; string != NULL;
	     string = string->next)
		buf_printf(out, "\"%.*s\"%s", STR_ARG(string->text),
			   string->next != NULL ? " " : "");
	buf_add(out, list ? STR("]") : STR(""));
}

static void render_node(struct buf *out, const struct node *node)
{
	buf_printf(out, "%s%.*s", node->broken ? "!" : "", STR_ARG(node->name));
	for (const struct argument *argument = node->arguments;
	     argument != NULL; argument = argument->next)
		render_argument(out, argument);
	if (node->tests != NULL || node->test_list) {
		buf_add(out, STR(" ("));
		render_list(out, node->tests, true);
		buf_add_char(out, ')');
	}
	if (node->has_block) {
		buf_add(out, STR(" {"));
		render_list(out, node->block, false);
		buf_add_char(out, '}');
	}
}

static void render_list(struct buf *out, const struct node *node, bool tests)
{
	for (; node != NULL; node = node->next) {
		render_node(out, node);
		if (!tests && !node->has_block)
			buf_add_char(out, ';');
		if (node->next != NULL)
			buf_add(out, tests ? STR(", ") : STR(" "));
	}
}

static struct str tree_of(struct arena *arena, struct str text)
{
	struct sieve_script script = { STR("test"), text };
	struct report *report = ARENA_NEW(arena, struct report);
	struct buf out = buf_new(arena, (size_t)1 << 16);
	const struct node *tree;

	report_init(report, arena, &script);
	tree = parse_script(report, text);
	for (size_t i = 0; i < report->count; i++)
		buf_printf(&out, "%zu:%zu %.*s\n", report->list[i].line,
			   report->list[i].column,
			   STR_ARG(report->list[i].text));
	render_list(&out, tree, false);
	return buf_str(&out);
}

/* times x "if t {", what, times x "}" */
static struct str nested(struct arena *arena, size_t times, const char *open,
			 const char *what, const char *close)
{
	struct buf out = buf_new(arena, (size_t)1 << 20);

	for (size_t i = 0; i < times; i++)
		buf_add(&out, str_from(open));
	buf_add(&out, str_from(what));
	for (size_t i = 0; i < times; i++)
		buf_add(&out, str_from(close));
	return buf_str(&out);
}

static size_t error_count(struct arena *arena, struct str text,
			  struct str *first)
{
	struct sieve_script script = { STR("test"), text };
	struct report *report = ARENA_NEW(arena, struct report);

	report_init(report, arena, &script);
	parse_script(report, text);
	*first = report->count > 0 ? report->list[0].text : STR("");
	return report->errors;
}

static void test_limits(struct arena *arena)
{
	struct str first;

	is_int(error_count(arena, nested(arena, 15, "if t {", "a;", "}"),
			   &first),
	       0, "RFC 5228 2.10.7: fifteen nested blocks");
	is_int(error_count(arena, nested(arena, 15, "anyof (", "t", ")"),
			   &first),
	       1, "a test is no command, but it was read");
	is_str(first, "a \";\" is missing here", "fifteen nested test lists");
	is_int(error_count(arena, nested(arena, 10000, "if t {", "a;", "}"),
			   &first),
	       1, "10000 nested blocks: one error");
	is_str(first, "blocks or tests are nested too deeply", "its words");
	is_int(error_count(arena, nested(arena, 1, "if ", "t {}", ""), &first),
	       0, "one block");
	is_int(error_count(arena,
			   nested(arena, LIMIT_SIEVE_NODES + 1, "a;", "", ""),
			   &first),
	       1, "too many commands: one error");
	is_int(error_count(
		       arena,
		       nested(arena, LIMIT_SIEVE_NESTING + 2, "a ", ";", ""),
		       &first),
	       1, "too deep tests: one error");
	is_int(error_count(arena, nested(arena, 40000, ";", "", ""), &first),
	       40000 > LIMIT_SIEVE_ERRORS ? LIMIT_SIEVE_ERRORS : 0,
	       "errors are bounded");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 26, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(tree_of(arena, str_from(cases[i].text)), cases[i].tree,
		       "%s", cases[i].text);
	test_limits(arena);
	arena_free(arena);
	return done_testing();
}
