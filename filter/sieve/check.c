#include "check.h"

#include <stdarg.h>
#include <stdio.h>

#include "../shown.h"
#include "bind.h"
#include "commands.h"
#include "compile.h"
#include "extension.h"
#include "similar.h"

/* Of a name in a message. */
#define SHOWN_NAME ((size_t)40)

static void check_commands(struct checker *checker, struct node *first);

struct str checker_shown(const struct checker *checker, struct str name)
{
	return shown(checker->arena, name, SHOWN_NAME);
}

/* ---- features ---- */

bool checker_allows(struct checker *checker, struct place place, uint64_t needs,
		    const char *sigil, struct str name)
{
	uint64_t missing = needs & ~checker->enabled;
	const struct extension *extension;

	if (missing == 0)
		return true;
	if ((missing & ~checker->offered) == 0) {
		checker->node->needs |= missing;
		return true;
	}
	extension = extension_for(missing);
	if (checker->asked_for_more &&
	    !includes_support(checker->includes, extension)) {
		checker_unknown(checker, place,
				"scripts may run no programs here");
		return true;
	}
	if ((missing & ~checker->told_missing) == 0)
		return false;
	checker->told_missing |= missing;
	report_error(checker->report, place,
		     "\"%s%.*s\" needs the extension \"%.*s\"; did you mean "
		     "to write: require \"%.*s\";",
		     sigil, STR_ARG(name), STR_ARG(extension->name),
		     STR_ARG(extension->name));
	return false;
}

/* ---- names ---- */

void checker_unknown(struct checker *checker, struct place place,
		     const char *format, ...)
{
	va_list args;
	char text[512];

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (checker->asked_for_more)
		checker->node->unknown =
			arena_copy(checker->arena, str_from(text));
	else
		report_error(checker->report, place, "%s", text);
}

static void tell_unknown(struct checker *checker, const struct node *node,
			 bool test)
{
	struct similar similar = similar_to(node->name);
	const struct command *command;
	struct str name = checker_shown(checker, node->name);
	const char *kind = test ? "test" : "command";

	for (size_t i = 0; (command = command_nth(i)) != NULL; i++)
		if (command_fits(command, test))
			similar_offer(&similar, command->name);
	if (similar.best.len > 0)
		checker_unknown(checker, node->place,
				"\"%.*s\" is no %s; did you mean \"%.*s\"?",
				STR_ARG(name), kind, STR_ARG(similar.best));
	else
		checker_unknown(checker, node->place, "there is no %s \"%.*s\"",
				kind, STR_ARG(name));
}

static bool bind_name(struct checker *checker, struct node *node, bool test)
{
	const struct command *command = command_find(node->name);

	checker->node = node;
	if (command == NULL) {
		tell_unknown(checker, node, test);
		return false;
	}
	if (!command_fits(command, test)) {
		report_error(checker->report, node->place,
			     test ? "\"%.*s\" is a command, not a test"
				  : "\"%.*s\" is a test; it stands in \"if\"",
			     STR_ARG(command->name));
		return false;
	}
	node->command = command;
	return checker_allows(checker, node->place, command->needs, "",
			      command->name);
}

/* ---- tests and blocks ---- */

static void check_test(struct checker *checker, struct node *test);

/* A word behind the arguments was read as a test: "over" in "size over 1M",
 * "or", a string without its quotes. */
static void tell_stray_word(struct checker *checker, const struct node *node)
{
	static const struct {
		struct str word;
		const char *advice;
	} habits[] = {
		{ STR_INIT("and"), "write: allof (test, test)" },
		{ STR_INIT("or"), "write: anyof (test, test)" },
		{ STR_INIT("then"), "behind its test comes \"{\"" },
	};
	struct str word = node->tests->name;
	struct str name = checker_shown(checker, word);
	const char *advice = "a string stands in '\"'";

	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++)
		if (str_eq_nocase(word, habits[i].word))
			advice = habits[i].advice;
	if (tag_find(word, node->command->options) != NULL)
		advice = "a tag begins with \":\"";
	report_error(checker->report, node->tests->place,
		     "\"%.*s\" has no meaning here; %s", STR_ARG(name), advice);
}

/* "keep" behind "discard" was read as its test. */
static bool tell_missing_semicolon(struct checker *checker,
				   const struct node *node)
{
	const struct command *stray = command_find(node->tests->name);

	if (node->test_list)
		return false;
	if (stray == NULL || (node->arguments == NULL &&
			      node->command->parameters[0].name != NULL)) {
		tell_stray_word(checker, node);
		return true;
	}
	if (stray->run == NULL)
		return false;
	if (node->command == &cmd_else && stray == &cmd_if)
		report_error(checker->report, node->tests->place,
			     "write \"elsif\" for \"else if\"");
	else
		report_error(checker->report, node->tests->place,
			     "a \";\" is missing before \"%.*s\"",
			     STR_ARG(stray->name));
	return true;
}

static bool check_shape(struct checker *checker, const struct node *node)
{
	const struct command *command = node->command;
	const char *wrong = NULL;

	if (command->tests == TESTS_NONE && node->tests != NULL) {
		if (tell_missing_semicolon(checker, node))
			return false;
		wrong = "takes no test";
	} else if (command->tests == TESTS_ONE &&
		   (node->tests == NULL || node->test_list)) {
		wrong = "needs one test, without parentheses around it";
	} else if (command->tests == TESTS_LIST && !node->test_list) {
		wrong = "needs a list of tests: (test, test)";
	} else if (command->block && !node->has_block) {
		wrong = "needs a block: { ... }";
	} else if (!command->block && node->has_block) {
		wrong = "takes no block; a \";\" ends it";
	}
	if (wrong == NULL)
		return true;
	report_error(checker->report, node->place, "\"%.*s\" %s",
		     STR_ARG(command->name), wrong);
	return false;
}

static bool check_bound(struct checker *checker, struct node *node)
{
	bool right =
		check_shape(checker, node) && bind_arguments(checker, node);

	if (right && node->command->check != NULL)
		node->command->check(checker, node);
	if (node->command->tests == TESTS_NONE)
		return right;
	for (struct node *test = node->tests; test != NULL; test = test->next)
		check_test(checker, test);
	return right;
}

static void check_test(struct checker *checker, struct node *test)
{
	if (bind_name(checker, test, true) && !test->broken)
		check_bound(checker, test);
}

static void check_block(struct checker *checker, struct node *node)
{
	const struct scope *outer = checker->loops;
	const struct scope scope = { node, outer };

	if (node->command == &cmd_foreverypart)
		checker->loops = &scope;
	checker->depth++;
	check_commands(checker, node->block);
	checker->depth--;
	checker->loops = outer;
}

static void check_commands(struct checker *checker, struct node *first)
{
	const struct node *previous = NULL;

	for (struct node *node = first; node != NULL; node = node->next) {
		bool right;

		checker->previous = previous;
		right = bind_name(checker, node, false) && !node->broken &&
			check_bound(checker, node);
		/* What it was to name may be all that is missed below. */
		if (!right && node->command == &cmd_require)
			checker->told_missing = UINT64_MAX;
		checker->started |= node->command != &cmd_require;
		check_block(checker, node);
		previous = node;
	}
}

uint64_t check_script(struct report *report, struct node *commands,
		      struct includes *includes)
{
	struct checker checker = { .report = report,
				   .arena = report->arena,
				   .includes = includes };

	check_commands(&checker, commands);
	return checker.enabled;
}
