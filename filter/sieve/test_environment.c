#include "commands.h"
#include "environment.h"
#include "extension.h"
#include "matching.h"

/*
 * RFC 5183 4: environment [COMPARATOR] [MATCH-TYPE]
 *	<name: string> <key-list: string-list>
 */
static bool run_environment(struct run *run, const struct node *node)
{
	struct matching matching =
		matching_begin(run, node, node->parameters[1]);
	struct str name = run_text(run, node->parameters[0]->strings);
	struct str_list values;

	/* "MUST fail unconditionally if the item does not exist" */
	if (!environment_item(run, name, &values))
		return false;
	for (size_t i = 0; i < values.count && !matching.matched; i++)
		matching_offer_unless_empty(&matching, values.items[i]);
	return matching_end(&matching);
}

const struct command test_environment = {
	.name = STR_INIT("environment"),
	.needs = EXT_ENVIRONMENT,
	.options = OPTIONS_COMPARE,
	.parameters = { { "name", ARGUMENT_STRING, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.test = run_environment,
};
