#include "guard.h"

#include <stdio.h>

#include "../filter/buf.h"
#include "decider.h"
#include "interrupt.h"
#include "limits.h"
#include "status.h"

/* Seconds for it; more is a fault of ours. */
#define PATIENCE 60

/* In the process whose rights it is about.  The exit status says whether a
 * layer is missing. */
static struct order tell(struct arena *arena, const void *question)
{
	struct buf out = buf_new(arena, ORDER_MAX / 2);
	const struct sandbox_layer *layer;
	unsigned status = STATUS_DELIVERED;

	buf_printf(&out, "%s\n", (const char *)question);
	for (size_t i = 0; (layer = sandbox_layer(i)) != NULL; i++) {
		buf_printf(&out, "  %-17s %-9s %s\n", layer->name,
			   layer->missing == NULL ? "in force" : "missing",
			   layer->missing == NULL ? layer->what
						  : layer->missing);
		if (layer->missing != NULL)
			status = STATUS_DATA;
	}
	return (struct order){ .report = buf_str(&out), .exit_status = status };
}

static unsigned print(struct arena *arena, const char *title,
		      bool (*enter)(const struct sandbox *))
{
	const struct decider decider = { .enter = enter,
					 .decide = tell,
					 .question = title };
	struct order order;
	struct str error;

	if (!decider_run(arena, &decider, &order, &error))
		status_exit(STATUS_RETRY, "4.3.0", "%s: %.*s", title,
			    STR_ARG(error));
	fwrite(order.report.ptr, 1, order.report.len, stdout);
	return order.exit_status;
}

static bool enter_storing(const struct sandbox *sandbox)
{
	(void)sandbox;
	sandbox_narrow(NULL, 0, true); /* each layer says whether it is there */
	return true;
}

int guard_main(int argc, char **argv)
{
	struct arena *arena =
		arena_new(LIMIT_PARENT_ARENA, status_out_of_memory);
	unsigned status;

	(void)argv;
	if (argc > 1)
		status_exit(STATUS_USAGE, "5.5.4", "usage: sandbox");
	interrupt_deadline(PATIENCE);
	status = print(arena, "The process that decides:", sandbox_enter);
	status |= print(arena, "The process that stores mail:", enter_storing);
	fputs("The process that starts programs for it, where mail is sent or "
	      "given to one:\n"
	      "  the user's rights; it parses no mail, and does only what was "
	      "decided\n",
	      stdout);
	return (int)status_after_output(status);
}
