#include "commands.h"
#include "run.h"

/* RFC 5228 4.4: discard */
static enum flow run_discard(struct run *run, const struct node *node)
{
	struct action discard = { .type = ACTION_DISCARD };

	return run_act(run, node, &discard);
}

const struct command cmd_discard = {
	.name = STR_INIT("discard"),
	.run = run_discard,
};
