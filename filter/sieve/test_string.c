#include "commands.h"
#include "extension.h"
#include "matching.h"

/*
 * RFC 5229 5: string [MATCH-TYPE] [COMPARATOR]
 *	<source: string-list> <key-list: string-list>
 */
static bool run_string(struct run *run, const struct node *node)
{
	struct matching matching =
		matching_begin(run, node, node->parameters[1]);

	for (const struct string *source = node->parameters[0]->strings;
	     source != NULL && !matching.matched; source = source->next)
		matching_offer_unless_empty(&matching, run_text(run, source));
	return matching_end(&matching);
}

const struct command test_string = {
	.name = STR_INIT("string"),
	.needs = EXT_VARIABLES,
	.options = OPTIONS_COMPARE,
	.parameters = { { "source", ARGUMENT_STRINGS, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.test = run_string,
};
