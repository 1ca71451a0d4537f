#include "check.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "config.h"
#include "decider.h"
#include "interrupt.h"
#include "includable.h"
#include "limits.h"
#include "member.h"
#include "options.h"
#include "sandbox.h"
#include "script.h"
#include "status.h"

/* Seconds to compile one script; more is a fault of ours. */
#define PATIENCE 60

struct checked {
	struct sieve_script script;
	struct sieve_includable
		includable; /* beside it, and the administrator's */
	struct str_list named; /* all that are checked: each has its turn */
	bool json;
};

/* -- in the child: a script is input like any other ------------------------------- */

static void add_text(struct buf *report, const struct sieve_checked *script,
		     bool included)
{
	const struct sieve_errors *errors = &script->errors;

	for (size_t i = 0; i < errors->count; i++)
		buf_add(report,
			sieve_error_text(report->arena, &errors->list[i]));
	buf_printf(report, "%.*s%s: %s\n", STR_ARG(script->name),
		   included ? ", which it includes" : "",
		   script->good ? "no errors" : "has errors");
}

static struct str report_text(struct arena *arena,
			      const struct checked *checked,
			      const struct sieve_checks *checks)
{
	struct buf report = buf_new(arena, ORDER_MAX / 2);

	add_text(&report, &checks->list[0], false);
	for (size_t i = 1; i < checks->count; i++)
		if (!str_list_has(&checked->named, checks->list[i].name))
			add_text(&report, &checks->list[i], true);
	return buf_str(&report);
}

static json_t *error_json(struct arena *arena, const struct sieve_error *error)
{
	json_t *object = member_script_error(arena, error);

	member_str(arena, object, "source", error->source);
	return object;
}

static struct str report_json(struct arena *arena,
			      const struct sieve_checks *checks, bool good)
{
	json_t *list = json_array(), *included = json_array();
	json_t *object = json_object();

	for (size_t i = 0; i < checks->count; i++) {
		const struct sieve_checked *script = &checks->list[i];

		if (i > 0)
			json_array_append_new(
				included, member_value(arena, script->name));
		for (size_t n = 0; n < script->errors.count; n++)
			json_array_append_new(
				list,
				error_json(arena, &script->errors.list[n]));
	}
	member_str(arena, object, "script", checks->list[0].name);
	member_bool(object, "ok", good);
	json_object_set_new(object, "included", included);
	json_object_set_new(object, "errors", list);
	return member_dump(arena, object, JSON_COMPACT);
}

static struct str report_of(struct arena *arena, const struct checked *checked,
			    const struct sieve_checks *checks, bool good)
{
	return checked->json ? report_json(arena, checks, good)
			     : report_text(arena, checked, checks);
}

static struct order compile(struct arena *arena, const void *question)
{
	const struct checked *checked = question;
	struct sieve_checks checks =
		sieve_check(arena, &checked->script, &checked->includable);
	bool good = true;

	for (size_t i = 0; i < checks.count; i++)
		good &= checks.list[i].good;
	return (struct order){
		.report = report_of(arena, checked, &checks, good),
		.exit_status = good ? STATUS_DELIVERED : STATUS_DATA,
	};
}

/* -- in the parent ----------------------------------------------------------------- */

static unsigned check(struct arena *arena, const struct checked *checked)
{
	const struct decider decider = { .enter = sandbox_enter,
					 .decide = compile,
					 .question = checked,
					 .mail_size = 0 };
	struct order order;
	struct str error;

	if (!decider_run(arena, &decider, &order, &error))
		status_exit(STATUS_RETRY, "4.3.0", "%.*s: compiling: %.*s",
			    STR_ARG(checked->script.name), STR_ARG(error));
	fwrite(order.report.ptr, 1, order.report.len, stdout);
	return order.exit_status;
}

static struct str_list names_of(struct arena *arena,
				const struct options *options)
{
	struct str *names =
		ARENA_ARRAY(arena, struct str, options->argument_count);

	for (size_t i = 0; i < options->argument_count; i++)
		names[i] = str_from(options->arguments[i]);
	return (struct str_list){ names, options->argument_count };
}

/* A fault of the script as any other; nobody compiles it. */
static unsigned tell_too_long(struct arena *arena,
			      const struct checked *checked)
{
	const struct sieve_error error = {
		.script = checked->script.name,
		.line = 1,
		.column = 1,
		.text = arena_printf(arena, "it has more than %zu bytes",
				     LIMIT_SCRIPT),
	};
	const struct sieve_checked script = { .name = checked->script.name,
					      .errors = { &error, 1 } };
	const struct sieve_checks checks = { &script, 1 };
	struct str report = report_of(arena, checked, &checks, false);

	fwrite(report.ptr, 1, report.len, stdout);
	return STATUS_DATA;
}

static unsigned check_file(struct arena *arena, const char *path,
			   const struct options *options,
			   const struct config *config)
{
	struct checked checked = { .named = names_of(arena, options),
				   .json = options->json };
	struct str error;

	if (!script_read(arena, path, &checked.script, &error)) {
		if (errno == EFBIG)
			return tell_too_long(arena, &checked);
		status_exit(STATUS_RETRY, "4.3.0", "%.*s", STR_ARG(error));
	}
	if (includable_is_wanted(checked.script.text))
		checked.includable = includable_beside(
			arena, path, config->sieve_global_dir);
	checked.includable.no_programs = config->sieve_programs == NULL;
	interrupt_deadline(PATIENCE);
	return check(arena, &checked);
}

/* What scripts may do here. */
static struct config read_config(struct arena *arena,
				 const struct options *options)
{
	struct config config;
	struct str error;

	if (!config_load(arena, options->config_path, options->overrides,
			 options->override_count, &config, &error))
		status_exit(STATUS_RETRY, "4.3.5", "%.*s", STR_ARG(error));
	return config;
}

int check_main(int argc, char **argv)
{
	struct arena *arena =
		arena_new(LIMIT_PARENT_ARENA, status_out_of_memory);
	unsigned status = STATUS_DELIVERED;
	struct options options;
	struct config config;
	struct str error = STR("no script is named");

	if (!options_parse(arena, argc, argv, environ, &options, &error) ||
	    options.argument_count == 0)
		status_exit(STATUS_USAGE, "5.5.4",
			    "%.*s; usage: check [--json] [-c FILE] SCRIPT...",
			    STR_ARG(error));
	config = read_config(arena, &options);
	for (size_t i = 0; i < options.argument_count; i++)
		if (check_file(arena, options.arguments[i], &options,
			       &config) != STATUS_DELIVERED)
			status = STATUS_DATA;
	return (int)status_after_output(status);
}
