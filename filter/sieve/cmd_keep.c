#include "commands.h"
#include "run.h"

/* RFC 5228 4.3: keep */
static enum flow run_keep(struct run *run, const struct node *node)
{
	struct action store = { .type = ACTION_STORE, .folder = STR("INBOX") };

	return run_act(run, node, &store);
}

const struct command cmd_keep = {
	.name = STR_INIT("keep"),
	.run = run_keep,
};
