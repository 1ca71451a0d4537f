#include "journal.h"

#include "../action.h"
#include "../limits.h"
#include "../shown.h"
#include "commands.h"
#include "extension.h"
#include "run.h"

/* Of a text that is shown, and of a command with its arguments. */
#define SHOWN_TEXT ((size_t)100)
#define SHOWN_COMMAND ((size_t)200)

struct journal *journal_new(struct arena *arena, enum journal_level level)
{
	struct journal *journal = ARENA_NEW(arena, struct journal);

	*journal = (struct journal){
		.arena = arena,
		.level = level,
		.text = buf_new(arena, LIMIT_SIEVE_JOURNAL),
	};
	return journal;
}

struct str journal_text(const struct journal *journal)
{
	struct str text = buf_str(&journal->text);

	if (!journal->text.overflow)
		return text;
	return arena_printf(journal->arena, "%.*s... and more\n",
			    STR_ARG(text));
}

/* ---- lines ---- */

/* The journal, if it wants to know that much, and has room. */
static struct journal *wanted(const struct run *run, enum journal_level level)
{
	struct journal *journal = run->facts->journal;

	if (journal == NULL || journal->level < level || journal->text.overflow)
		return NULL;
	return journal;
}

static void add_line(struct run *run, struct journal *journal,
		     struct place place, struct str text)
{
	struct str script = run->sieve->script.name;

	if (!str_eq(journal->script, script)) {
		buf_printf(&journal->text, "-- %.*s\n",
			   STR_ARG(shown(journal->arena, script,
					 LIMIT_SHOWN_VALUE)));
		journal->script = script;
	}
	buf_printf(&journal->text, "%5u  %*s%.*s\n", (unsigned)place.line,
		   (int)(2 * journal->depth), "", STR_ARG(text));
}

static struct str quoted(struct journal *journal, struct str text)
{
	struct str safe = shown(journal->arena, text, SHOWN_TEXT);

	return arena_printf(journal->arena, "\"%.*s\"%s", STR_ARG(safe),
			    safe.len < text.len ? "..." : "");
}

/* ---- a command or test as it is written ---- */

static void add_strings(struct journal *journal, struct buf *out,
			const struct argument *argument)
{
	const char *open = argument->type == ARGUMENT_STRINGS ? "[" : "";

	buf_printf(out, " %s", open);
	for (const struct string *string = argument->strings;
	     string != NULL && out->len < SHOWN_COMMAND; string = string->next)
		buf_printf(out, "%.*s%s",
			   STR_ARG(quoted(journal, string->text)),
			   string->next != NULL ? ", " : "");
	if (open[0] != '\0')
		buf_add_char(out, ']');
}

static struct str as_written(struct journal *journal, const struct node *node)
{
	struct buf out = buf_new(journal->arena, 2 * SHOWN_COMMAND);

	buf_add(&out, node->command->name);
	for (const struct argument *argument = node->arguments;
	     argument != NULL && out.len < SHOWN_COMMAND;
	     argument = argument->next)
		if (argument->type == ARGUMENT_TAG)
			buf_printf(&out, " :%.*s",
				   STR_ARG(shown(journal->arena, argument->tag,
						 SHOWN_TEXT)));
		else if (argument->type == ARGUMENT_NUMBER)
			buf_printf(&out, " %llu",
				   (unsigned long long)argument->number);
		else
			add_strings(journal, &out, argument);
	if (out.len >= SHOWN_COMMAND)
		return arena_printf(journal->arena, "%.*s...",
				    STR_ARG(shown(journal->arena, buf_str(&out),
						  SHOWN_COMMAND)));
	return buf_str(&out);
}

/* ---- what happens ---- */

/* Of "if" its branches are told; "require" does nothing. */
static bool tells_itself(const struct command *command)
{
	return command == &cmd_if || command == &cmd_elsif ||
	       command == &cmd_else || command == &cmd_require;
}

void journal_command(struct run *run, const struct node *command)
{
	struct journal *journal = wanted(run, JOURNAL_COMMANDS);

	if (journal != NULL && !tells_itself(command->command))
		add_line(run, journal, command->place,
			 as_written(journal, command));
}

void journal_branch(struct run *run, const struct node *branch, bool chosen)
{
	struct journal *journal = wanted(run, JOURNAL_COMMANDS);

	if (journal != NULL)
		add_line(run, journal, branch->place,
			 arena_printf(journal->arena, "%.*s: %s",
				      STR_ARG(branch->command->name),
				      chosen ? "yes, its block runs" : "no"));
}

void journal_test(struct run *run, const struct node *test)
{
	struct journal *journal = wanted(run, JOURNAL_TESTS);

	if (journal != NULL)
		add_line(run, journal, test->place, as_written(journal, test));
	journal_enter(run);
}

void journal_answer(struct run *run, const struct node *test, bool answer)
{
	struct journal *journal = wanted(run, JOURNAL_TESTS);

	journal_leave(run);
	if (journal != NULL && !run->failed)
		add_line(run, journal, test->place,
			 arena_printf(journal->arena, "%.*s: %s",
				      STR_ARG(test->command->name),
				      answer ? "yes" : "no"));
}

