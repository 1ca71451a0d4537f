/*
 * vnd.dovecot.pipe: pipe [":copy"] [":try"] <program-name: string>
 *	[<arguments: string-list>]
 */
#include "commands.h"
#include "extension.h"
#include "program.h"

static enum flow run_pipe(struct run *run, const struct node *node)
{
	struct action pipe = {
		.type = ACTION_PIPE,
		.program = node->parameters[0]->strings->text,
		.arguments = program_arguments(run, node->parameters[1]),
		.try = node_option(node, OPTION_TRY) != NULL,
	};

	return run->failed ? FLOW_STOP : run_act(run, node, &pipe);
}

const struct command cmd_pipe = {
	.name = STR_INIT("pipe"),
	.needs = EXT_PIPE,
	.options = OPTION_COPY | OPTION_TRY,
	.parameters = { { "program-name", ARGUMENT_STRING, false },
			{ "arguments", ARGUMENT_STRINGS, true } },
	.check = program_check,
	.run = run_pipe,
};
