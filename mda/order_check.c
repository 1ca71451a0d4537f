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

/* Text may be put in anywhere, even at one place twice. */
static bool are_edits(const struct edits *edits, size_t mail_size)
{
	size_t end = 0;

	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->list[i];

		if (edit->begin < end || edit->end < edit->begin ||
		    edit->end > mail_size)
			return false;
		end = edit->end;
	}
	return true;
}

static bool are_versions(const struct versions *versions, size_t mail_size)
{
	for (size_t i = 0; i < versions->count; i++)
		if (!are_fields(versions->list[i].fields) ||
		    !are_edits(&versions->list[i].edits, mail_size))
			return false;
	return true;
}

/* -- actions ------------------------------------------------------------------- */

/* One address that is safe as an argument and as a header field; those that
 * outbound_address() finds are. */
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

bool order_check_address(struct str address)
{
	return is_address(address);
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

static bool is_key(struct str key)
{
	return str_find(key, ' ') == key.len &&
	       is_one_line(key, LIMIT_MARK_KEY);
}

static bool are_marks(const struct marks *marks)
{
	for (size_t i = 0; i < marks->count; i++)
		if (marks->list[i].key.len == 0 || !is_key(marks->list[i].key))
			return false;
	return true;
}

static bool are_arguments(const struct str_list *arguments)
{
	for (size_t i = 0; i < arguments->count; i++)
		if (str_find(arguments->items[i], '\0') <
		    arguments->items[i].len)
			return false;
	return true;
}

/* xtext and esmtp-values (RFC 3461 4, 2852 4): printable, without blanks. */
static bool is_parameter(struct str value)
{
	return value.len == 0 ||
	       (value.ptr[0] != '-' && str_find(value, ' ') == value.len &&
		is_one_line(value, LIMIT_ORDER_ADDRESS));
}

/* The name of a file in a folder of the administrator's. */
static bool is_program(struct str name)
{
	return name.len > 0 && name.ptr[0] != '.' && name.ptr[0] != '-' &&
	       str_find(name, '/') == name.len &&
	       is_one_line(name, LIMIT_PROGRAM_NAME);
}

bool order_check_program(struct str name, const struct str_list *arguments)
{
	return is_program(name) && are_arguments(arguments);
}

static const char *check_sent(const struct action *action)
{
	if (action->mail.len == 0)
		return NULL;
	if (action->mail.len > LIMIT_ORDER_MAIL)
		return "the size of a mail that is sent";
	if (!is_address(action->address) ||
	    (action->sender.len > 0 && !is_address(action->sender)))
		return "an address of a mail that is sent";
	for (size_t i = 0; i < action->arguments.count; i++)
		if (!is_address(action->arguments.items[i]))
			return "an address of a mail that is sent";
	return NULL;
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
	if (!is_parameter(action->wish.notify) ||
	    !is_parameter(action->wish.ret) || !is_parameter(action->wish.by))
		return "what is asked of a redirect";
	if (!is_key(action->key))
		return "what is to be remembered";
	if (action->type == ACTION_PIPE &&
	    !order_check_program(action->program, &action->arguments))
		return "a program";
	if (action->type != ACTION_STORE && action->folder.len > 0 &&
	    !folder_directory(arena, action->folder, &directory))
		return "the folder for a copy of what is sent";
	return check_sent(action);
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
	if (!are_versions(&order->versions, mail_size))
		return "the forms of the mail";
	if (!are_marks(&order->marks))
		return "what is to be remembered";
	if (!is_one_line(order->results, LIMIT_OUTPUT_FIELDS))
		return "what was found";
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
		if (order->actions.list[i].version > order->versions.count)
			return "the form of a mail";
	}
	return NULL;
}
