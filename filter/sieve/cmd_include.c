/*
 * RFC 6609: include, return, global.  A script is compiled for itself; when it
 * is included it runs with its own variables, captures and extensions, and with
 * the actions, flags and global variables of all.
 */
#include "../buf.h"
#include "../shown.h"
#include "check.h"
#include "commands.h"
#include "compile.h"
#include "extension.h"
#include "journal.h"
#include "run.h"

/* Of a script's name in a message, and of all those of a circle. */
#define SHOWN_TITLE ((size_t)60)
#define SHOWN_CHAIN ((size_t)400)

static const char *location_name(enum sieve_location location)
{
	return location == SIEVE_GLOBAL ? "global" : "personal";
}

static enum sieve_location location_of(const struct node *node)
{
	return (enum sieve_location)node_option_value(node, OPTION_LOCATION,
						      SIEVE_PERSONAL);
}

/* ---- include [LOCATION] [":once"] [":optional"] <value: string> ---- */

/* Where nothing is known of a location, nothing can be said. */
static bool has_any(const struct sieve_includable *includable,
		    enum sieve_location location)
{
	for (size_t i = 0; i < includable->count; i++)
		if (includable->list[i].location == location)
			return true;
	return false;
}

/* A script that is missing is none when this one is uploaded, says RFC 6609
 * 3.1; so here it is a warning, and the include that runs fails. */
static void want(struct checker *checker, const struct node *node,
		 const struct string *name)
{
	struct includes *includes = checker->includes;
	enum sieve_location location = location_of(node);
	size_t at = includes_find(includes, location, name->text);

	if (at < includes->includable->count)
		includes->wanted[at] = true;
	else if (has_any(includes->includable, location) &&
		 node_option(node, OPTION_OPTIONAL) == NULL)
		report_warning(checker->report, name->place,
			       "there is no %s script \"%.*s\"",
			       location_name(location),
			       STR_ARG(shown(checker->arena, name->text,
					     SHOWN_TITLE)));
}

static void check_include(struct checker *checker, const struct node *node)
{
	const struct string *name = node->parameters[0]->strings;
	const char *problem = includes_title_problem(name->text);

	if (name->parts != NULL)
		report_error(checker->report, name->place,
			     "\"include\" takes no variables");
	else if (problem != NULL)
		report_error(checker->report, name->place,
			     "this cannot be the name of a script: %s",
			     problem);
	else
		want(checker, node, name);
}

/* The script that was run may be among those, too: its text tells. */
static bool is_running(const struct run *run, const struct sieve *sieve)
{
	const struct sieve *running = run->sieve;

	for (const struct inclusion *outer = run->inclusion; outer != NULL;
	     outer = outer->outer) {
		if (running == sieve)
			return true;
		running = outer->sieve;
	}
	return str_eq(running->script.text, sieve->script.text);
}

static size_t depth(const struct run *run)
{
	size_t count = 0;

	for (const struct inclusion *inclusion = run->inclusion;
	     inclusion != NULL; inclusion = inclusion->outer)
		count++;
	return count;
}

/* "a" includes "b", which includes "c", ... */
static struct str chain(const struct run *run, struct str title)
{
	struct str names[LIMIT_SIEVE_INCLUDE_DEPTH + 1];
	struct buf text = buf_new(run->arena, SHOWN_CHAIN);
	const struct sieve *sieve = run->sieve;
	size_t count = 0;
	bool first = true;

	for (const struct inclusion *outer = run->inclusion; outer != NULL;
	     outer = outer->outer) {
		names[count++] = sieve->title;
		sieve = outer->sieve;
	}
	names[count++] = sieve->title;
	while (count-- > 0) {
		buf_printf(
			&text, "\"%.*s\"%s includes ",
			STR_ARG(shown(run->arena, names[count], SHOWN_TITLE)),
			first ? "" : ", which");
		first = false;
	}
	buf_printf(&text, "\"%.*s\"",
		   STR_ARG(shown(run->arena, title, SHOWN_TITLE)));
	return buf_str(&text);
}

/* Its own variables, captures and extensions; empty at the start. */
static enum flow run_included(struct run *run, const struct sieve *sieve)
{
	const struct inclusion outside = { .sieve = run->sieve,
					   .enabled = run->enabled,
					   .variables = run->variables,
					   .captures = run->captures,
					   .within = run->within,
					   .outer = run->inclusion };
	enum flow flow;

