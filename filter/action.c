#include "action.h"

#include "arena.h"
#include "buf.h"
#include "limits.h"
#include "shown.h"

bool action_disposes(const struct action *action)
{
	return action->type == ACTION_STORE || action->type == ACTION_DISCARD ||
	       action->type == ACTION_REDIRECT ||
	       action->type == ACTION_REJECT || action->type == ACTION_PIPE;
}

struct action_word {
	const char *word;
	const struct str *argument;
};

/* The command that a script would write for it. */
static struct action_word word_of(const struct action *action)
{
	switch (action->type) {
	case ACTION_STORE:
		if (str_eq(action->folder, STR("INBOX")))
			return (struct action_word){ "keep", NULL };
		return (struct action_word){ "fileinto", &action->folder };
	case ACTION_REDIRECT:
		return (struct action_word){ "redirect", &action->address };
	case ACTION_DISCARD:
		return (struct action_word){ "discard", NULL };
	case ACTION_REJECT:
		return (struct action_word){ "reject", &action->text };
	case ACTION_VACATION:
		return (struct action_word){ "vacation", &action->text };
	case ACTION_NOTIFY:
		return (struct action_word){ "notify", &action->text };
	case ACTION_PIPE:
		return (struct action_word){ "pipe", &action->program };
	case ACTION_REPORT:
		return (struct action_word){ "report", &action->address };
	case ACTION_TYPES:
		break;
	}
	return (struct action_word){ "nothing", NULL };
}

/* Quotes and backslashes escaped as in a script. */
static void add_quoted(struct buf *out, struct str text)
{
	text = shown(out->arena, text, LIMIT_SHOWN_VALUE);
	buf_add(out, STR(" \""));
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, text.ptr[i] == '\t' ? ' ' : text.ptr[i]);
	}
	buf_add_char(out, '"');
}

static void add_flags(struct buf *out, const struct str_list *flags)
{
	if (flags->count > 0)
		buf_add(out, STR(" :flags"));
	for (size_t i = 0; i < flags->count; i++)
		add_quoted(out, flags->items[i]);
}

static void add_origin(struct buf *out, const struct action *action)
{
	struct str script =
		shown(out->arena, action->script, LIMIT_SHOWN_VALUE);

	if (action->implicit)
		buf_add(out, STR(" (implicit)"));
	else if (action->script.len > 0)
		buf_printf(out, " (%.*s:%zu)", STR_ARG(script), action->line);
}

struct str action_text(struct arena *arena, const struct action *action)
{
	struct buf out = buf_new(arena, (size_t)8 * 1024);
	struct action_word word = word_of(action);

	buf_add(&out, str_from(word.word));
	if (action->create && !action->implicit)
		buf_add(&out, STR(" :create"));
	if (action->type == ACTION_STORE)
		add_flags(&out, &action->flags);
	if (word.argument != NULL)
		add_quoted(&out, *word.argument);
	add_origin(&out, action);
	return buf_str(&out);
}
