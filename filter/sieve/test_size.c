#include "check.h"
#include "commands.h"
#include "run.h"

static void check_size(struct checker *checker, const struct node *node)
{
	if (node_option(node, OPTION_LIMIT) == NULL)
		report_error(checker->report, node->place,
			     "size needs \":over\" or \":under\"");
}

/* Bytes of the whole mail, as it came, with CRLF at its line ends (RFC 5322
 * 2.1). */
static uint64_t wire_size(struct run *run)
{
	struct str raw = run->facts->message->raw;
	const char *end = raw.ptr + raw.len, *at = raw.ptr;

	if (run->wire_size > 0)
		return run->wire_size;
	run->wire_size = raw.len;
	while (at < end &&
	       (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		run->wire_size += at == raw.ptr || at[-1] != '\r';
		at++;
	}
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
