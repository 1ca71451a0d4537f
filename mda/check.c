#include "check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../filter/buf.h"
#include "config.h"
#include "decider.h"
#include "interrupt.h"
#include "limits.h"
#include "sandbox.h"
#include "script.h"
#include "status.h"

/* In the child: a script is input like any other. */
static struct order compile(struct arena *arena, const void *question)
{
	const struct sieve_script *script = question;
	struct buf report = buf_new(arena, ORDER_MAX / 2);
	struct sieve_errors errors = { 0 };
	bool good = sieve_compile(arena, script, &errors) != NULL;

	for (size_t i = 0; i < errors.count; i++)
		buf_add(&report, sieve_error_text(arena, &errors.list[i]));
	return (struct order){
		.report = buf_str(&report),
		.exit_status = good ? STATUS_DELIVERED : STATUS_DATA,
	};
}

static unsigned check(struct arena *arena, const struct sieve_script *script)
{
	const struct decider decider = { .enter = sandbox_enter,
					 .decide = compile,
					 .question = script,
					 .mail_size = 0 };
	struct order order;
	struct str error;

	if (!decider_run(arena, &decider, &order, &error))
		status_exit(STATUS_RETRY, "4.3.0", "%.*s: compiling: %.*s",
			    STR_ARG(script->name), STR_ARG(error));
	printf("%.*s", STR_ARG(order.report));
	printf("%.*s: %s\n", STR_ARG(script->name),
	       order.exit_status == 0 ? "no errors" : "has errors");
	return order.exit_status;
}

/* Seconds to compile one script; more is a fault of ours. */
#define PATIENCE 60

int check_main(int argc, char **argv)
{
	struct arena *arena =
		arena_new(LIMIT_PARENT_ARENA, status_out_of_memory);
	unsigned status = STATUS_DELIVERED;

	if (argc < 2 || argv[1][0] == '-')
		status_exit(STATUS_USAGE, "5.5.4", "usage: check SCRIPT...");
	for (int i = 1; i < argc; i++) {
		struct sieve_script script;
		struct str error;

		if (!script_read(arena, argv[i], &script, &error))
			status_exit(STATUS_RETRY, "4.3.0", "%.*s",
				    STR_ARG(error));
		interrupt_deadline(PATIENCE);
		if (check(arena, &script) != STATUS_DELIVERED)
			status = STATUS_DATA;
	}
	if (fflush(stdout) != 0)
		status_exit(STATUS_RETRY, "4.3.0", "stdout: %s",
			    strerror(errno));
	return (int)status;
}
