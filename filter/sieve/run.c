#include "run.h"

#include <stdarg.h>
#include <stdio.h>

#include "check.h"
#include "extension.h"
#include "flags.h"
#include "journal.h"
#include "parser.h"

/* ---- compiling ---- */

struct sieve *sieve_compile(struct arena *arena,
			    const struct sieve_script *script,
			    struct sieve_errors *errors)
{
	struct report *report = ARENA_NEW(arena, struct report);
	struct sieve *sieve = ARENA_NEW(arena, struct sieve);
	struct node *commands = NULL;

	report_init(report, arena, script);
	if (script->text.len > LIMIT_SIEVE_SCRIPT)
		report_error(report, (struct place){ 0, 0 },
			     "the script is longer than %zu bytes",
			     LIMIT_SIEVE_SCRIPT);
	else
		commands = parse_script(report, script->text);
	sieve->script = *script;
	sieve->enabled = check_script(report, commands);
	sieve->commands = commands;
	*errors = report_errors(report);
	return report->errors == 0 ? sieve : NULL;
}

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

bool run_spend(struct run *run, struct place place, uint64_t steps)
{
	run->work = run->work > steps ? run->work - steps : 0;
	if (run->work > 0)
		return true;
	run_fail(run, place, "the script takes too long over this mail");
	return false;
}

char *run_take(struct run *run, struct place place, size_t size)
{
	if (size > run->memory) {
		run_fail(run, place, "the script makes too much text");
		return NULL;
	}
	run->memory -= size;
	return arena_alloc(run->arena, size);
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

/* ---- actions ---- */

static bool is_same(const struct action *a, const struct action *b)
{
	return a->type == b->type && str_eq(a->folder, b->folder) &&
	       str_eq(a->address, b->address);
}

static size_t count_actions(const struct run *run, enum action_type type)
{
	size_t count = 0;

	for (size_t i = 0; i < run->action_count; i++)
		count += run->actions[i].type == type;
	return count;
}

enum flow run_act(struct run *run, const struct node *node,
		  const struct action *action)
{
	struct action *added;

	if (node_option(node, OPTION_COPY) == NULL)
		run->implicit_keep = false;
	for (size_t i = 0; i < run->action_count; i++)
		if (is_same(&run->actions[i], action)) {
			run->actions[i].flags = action->flags;
			return FLOW_NEXT;
		}
	if (run->action_count == LIMIT_SIEVE_ACTIONS)
		return run_fail(run, node->place,
				"more than %zu actions for one mail",
				LIMIT_SIEVE_ACTIONS);
	if (action->type == ACTION_REDIRECT &&
	    count_actions(run, ACTION_REDIRECT) == LIMIT_SIEVE_REDIRECTS)
		return run_fail(run, node->place,
				"more than %zu redirects of one mail",
				LIMIT_SIEVE_REDIRECTS);
	added = &run->actions[run->action_count++];
	*added = *action;
	added->line = node->place.line;
	added->script = run->sieve->script.name;
	journal_action(run, added);
	return FLOW_NEXT;
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

struct sieve_outcome sieve_run(struct arena *arena, const struct sieve *sieve,
			       const struct sieve_facts *facts)
{
	struct run *run = ARENA_NEW(arena, struct run);
	struct sieve_outcome outcome = { .implicit_keep = true };
	enum flow flow;

	*run = (struct run){ .arena = arena,
			     .sieve = sieve,
			     .facts = facts,
			     .enabled = sieve->enabled,
			     .fields = fields_new(arena, facts->message),
			     .work = LIMIT_SIEVE_WORK,
			     .memory = LIMIT_SIEVE_MEMORY,
			     .implicit_keep = true };
	flow = run_commands(run, sieve->commands);
	if (run->failed) {
		outcome.failed = true;
		outcome.error = run->error;
		return outcome;
	}
	outcome.actions = actions_of(run);
	outcome.implicit_keep = run->implicit_keep;
	outcome.keep_flags = flags_list(run, run->flags);
	outcome.stopped = flow == FLOW_STOP;
	return outcome;
}
