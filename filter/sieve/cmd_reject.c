/*
 * RFC 5429: reject <reason: string>, ereject <reason: string>.  How the mail is
 * refused is decided later.
 */
#include "commands.h"
#include "extension.h"
#include "run.h"

static enum flow refuse(struct run *run, const struct node *node, bool silent)
{
	struct action refusal = {
		.type = ACTION_REJECT,
		.text = run_reason(run, node->parameters[0]->strings),
		.silent = silent,
	};

	return run->failed ? FLOW_STOP : run_act(run, node, &refusal);
}

static enum flow run_reject(struct run *run, const struct node *node)
{
	return refuse(run, node, false);
}

static enum flow run_ereject(struct run *run, const struct node *node)
{
	return refuse(run, node, true);
}

const struct command cmd_reject = {
	.name = STR_INIT("reject"),
	.needs = EXT_REJECT,
	.parameters = { { "reason", ARGUMENT_STRING, false } },
	.run = run_reject,
};

const struct command cmd_ereject = {
	.name = STR_INIT("ereject"),
	.needs = EXT_EREJECT,
	.parameters = { { "reason", ARGUMENT_STRING, false } },
	.run = run_ereject,
};
