#include "check.h"
#include "commands.h"
#include "run.h"

static void check_size(struct checker *checker, const struct node *node)
{
	if (node_option(node, OPTION_LIMIT) == NULL)
		report_error(checker->report, node->place,
			     "size needs \":over\" or \":under\"");
}

static uint64_t wire_size(struct run *run)
{
	if (run->draft->wire_size > 0)
		return run->draft->wire_size;
	if (run->wire_size == 0)
		run->wire_size = message_wire_size(run->facts->message);
	return run->wire_size;
}

/* RFC 5228 5.9: size <":over" / ":under"> <limit: number> */
static bool run_size(struct run *run, const struct node *node)
{
	uint64_t size = wire_size(run);
	uint64_t limit = node->parameters[0]->number;

	if (node_option_value(node, OPTION_LIMIT, SIZE_OVER) == SIZE_OVER)
		return size > limit;
	return size < limit;
}

const struct command test_size = {
	.name = STR_INIT("size"),
	.options = OPTION_LIMIT,
	.parameters = { { "limit", ARGUMENT_NUMBER, false } },
	.check = check_size,
	.test = run_size,
};
