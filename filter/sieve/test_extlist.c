#include "commands.h"
#include "ext_list.h"
#include "extension.h"

/* RFC 6134 2.8: valid_ext_list <ext-list-names: string-list> */
static bool run_valid_ext_list(struct run *run, const struct node *node)
{
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next) {
		struct ext_list list;

		if (!run_spend(run, node->place, 1 + run->facts->lists.count) ||
		    !ext_list_find(run, run_text(run, name), &list))
			return false;
	}
	return true;
}

const struct command test_valid_ext_list = {
	.name = STR_INIT("valid_ext_list"),
	.needs = EXT_EXTLISTS,
	.parameters = { { "ext-list-names", ARGUMENT_STRINGS, false } },
	.test = run_valid_ext_list,
};
