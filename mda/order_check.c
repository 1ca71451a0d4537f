#include "order_check.h"

#include "../filter/grammar.h"
#include "limits.h"
#include "folder.h"
#include "status.h"

/* -- text -------------------------------------------------------------------- */

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

static bool is_one_line(struct str text, size_t most)
{
	for (size_t i = 0; i < text.len; i++)
		if (is_control(text.ptr[i]) && text.ptr[i] != '\t')
			return false;
	return text.len <= most;
}

/* Several lines; no control characters but tabs, line ends and DEL, which JSON
 * does not escape and no terminal acts on. */
static bool is_text(struct str text, size_t most)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' && text.ptr[i] != '\n' &&
		    text.ptr[i] != '\t' && text.ptr[i] != '\r')
			return false;
	return text.len <= most;
}

/* -- header fields ------------------------------------------------------------- */

static bool is_blank(struct str line)
{
	return str_trim(line).len == 0;
}

static bool is_field_start(struct str line)
{
	size_t colon = str_find(line, ':');

	for (size_t i = 0; i < colon; i++)
		if (!char_is_ftext(line.ptr[i]))
			return false;
	return colon > 0 && colon < line.len;
}

/*
 * Each line ends with LF and is a field's first line or, but for the first,
 * a continuation.  An empty or blank line would end the header block and make
 * the mail's own fields part of the body.
 */
static bool are_fields(struct str fields)
{
	bool first = true;
	struct str line;

	if (fields.len == 0)
		return true;
	if (fields.len > LIMIT_ORDER_FIELDS ||
	    fields.ptr[fields.len - 1] != '\n')
		return false;
	fields.len--;
	while (str_cut(&fields, '\n', &line)) {
		bool continues = line.len > 0 && char_is_wsp(line.ptr[0]);

		if (is_blank(line) || (continues && first) ||
		    (!continues && !is_field_start(line)))
			return false;
		for (size_t i = 0; i < line.len; i++)
			if (is_control(line.ptr[i]) && line.ptr[i] != '\t')
				return false;
		first = false;
	}
	return true;
}

static bool are_spans(const struct spans *spans, size_t mail_size)
{
	size_t end = 0;

	for (size_t i = 0; i < spans->count; i++) {
		const struct span *span = &spans->list[i];

		if (span->begin < end || span->end <= span->begin ||
		    span->end > mail_size)
			return false;
		end = span->end;
	}
	return true;
}

/* -- actions ------------------------------------------------------------------- */

/* One address that is safe as an argument and as a header field. */
static bool is_address(struct str address)
{
	size_t at = str_find_last(address, '@');

	if (address.len > LIMIT_ORDER_ADDRESS || at == 0 ||
	    at + 1 >= address.len || address.ptr[0] == '-')
		return false;
	for (size_t i = 0; i < address.len; i++) {
		char c = address.ptr[i];

		if (is_control(c) || c == ' ' || c == '<' || c == '>' ||
		    c == ',' || c == ';' || (i > at && c == '@'))
			return false;
	}
	return true;
}

static bool are_flags(const struct str_list *flags)
{
	for (size_t i = 0; i < flags->count; i++) {
		struct str flag = flags->items[i];

		if (flag.len == 0 || !is_one_line(flag, LIMIT_ORDER_FLAG) ||
		    str_find(flag, ' ') < flag.len)
			return false;
	}
	return true;
}

const char *order_check_action(struct arena *arena, const struct action *action)
{
	const char *directory;

	if (!is_one_line(action->script, LIMIT_ORDER_NAME))
		return "the name of a script";
	if (action->text.len > LIMIT_ORDER_TEXT ||
	    str_find(action->text, '\0') < action->text.len)
		return "the text of an action";
	if (!are_flags(&action->flags))
		return "a flag";
	if (action->type == ACTION_STORE &&
	    !folder_directory(arena, action->folder, &directory))
		return "the name of a folder";
	if (action->type == ACTION_REDIRECT && !is_address(action->address))
		return "an address";
	return NULL;
}

static bool is_status(unsigned status)
{
	return status == STATUS_DELIVERED || status == STATUS_USAGE ||
	       status == STATUS_DATA || status == STATUS_RETRY;
}

const char *order_check(struct arena *arena, const struct order *order,
			size_t mail_size)
{
	if (!is_status(order->exit_status))
		return "the exit status";
	if (!are_fields(order->fields))
		return "the header fields";
	if (!are_spans(&order->forged, mail_size))
		return "what is to be left out";
	if (!is_one_line(order->sender, LIMIT_ORDER_ADDRESS))
		return "the sender";
	if (!is_one_line(order->obstacle, LIMIT_SHOWN_VALUE))
		return "why it is not redirected";
	if (!is_one_line(order->log, LIMIT_ORDER_LOG) ||
	    !is_one_line(order->reason, LIMIT_ORDER_LOG))
		return "the log line";
	if (!is_text(order->report, ORDER_MAX) ||
	    !is_text(order->user_error, ORDER_MAX))
		return "the report";
	for (size_t i = 0; i < order->actions.count; i++) {
		const char *error =
			order_check_action(arena, &order->actions.list[i]);

		if (error != NULL)
			return error;
	}
	return NULL;
}
