#include "check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "config.h"
#include "decider.h"
#include "interrupt.h"
#include "library.h"
#include "limits.h"
#include "sandbox.h"
#include "script.h"
#include "status.h"

struct checked {
	struct sieve_script script;
	struct sieve_library library; /* beside it */
};

/* In the child: a script is input like any other. */
static struct order compile(struct arena *arena, const void *question)
{
	const struct checked *checked = question;
	struct buf report = buf_new(arena, ORDER_MAX / 2);
	struct sieve_errors errors = { 0 };
	bool good = sieve_compile_with(arena, &checked->script,
				       &checked->library, &errors) != NULL;

	for (size_t i = 0; i < errors.count; i++)
		buf_add(&report, sieve_error_text(arena, &errors.list[i]));
	return (struct order){
		.report = buf_str(&report),
		.exit_status = good ? STATUS_DELIVERED : STATUS_DATA,
	};
}

static unsigned check(struct arena *arena, const struct checked *checked)
{
	const struct sieve_script *script = &checked->script;
	const struct decider decider = { .enter = sandbox_enter,
					 .decide = compile,
					 .question = checked,
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

/* What a script includes lies beside it, as ManageSieve keeps them. */
static struct sieve_library library_beside(struct arena *arena,
					   const char *path)
{
	size_t slash = str_find_last(str_from(path), '/');
	struct str folder = str_first(str_from(path), slash);
	struct stat status;
	const struct library_options options = {
		.personal = strchr(path, '/') == NULL
				    ? "."
				    : arena_cstr(arena, folder),
		.script_size = LIMIT_SCRIPT,
		.owner = stat(path, &status) == 0 ? status.st_uid : geteuid(),
	};

	return library_read(arena, &options);
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
		struct checked checked = { .library = { NULL, 0 } };
		struct str error;

		if (!script_read(arena, argv[i], &checked.script, &error))
			status_exit(STATUS_RETRY, "4.3.0", "%.*s",
				    STR_ARG(error));
		if (library_is_wanted(checked.script.text))
			checked.library = library_beside(arena, argv[i]);
		interrupt_deadline(PATIENCE);
		if (check(arena, &checked) != STATUS_DELIVERED)
			status = STATUS_DATA;
	}
	if (fflush(stdout) != 0)
		status_exit(STATUS_RETRY, "4.3.0", "stdout: %s",
			    strerror(errno));
	return (int)status;
}
