#include "run.h"

#include <stdarg.h>
#include <stdio.h>

#include "draft_version.h"
#include "engine.h"
#include "extension.h"
#include "flags.h"
#include "journal.h"
#include "report.h"

/* ---- running ---- */

enum flow run_fail(struct run *run, struct place place, const char *format, ...)
{
	va_list args;
	char text[512];

	if (run->failed)
		return FLOW_STOP;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	run->failed = true;
	run->error = error_at(run->arena, &run->sieve->script, place,
			      arena_copy(run->arena, str_from(text)));
	journal_failure(run, place, run->error.text);
	return FLOW_STOP;
}

static void tell(struct run *run, struct place place, bool warning,
		 const char *format, va_list args)
{
	struct sieve_error *error = &run->told[run->told_count];
	char text[512];

	vsnprintf(text, sizeof(text), format, args);
	journal_failure(run, place, str_from(text));
	if (run->told_count == LIMIT_SIEVE_TOLD)
		return;
	run->told_count++;
	*error = error_at(run->arena, &run->sieve->script, place,
			  arena_copy(run->arena, str_from(text)));
	error->warning = warning;
}

void run_tell(struct run *run, struct place place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(run, place, false, format, args);
	va_end(args);
}

void run_warn(struct run *run, struct place place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(run, place, true, format, args);
	va_end(args);
}

bool run_spend(struct run *run, struct place place, uint64_t steps)
{
	size_t used = arena_used(run->arena) - run->arena_before;

	run->work = run->work > steps ? run->work - steps : 0;
	if (run->work > 0 && used <= LIMIT_SIEVE_RUN)
		return true;
	if (used > LIMIT_SIEVE_RUN) {
		run_fail(run, place, "the script takes too much memory");
		return false;
	}
	run_fail(run, place, "the script takes too long over this mail");
	return false;
}

bool run_spend_text(struct run *run, struct place place, size_t size)
{
	if (size > run->memory) {
		run_fail(run, place, "the script makes too much text");
		return false;
	}
	run->memory -= size;
	return true;
}

char *run_take(struct run *run, struct place place, size_t size)
{
	return run_spend_text(run, place, size) ? arena_alloc(run->arena, size)
						: NULL;
}

size_t run_part(const struct run *run)
{
	return run->within != NULL ? run->within->part : 0;
}

struct fields *run_part_fields(struct run *run)
{
	size_t part = run_part(run);

	return part == 0 ? run->fields
			 : parts_fields(draft_parts(run->draft), part);
}

struct str run_text(struct run *run, const struct string *string)
{
	if (string->parts == NULL)
		return string->text;
	return string_expand(run, string);
}

struct str_list run_texts(struct run *run, const struct argument *argument)
{
	size_t count = 0, i = 0;
	struct str *texts;

	for (const struct string *string = argument->strings; string != NULL;
	     string = string->next)
		count++;
	texts = (struct str *)run_take(run, argument->place,
				       count * sizeof(*texts));
	if (texts == NULL)
		return (struct str_list){ NULL, 0 };
	for (const struct string *string = argument->strings; string != NULL;
	     string = string->next)
		texts[i++] = run_text(run, string);
	return (struct str_list){ texts, count };
}

struct str run_reason(struct run *run, const struct string *string)
{
	struct str text = run_text(run, string);

	if (text.len > LIMIT_SIEVE_REASON)
		run_fail(run, string->place,
			 "this text is longer than %zu bytes",
			 LIMIT_SIEVE_REASON);
	else if (str_find(text, '\0') < text.len)
		run_fail(run, string->place, "a NUL stands in this text");
	return run->failed ? STR("") : text;
}

struct str run_option_reason(struct run *run, const struct node *node,
			     uint64_t option)
{
	const struct option *given = node_option(node, option);

	return given != NULL ? run_reason(run, given->value->strings) : STR("");
}

struct str run_delimiters(const struct run *run)
{
	return run->facts->delimiters.len > 0 ? run->facts->delimiters
					      : STR("+");
}

/* What "ihave" had to find was found (RFC 5463 4). */
static bool may_run(struct run *run, const struct node *node)
{
	uint64_t missing = node->needs & ~run->enabled;

	if (node->unknown.len > 0)
		run_fail(run, node->place, "%.*s", STR_ARG(node->unknown));
	else if (missing != 0)
		run_fail(run, node->place,
			 "this needs the extension \"%.*s\", which no "
			 "\"ihave\" has found before",
			 STR_ARG(extension_for(missing)->name));
	return !run->failed && run_spend(run, node->place, 1);
}

