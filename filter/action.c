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

#define DAY ((uint64_t)86400)

const char *action_word(const struct action *action)
{
	static const char *const words[ACTION_TYPES] = {
		[ACTION_STORE] = "fileinto",	[ACTION_REDIRECT] = "redirect",
		[ACTION_DISCARD] = "discard",	[ACTION_REJECT] = "reject",
		[ACTION_VACATION] = "vacation", [ACTION_NOTIFY] = "notify",
		[ACTION_PIPE] = "pipe",		[ACTION_REPORT] = "report",
	};

	if (action->type == ACTION_STORE &&
	    str_eq(action->folder, STR("INBOX")))
		return "keep";
	if (action->type == ACTION_REJECT && action->silent)
		return "ereject";
	return words[action->type];
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

static void add_list(struct buf *out, const char *name,
		     const struct str_list *list)
{
	if (list->count > 0)
		buf_add(out, str_from(name));
	for (size_t i = 0; i < list->count; i++)
		add_quoted(out, list->items[i]);
}

/* " :name \"value\"", if there is a value. */
static void add_option(struct buf *out, const char *name, struct str value)
{
	if (value.len == 0)
		return;
	buf_add(out, str_from(name));
	add_quoted(out, value);
}

/* ---- what each has ---- */

static void add_store(struct buf *out, const struct action *action)
{
	if (action->create && !action->implicit)
		buf_add(out, STR(" :create"));
	add_list(out, " :flags", &action->flags);
	if (!str_eq(action->folder, STR("INBOX")))
		add_quoted(out, action->folder);
}

static void add_redirect(struct buf *out, const struct action *action)
{
	add_option(out, " :notify", action->wish.notify);
	add_option(out, " :ret", action->wish.ret);
	add_option(out, " :by", action->wish.by);
	add_quoted(out, action->address);
}

static void add_reject(struct buf *out, const struct action *action)
{
	add_quoted(out, action->text);
}

/* Where a copy of what is sent goes (RFC 8580). */
static void add_copy(struct buf *out, const struct action *action)
{
	if (action->folder.len == 0)
		return;
	add_option(out, " :fcc", action->folder);
	if (action->create)
		buf_add(out, STR(" :create"));
	add_list(out, " :flags", &action->flags);
}

static void add_vacation(struct buf *out, const struct action *action)
{
	const struct vacation *vacation = action->vacation;
	uint64_t period = action->period;

	if (vacation == NULL) {
		add_quoted(out, action->address);
		return;
	}
	if (period % DAY == 0 && period > 0)
		buf_printf(out, " :days %llu",
			   (unsigned long long)(period / DAY));
	else
		buf_printf(out, " :seconds %llu", (unsigned long long)period);
	add_option(out, " :subject", vacation->subject);
	add_option(out, " :from", vacation->from);
	add_list(out, " :addresses", &vacation->addresses);
	if (vacation->mime)
		buf_add(out, STR(" :mime"));
	add_option(out, " :handle", vacation->handle);
	add_copy(out, action);
	add_quoted(out, vacation->reason);
}

static void add_notify(struct buf *out, const struct action *action)
{
	const struct notification *notification = action->notification;

	if (notification != NULL) {
		add_option(out, " :from", notification->from);
		buf_printf(out, " :importance \"%d\"",
			   notification->importance);
		add_list(out, " :options", &notification->options);
		add_option(out, " :message", notification->message);
		add_copy(out, action);
		add_quoted(out, notification->method);
	} else {
		add_quoted(out, action->address);
	}
}

static void add_pipe(struct buf *out, const struct action *action)
{
	if (action->try)
		buf_add(out, STR(" :try"));
	add_quoted(out, action->program);
	add_list(out, "", &action->arguments);
}

static void add_report(struct buf *out, const struct action *action)
{
	const struct feedback *feedback = action->feedback;

	if (feedback != NULL) {
		if (feedback->headers_only)
			buf_add(out, STR(" :headers_only"));
		add_quoted(out, feedback->type);
		add_quoted(out, feedback->message);
	}
	add_quoted(out, action->address);
}

static void add_arguments(struct buf *out, const struct action *action)
{
	static void (*const add[ACTION_TYPES])(struct buf *,
					       const struct action *) = {
		[ACTION_STORE] = add_store,   [ACTION_REDIRECT] = add_redirect,
		[ACTION_REJECT] = add_reject, [ACTION_VACATION] = add_vacation,
		[ACTION_NOTIFY] = add_notify, [ACTION_PIPE] = add_pipe,
		[ACTION_REPORT] = add_report,
	};

	if (add[action->type] != NULL)
		add[action->type](out, action);
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
	struct buf out = buf_new(arena, (size_t)16 * 1024);

	buf_add(&out, str_from(action_word(action)));
	add_arguments(&out, action);
	add_origin(&out, action);
	return buf_str(&out);
}

struct edits edits_without(struct arena *arena, const struct spans *spans)
{
	struct edit *list = ARENA_ARRAY(arena, struct edit, spans->count);

	for (size_t i = 0; i < spans->count; i++) {
		list[i].begin = spans->list[i].begin;
		list[i].end = spans->list[i].end;
	}
	return (struct edits){ list, spans->count };
}
