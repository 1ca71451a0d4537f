/*
 * vnd.dovecot.filter: filter <program-name: string>
 *	[<arguments: string-list>], as a command and as a test.
 */
#include "commands.h"
#include "draft_edits.h"
#include "extension.h"
#include "program.h"
#include "substitute.h"

/* The loop goes over parts that would not be there any more. */
static void check_filter(struct checker *checker, const struct node *node)
{
	program_check(checker, node);
	if (checker->loops != NULL)
		report_error(checker->report, node->place,
			     "\"filter\" cannot stand in the block of a "
			     "\"foreverypart\"");
}

static bool filter(struct run *run, const struct node *node, bool is_test)
{
	struct edits edits = draft_edits(run->draft);
	struct programs_call call = { .mail = &edits,
				      .most = LIMIT_PROGRAM_MAIL };
	struct programs_answer answer;
	const char *why = "what it printed is too long";

	if (run->loop != NULL) {
		run_fail(run, node->place,
			 "the mail cannot be filtered while a \"foreverypart\" "
			 "goes over its parts");
		return false;
	}
	if (call.most > run->memory)
		call.most = run->memory;
	answer = program_call(run, node, call, is_test);
	if (run->failed || answer.end != PROGRAMS_DONE)
		return false;
	if (!answer.cut && substitute(run, node, answer.output, &why))
		return !run->failed;
	run_tell(run, node->place, "%.*s: %s",
		 STR_ARG(node->parameters[0]->strings->text), why);
	return false;
}

static enum flow run_filter(struct run *run, const struct node *node)
{
	filter(run, node, false);
	return run->failed ? FLOW_STOP : FLOW_NEXT;
}

static bool test_filter(struct run *run, const struct node *node)
{
	return filter(run, node, true);
}

const struct command cmd_filter = {
	.name = STR_INIT("filter"),
	.needs = EXT_FILTER,
	.parameters = { { "program-name", ARGUMENT_STRING, false },
			{ "arguments", ARGUMENT_STRINGS, true } },
	.check = check_filter,
	.run = run_filter,
	.test = test_filter,
};
