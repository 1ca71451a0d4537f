#include "commands.h"
#include "flags.h"

/* RFC 5228 4.3: keep; with ":flags" by RFC 5232 5 */
static enum flow run_keep(struct run *run, const struct node *node)
{
	struct action store = { .type = ACTION_STORE,
				.folder = STR("INBOX"),
				.keep = true,
				.flags = flags_of_action(run, node) };

	return run_act(run, node, &store);
}

const struct command cmd_keep = {
	.name = STR_INIT("keep"),
	.options = OPTION_FLAGS,
	.run = run_keep,
};