	run->inclusion = &outside;
	run->sieve = sieve;
	run->enabled = sieve->enabled;
	run->variables = (struct variables){ NULL, 0 };
	run->captures.count = 0;
	run->within = run->loop;
	journal_enter(run);
	flow = run_commands(run, sieve->commands);
	journal_leave(run);
	run->sieve = outside.sieve;
	run->enabled = outside.enabled;
	run->variables = outside.variables;
	run->captures = outside.captures;
	run->within = outside.within;
	run->inclusion = outside.outer;
	return flow == FLOW_RETURN ? FLOW_NEXT : flow;
}

static enum flow include(struct run *run, const struct node *node, size_t at)
{
	const struct sieve *sieve = run->sieve->includes->compiled[at];
	struct str title = node->parameters[0]->strings->text;

	if (is_running(run, sieve))
		return run_fail(run, node->place,
				"scripts include each other in a circle: %.*s "
				"again",
				STR_ARG(chain(run, title)));
	if (depth(run) >= run->limits.include_depth)
		return run_fail(run, node->place,
				"scripts include each other more than %llu "
				"deep: %.*s",
				(unsigned long long)run->limits.include_depth,
				STR_ARG(chain(run, title)));
	if (run->include_count++ >= run->limits.includes)
		return run_fail(run, node->place,
				"more than %llu scripts are included",
				(unsigned long long)run->limits.includes);
	run->included[at] = true;
	return run_included(run, sieve);
}

/* Not there, or not to be read. */
static enum flow tell_missing(struct run *run, const struct node *node,
			      size_t at)
{
	const struct sieve_includable *includable =
		run->sieve->includes->includable;
	const struct string *name = node->parameters[0]->strings;
	struct str title = shown(run->arena, name->text, SHOWN_TITLE);
	const char *location = location_name(location_of(node));

	if (at == includable->count)
		return run_fail(run, name->place,
				"there is no %s script \"%.*s\"", location,
				STR_ARG(title));
	return run_fail(run, name->place,
			"the %s script \"%.*s\" cannot be read: %.*s", location,
			STR_ARG(title), STR_ARG(includable->list[at].problem));
}

/* RFC 6609 3.2: ":once" passes over what was included before, be it by a script
 * that still runs. */
static bool is_done(const struct run *run, const struct node *node, size_t at)
{
	return node_option(node, OPTION_ONCE) != NULL &&
	       (run->included[at] ||
		is_running(run, run->sieve->includes->compiled[at]));
}

static enum flow run_include(struct run *run, const struct node *node)
{
	const struct includes *includes = run->sieve->includes;
	size_t count = includes->includable->count;
	size_t at = includes_find(includes, location_of(node),
				  node->parameters[0]->strings->text);

	if (run->included == NULL)
		run->included = ARENA_ARRAY(run->arena, bool, count);
	if (!run_spend(run, node->place, 1 + count))
		return FLOW_STOP;
	if (at == count && node_option(node, OPTION_OPTIONAL) != NULL)
		return FLOW_NEXT;
	if (at == count || includes->compiled[at] == NULL)
		return tell_missing(run, node, at);
	return is_done(run, node, at) ? FLOW_NEXT : include(run, node, at);
}

const struct command cmd_include = {
	.name = STR_INIT("include"),
	.needs = EXT_INCLUDE,
	.options = OPTION_LOCATION | OPTION_ONCE | OPTION_OPTIONAL,
	.parameters = { { "value", ARGUMENT_STRING, false } },
	.check = check_include,
	.run = run_include,
};

/* ---- return (RFC 6609 3.3) ---- */

static enum flow run_return(struct run *run, const struct node *node)
{
	(void)run;
	(void)node;
	return FLOW_RETURN;
}

const struct command cmd_return = {
	.name = STR_INIT("return"),
	.needs = EXT_INCLUDE,
	.run = run_return,
};

/* ---- global <value: string-list> (RFC 6609 3.4.1) ---- */

static void check_global(struct checker *checker, const struct node *node)
{
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next)
		if (name->parts != NULL || !variable_is_name(name->text))
			report_error(checker->report, name->place,
				     "this is no name of a variable: it is "
				     "made of letters, digits and \"_\", and "
				     "begins with no digit");
}

static enum flow run_global(struct run *run, const struct node *node)
{
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL && !run->failed; name = name->next)
		variable_share(run, name->place, name->text);
	return run->failed ? FLOW_STOP : FLOW_NEXT;
}

const struct command cmd_global = {
	.name = STR_INIT("global"),
	.needs = EXT_INCLUDE | EXT_VARIABLES,
	.parameters = { { "value", ARGUMENT_STRINGS, false } },
	.check = check_global,
	.run = run_global,
};
