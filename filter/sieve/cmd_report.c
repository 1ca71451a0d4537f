/*
 * vnd.dovecot.report: report [":headers_only"] <feedback-type: string>
 *	<message: string> <recipient: string>
 * It leaves the implicit keep alone.
 */
#include "../grammar.h"
#include "../outbound.h"
#include "../shown.h"
#include "check.h"
#include "commands.h"
#include "extension.h"
#include "run.h"

/* Of what the script wrote, in a message; and of a type, which is a word. */
#define SHOWN_VALUE ((size_t)80)
#define FEEDBACK_TYPE ((size_t)40)

/* A token of RFC 2045. */
static bool is_feedback_type(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!char_is_token(text.ptr[i]))
			return false;
	return text.len > 0 && text.len <= FEEDBACK_TYPE;
}

static void check_report(struct checker *checker, const struct node *node)
{
	const struct string *type = node->parameters[0]->strings;
	const struct string *name = node->parameters[2]->strings;
	struct str address, text;

	if (type->parts == NULL && !is_feedback_type(type->text))
		report_error(checker->report, type->place,
			     "a type of reports is one word, as \"abuse\"");
	if (name->parts != NULL ||
	    outbound_address(checker->arena, name->text, &address))
		return;
	text = shown(checker->arena, name->text, SHOWN_VALUE);
	report_error(checker->report, name->place,
		     "\"%.*s\" is not one mail address", STR_ARG(text));
}

static enum flow run_report(struct run *run, const struct node *node)
{
	const struct string *name = node->parameters[2]->strings;
	struct feedback *feedback = ARENA_NEW(run->arena, struct feedback);
	struct action action = { .type = ACTION_REPORT, .feedback = feedback };
	struct str text = run_text(run, name);

	*feedback = (struct feedback){
		.type = run_text(run, node->parameters[0]->strings),
		.message = run_reason(run, node->parameters[1]->strings),
		.headers_only = node_option(node, OPTION_HEADERS_ONLY) != NULL,
	};
	if (!is_feedback_type(feedback->type))
		run_fail(run, node->parameters[0]->place,
			 "a type of reports is one word, as \"abuse\"");
	else if (!outbound_address(run->arena, text, &action.address))
		run_fail(run, name->place, "the address of a report is none");
	return run->failed ? FLOW_STOP : run_act(run, node, &action);
}

const struct command cmd_report = {
	.name = STR_INIT("report"),
	.needs = EXT_REPORT,
	.options = OPTION_HEADERS_ONLY,
	.parameters = { { "feedback-type", ARGUMENT_STRING, false },
			{ "message", ARGUMENT_STRING, false },
			{ "recipient", ARGUMENT_STRING, false } },
	.check = check_report,
	.run = run_report,
};
