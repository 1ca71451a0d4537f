#include "check.h"
#include "commands.h"
#include "extension.h"
#include "modifier.h"
#include "run.h"

static void check_set(struct checker *checker, const struct node *node)
{
	const struct string *value = node->parameters[1]->strings;

	variable_check(checker, node->parameters[0]->strings);
	if (value->parts == NULL && value->text.len > LIMIT_SIEVE_VARIABLE)
		report_error(checker->report, value->place,
			     "a variable holds no more than %zu bytes",
			     LIMIT_SIEVE_VARIABLE);
}

/* RFC 5229 4: set [MODIFIER] <name: string> <value: string> */
static enum flow run_set(struct run *run, const struct node *node)
{
	struct str name = node->parameters[0]->strings->text;
	struct str value = run_text(run, node->parameters[1]->strings);

	value = modified(run, node, value);
	if (run_spend(run, node->place, 1 + value.len))
		variable_set(run, node->place, name, value);
	return run->failed ? FLOW_STOP : FLOW_NEXT;
}

const struct command cmd_set = {
	.name = STR_INIT("set"),
	.needs = EXT_VARIABLES,
	.options = OPTIONS_MODIFY,
	.parameters = { { "name", ARGUMENT_STRING, false },
			{ "value", ARGUMENT_STRING, false } },
	.check = check_set,
	.run = run_set,
};
