/*
 * vnd.dovecot.execute: execute [":input" <input-data: string> / ":pipe"]
 *	[":output" <varname: string>] <program-name: string>
 *	[<arguments: string-list>], as a command and as a test.
 */
#include "commands.h"
#include "draft_edits.h"
#include "extension.h"
#include "program.h"

static void check_execute(struct checker *checker, const struct node *node)
{
	const struct option *output = node_option(node, OPTION_OUTPUT);

	program_check(checker, node);
	if (output != NULL)
		variable_check(checker, output->value->strings);
}

static void set_output(struct run *run, const struct node *node,
		       struct str text)
{
	const struct option *output = node_option(node, OPTION_OUTPUT);

	if (output != NULL && run_spend(run, node->place, 1 + text.len))
		variable_set(run, node->place, output->value->strings->text,
			     text);
}

static bool execute(struct run *run, const struct node *node, bool is_test)
{
	const struct option *input = node_option(node, OPTION_INPUT);
	struct edits edits = draft_edits(run->draft);
	struct programs_call call = { .mail = NULL };
	struct programs_answer answer;

	if (input != NULL && input->tag->value == INPUT_MAIL)
		call.mail = &edits;
	else if (input != NULL)
		call.input = run_text(run, input->value->strings);
	if (node_option(node, OPTION_OUTPUT) != NULL)
		call.most = LIMIT_SIEVE_VARIABLE;
	answer = program_call(run, node, call, is_test);
	if (run->failed || answer.end != PROGRAMS_DONE)
		return false;
	set_output(run, node, answer.output);
	return !run->failed;
}

static enum flow run_execute(struct run *run, const struct node *node)
{
	execute(run, node, false);
	return run->failed ? FLOW_STOP : FLOW_NEXT;
}

static bool test_execute(struct run *run, const struct node *node)
{
	return execute(run, node, true);
}

const struct command cmd_execute = {
	.name = STR_INIT("execute"),
	.needs = EXT_EXECUTE,
	.options = OPTION_INPUT | OPTION_OUTPUT,
	.parameters = { { "program-name", ARGUMENT_STRING, false },
			{ "arguments", ARGUMENT_STRINGS, true } },
	.check = check_execute,
	.run = run_execute,
	.test = test_execute,
};
