/*
 * RFC 5228 3: control commands.
 */
#include "check.h"
#include "commands.h"
#include "compile.h"
#include "extension.h"
#include "journal.h"
#include "run.h"
#include "similar.h"

/* ---- if <test> <block>, elsif <test> <block>, else <block> ---- */

static void check_follows_if(struct checker *checker, const struct node *node)
{
	const struct node *previous = checker->previous;

	if (previous == NULL ||
	    (previous->command != &cmd_if && previous->command != &cmd_elsif))
		report_error(checker->report, node->place,
			     "\"%.*s\" must directly follow the block of an "
			     "\"if\" or \"elsif\"",
			     STR_ARG(node->command->name));
}

static enum flow run_block(struct run *run, const struct node *branch)
{
	enum flow flow;

	journal_enter(run);
	flow = run_commands(run, branch->block);
	journal_leave(run);
	return flow;
}

/* The first branch whose test is true. */
static enum flow run_if(struct run *run, const struct node *branch)
{
	do {
		bool chosen =
			branch->tests == NULL || run_test(run, branch->tests);

		if (run->failed)
			return FLOW_STOP;
		journal_branch(run, branch, chosen);
		if (chosen)
			return run_block(run, branch);
		branch = branch->next;
	} while (branch != NULL && (branch->command == &cmd_elsif ||
				    branch->command == &cmd_else));
	return FLOW_NEXT;
}

/* The work was done: by the "if" of a branch, by the checker. */
static enum flow run_nothing(struct run *run, const struct node *node)
{
	(void)run;
	(void)node;
	return FLOW_NEXT;
}

const struct command cmd_if = {
	.name = STR_INIT("if"),
	.tests = TESTS_ONE,
	.block = true,
	.run = run_if,
};

const struct command cmd_elsif = {
	.name = STR_INIT("elsif"),
	.tests = TESTS_ONE,
	.block = true,
	.check = check_follows_if,
	.run = run_nothing,
};

const struct command cmd_else = {
	.name = STR_INIT("else"),
	.block = true,
	.check = check_follows_if,
	.run = run_nothing,
};

/* ---- require <capabilities: string-list> ---- */

/* What is meant is taken for it, so that its uses are not errors, too. */
static void tell_unknown(struct checker *checker, const struct string *name)
{
	struct similar similar = similar_to(name->text);
	const struct extension *extension;
	struct str text = checker_shown(checker, name->text);

	for (size_t i = 0; (extension = extension_nth(i)) != NULL; i++)
		similar_offer(&similar, extension->name);
	if (similar.best.len > 0)
		checker->enabled |= extension_find(similar.best)->enables;
	if (similar.best.len > 0)
		report_error(checker->report, name->place,
			     "the extension \"%.*s\" is not supported; did you "
			     "mean \"%.*s\"?",
			     STR_ARG(text), STR_ARG(similar.best));
	else
		report_error(checker->report, name->place,
			     "the extension \"%.*s\" is not supported",
			     STR_ARG(text));
}

/* Told once, and not again for each command. */
static void enable(struct checker *checker, const struct string *name,
		   const struct extension *extension)
{
	checker->enabled |= extension->enables;
	if (!includes_support(checker->includes, extension))
		report_error(checker->report, name->place,
			     "\"%.*s\": scripts may run no programs here; "
			     "the administrator can allow it (sieve_programs)",
			     STR_ARG(extension->name));
}

static void check_require(struct checker *checker, const struct node *node)
{
	if (checker->started || checker->depth > 0)
		report_error(checker->report, node->place,
			     "\"require\" must stand before all other "
			     "commands");
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next) {
		const struct extension *extension = extension_find(name->text);

		if (extension == NULL)
			tell_unknown(checker, name);
		else
			enable(checker, name, extension);
	}
}

const struct command cmd_require = {
	.name = STR_INIT("require"),
	.parameters = { { "capabilities", ARGUMENT_STRINGS, false } },
	.check = check_require,
	.run = run_nothing,
};

/* ---- stop ---- */

static enum flow run_stop(struct run *run, const struct node *node)
{
	(void)run;
	(void)node;
	return FLOW_STOP;
}

const struct command cmd_stop = {
	.name = STR_INIT("stop"),
	.run = run_stop,
};