void journal_field(struct run *run, const struct node *test, size_t part,
		   struct fields *fields, size_t index)
{
	struct journal *journal = wanted(run, JOURNAL_MATCHING);
	struct str name, of = STR("");

	if (journal == NULL)
		return;
	name = shown(journal->arena, fields_name(fields, index), SHOWN_TEXT);
	if (part > 0)
		of = arena_printf(journal->arena, " of part %zu", part);
	add_line(run, journal, test->place,
		 arena_printf(journal->arena, "looks at %.*s%.*s: %.*s",
			      STR_ARG(name), STR_ARG(of),
			      STR_ARG(quoted(journal,
					     fields_value(fields, index)))));
}

void journal_part(struct run *run, struct place place, size_t part)
{
	struct journal *journal = wanted(run, JOURNAL_COMMANDS);
	const struct mime_part *mime;
	struct str number = STR("the mail itself");

	if (journal == NULL)
		return;
	mime = &draft_parts(run->draft)->list[part].mime;
	if (part > 0)
		number = arena_printf(journal->arena, "part %zu", part);
	add_line(run, journal, place,
		 arena_printf(
			 journal->arena, "at %.*s: %.*s/%.*s", STR_ARG(number),
			 STR_ARG(shown(journal->arena, mime->type, SHOWN_TEXT)),
			 STR_ARG(shown(journal->arena, mime->subtype,
				       SHOWN_TEXT))));
}

void journal_match(struct run *run, const struct node *test, struct str value,
		   struct str key, bool matches)
{
	struct journal *journal = wanted(run, JOURNAL_MATCHING);

	if (journal != NULL)
		add_line(run, journal, test->place,
			 arena_printf(journal->arena, "%.*s with %.*s: %s",
				      STR_ARG(quoted(journal, value)),
				      STR_ARG(quoted(journal, key)),
				      matches ? "yes" : "no"));
}

void journal_captures(struct run *run, const struct node *test)
{
	struct journal *journal = wanted(run, JOURNAL_MATCHING);

	if (journal == NULL || (run->enabled & EXT_VARIABLES) == 0 ||
	    (test->match.type != MATCH_MATCHES &&
	     test->match.type != MATCH_REGEX))
		return;
	for (size_t i = 1; i < run->captures.count; i++)
		add_line(run, journal, test->place,
			 arena_printf(journal->arena, "${%zu} is %.*s", i,
				      STR_ARG(quoted(journal,
						     run->captures.list[i]))));
}

void journal_variable(struct run *run, struct place place, struct str name,
		      struct str value)
{
	struct journal *journal = wanted(run, JOURNAL_COMMANDS);

	if (journal != NULL)
		add_line(run, journal, place,
			 arena_printf(journal->arena, "${%.*s} is now %.*s",
				      STR_ARG(shown(journal->arena, name,
						    SHOWN_TEXT)),
				      STR_ARG(quoted(journal, value))));
}

void journal_change(struct run *run, struct place place, const char *what,
		    const struct header *field)
{
	struct journal *journal = wanted(run, JOURNAL_ACTIONS);
	struct str text;

	if (journal == NULL)
		return;
	text = header_unfold(journal->arena,
			     str_first(field->raw, 4 * SHOWN_COMMAND));
	add_line(run, journal, place,
		 arena_printf(
			 journal->arena, "%s %.*s", what,
			 STR_ARG(shown(journal->arena, text, SHOWN_COMMAND))));
}

void journal_action(struct run *run, const struct action *action)
{
	struct journal *journal = wanted(run, JOURNAL_ACTIONS);
	struct place place = { 0, (uint32_t)action->line };
	struct action told = *action;

	if (journal == NULL)
		return;
	told.script = STR("");
	add_line(run, journal, place,
		 arena_printf(journal->arena, "does: %.*s",
			      STR_ARG(action_text(journal->arena, &told))));
}

void journal_note(struct run *run, struct place place, struct str text)
{
	struct journal *journal = wanted(run, JOURNAL_ACTIONS);

	if (journal != NULL)
		add_line(run, journal, place,
			 arena_printf(journal->arena, "says: %.*s",
				      STR_ARG(text)));
}

void journal_program(struct run *run, struct place place, struct str name,
		     bool done)
{
	struct journal *journal = wanted(run, JOURNAL_COMMANDS);

	if (journal != NULL)
		add_line(run, journal, place,
			 arena_printf(journal->arena, "%.*s was run: %s",
				      STR_ARG(name), done ? "yes" : "no"));
}

void journal_failure(struct run *run, struct place place, struct str why)
{
	struct journal *journal = wanted(run, JOURNAL_ACTIONS);

	if (journal != NULL)
		add_line(run, journal, place,
			 arena_printf(journal->arena, "fails: %.*s",
				      STR_ARG(why)));
}

void journal_enter(struct run *run)
{
	if (run->facts->journal != NULL)
		run->facts->journal->depth++;
}

void journal_leave(struct run *run)
{
	if (run->facts->journal != NULL)
		run->facts->journal->depth--;
}