bool run_test(struct run *run, const struct node *test)
{
	bool answer;

	if (!may_run(run, test))
		return false;
	journal_test(run, test);
	answer = test->command->test(run, test);
	journal_answer(run, test, answer);
	return answer;
}

enum flow run_commands(struct run *run, const struct node *first)
{
	enum flow flow = FLOW_NEXT;

	for (const struct node *node = first; node != NULL && flow == FLOW_NEXT;
	     node = node->next) {
		if (!may_run(run, node))
			return FLOW_STOP;
		journal_command(run, node);
		flow = node->command->run(run, node);
	}
	return run->failed ? FLOW_STOP : flow;
}

/* ---- the outcome ---- */

static struct actions actions_of(const struct run *run)
{
	struct action *list =
		ARENA_ARRAY(run->arena, struct action, run->action_count);

	for (size_t i = 0; i < run->action_count; i++)
		list[i] = run->actions[i];
	return (struct actions){ list, run->action_count };
}

/* 0: nothing is wished. */
static uint64_t at_most(uint64_t wished, uint64_t most)
{
	return wished > 0 && wished < most ? wished : most;
}

static struct script_limits limits_of(const struct script_limits *wished)
{
	static const struct script_limits none;

	if (wished == NULL)
		wished = &none;
	return (struct script_limits){
		.actions = at_most(wished->actions, LIMIT_SIEVE_ACTIONS),
		.redirects = at_most(wished->redirects, LIMIT_SIEVE_REDIRECTS),
		.notifications = at_most(wished->notifications,
					 LIMIT_SIEVE_NOTIFICATIONS),
		.steps = at_most(wished->steps, LIMIT_SIEVE_WORK),
		.includes = at_most(wished->includes, LIMIT_SIEVE_INCLUDES),
		.include_depth = at_most(wished->include_depth,
					 LIMIT_SIEVE_INCLUDE_DEPTH),
	};
}

static struct marks marks_of(const struct run *run)
{
	struct mark *list =
		ARENA_ARRAY(run->arena, struct mark, run->mark_count);

	for (size_t i = 0; i < run->mark_count; i++)
		list[i] = run->marks[i];
	return (struct marks){ list, run->mark_count };
}

struct sieve_outcome sieve_run(struct arena *arena, const struct sieve *sieve,
			       const struct sieve_facts *facts)
{
	struct run *run = ARENA_NEW(arena, struct run);
	struct sieve_outcome outcome = { .implicit_keep = true };
	struct draft_versions before;
	enum flow flow;

	*run = (struct run){ .arena = arena,
			     .sieve = sieve,
			     .facts = facts,
			     .enabled = sieve->enabled,
			     .draft =
				     facts->draft != NULL
					     ? draft_copy(facts->draft)
					     : draft_new(arena, facts->message),
			     .limits = limits_of(facts->limits),
			     .arena_before = arena_used(arena),
			     .memory = LIMIT_SIEVE_MEMORY,
			     .implicit_keep = true };
	run->work = run->limits.steps;
	run->fields = run->draft->fields;
	before = *run->draft->versions;
	if (facts->engine != NULL)
		flow = engine_perform(run) ? FLOW_NEXT : FLOW_STOP;
	else
		flow = run_commands(run, sieve->commands);
	act_version(run, (struct place){ 0, 0 }, ACTION_STORE,
		    &outcome.keep_version);
	outcome.notes = (struct sieve_notes){ run->notes, run->note_count };
	outcome.told = (struct sieve_errors){ run->told, run->told_count };
	if (run->failed) {
		*run->draft->versions = before;
		outcome.failed = true;
		outcome.error = run->error;
		outcome.keep_version = 0;
		return outcome;
	}
	outcome.actions = actions_of(run);
	outcome.marks = marks_of(run);
	outcome.implicit_keep = run->implicit_keep;
	outcome.keep_flags = flags_list(run, run->flags);
	outcome.draft = run->draft;
	outcome.versions = draft_versions(run->draft);
	outcome.stopped = flow != FLOW_NEXT;
	return outcome;
}
