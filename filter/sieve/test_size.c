#include "check.h"
#include "commands.h"
#include "run.h"

static void check_size(struct checker *checker, const struct node *node)
{
	if (node_option(node, OPTION_LIMIT) == NULL)
		report_error(checker->report, node->place,
			     "size needs \":over\" or \":under\"");
}

/* Bytes with CRLF at the line ends, of a part that is the mail here. */
static uint64_t part_size(struct run *run, const struct node *node)
{
	const struct parts *parts = draft_parts(run->draft);
	struct message part = {
		.raw = parts->list[run_part(run)].mime.entity,
	};

	return run_spend(run, node->place, part.raw.len)
		       ? message_wire_size(run->arena, &part)
		       : 0;
}

static uint64_t wire_size(struct run *run, const struct node *node)
{
	if (run_part(run) != 0)
		return part_size(run, node);
	if (run->draft->wire_size > 0)
		return run->draft->wire_size;
	if (run->wire_size == 0)
		run->wire_size =
			message_wire_size(run->arena, run->facts->message);
	return run->wire_size;
}

/* RFC 5228 5.9: size <":over" / ":under"> <limit: number> */
static bool run_size(struct run *run, const struct node *node)
{
	uint64_t size = wire_size(run, node);
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
