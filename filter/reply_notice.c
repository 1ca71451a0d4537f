#include "reply_notice.h"

#include "compose.h"
#include "limits.h"

static struct str joined(struct arena *arena, const struct str_list *list)
{
	struct buf out = buf_new(arena, LIMIT_COMPOSE_VALUE);

	for (size_t i = 0; i < list->count; i++)
		buf_printf(&out, "%s%.*s", i > 0 ? ", " : "",
			   STR_ARG(list->items[i]));
	return buf_str(&out);
}

/* RFC 5436 2.7, "Subject" */
static struct str subject(struct arena *arena, const struct reply_facts *facts,
			  const struct notification *notification,
			  const struct mailto *mailto)
{
	if (notification->message.len > 0)
		return notification->message;
	if (mailto->subject.len > 0)
		return mailto->subject;
	return reply_subject(arena, facts->current);
}

/* Fields that do nothing but tell people something.  All others are ours, or
 * unsafe (RFC 5436 2.7, RFC 6068 4). */
static bool may_be_set(struct str name)
{
	static const struct str names[] = { STR_INIT("Keywords"),
					    STR_INIT("Comments"),
					    STR_INIT("Importance"),
					    STR_INIT("Priority"),
					    STR_INIT("X-Priority") };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(name, names[i]))
			return true;
	return false;
}

static void add_fields(struct buf *out, const struct mailto *mailto)
{
	for (size_t i = 0; i < mailto->field_count; i++) {
		const struct mailto_field *field = &mailto->fields[i];

		if (may_be_set(field->name))
			compose_text(out, arena_cstr(out->arena, field->name),
				     field->value);
	}
}

static void add_importance(struct buf *out, int importance)
{
	if (importance == 1)
		compose_value(out, "Importance", STR("high"));
	else if (importance == 3)
		compose_value(out, "Importance", STR("low"));
}

static struct str from_text(struct arena *arena, const struct message *message)
{
	const struct header *from = message_find(message, STR("From"), 0);
	struct mailbox_list list = { .count = 0 };

	if (from != NULL)
		list = address_parse_lenient(arena, from->value);
	return list.count > 0 ? mailbox_text(arena, &list.mailboxes[0])
			      : STR("nobody");
}

/* When the URI has no body: enough to know what it is about. */
static struct str default_body(struct arena *arena,
			       const struct reply_facts *facts)
{
	struct str from = from_text(arena, facts->current);
	struct str about = reply_subject(arena, facts->current);

	return arena_printf(arena,
			    "There is new mail for %.*s.\n\n"
			    "From: %.*s\nSubject: %.*s\n",
			    STR_ARG(facts->owner), STR_ARG(from),
			    STR_ARG(about));
}

/* RFC 5436 2.7.1 */
static struct str automatic(struct arena *arena, struct str owner)
{
	struct buf out = buf_new(arena, LIMIT_COMPOSE_TEXT);

	buf_add(&out, STR("auto-notified; owner-email=\""));
	for (size_t i = 0; i < owner.len; i++) {
		if (owner.ptr[i] == '"' || owner.ptr[i] == '\\')
			buf_add_char(&out, '\\');
		buf_add_char(&out, owner.ptr[i]);
	}
	buf_add_char(&out, '"');
	return buf_str(&out);
}

struct str reply_notice(struct arena *arena, const struct reply_facts *facts,
			const struct notification *notification,
			const struct mailto *mailto)
{
	struct buf out = buf_new(arena, LIMIT_REPLY);
	struct str body = mailto->body.len > 0 ? mailto->body
					       : default_body(arena, facts);
	const struct reply_head head = {
		.kind = "notice",
		.to = joined(arena, &mailto->to),
		.subject = subject(arena, facts, notification, mailto),
		.automatic = automatic(arena, facts->owner),
		.seed = notification->method,
	};

	reply_begin(&out, facts, &head);
	if (mailto->cc.count > 0)
		compose_value(&out, "Cc", joined(arena, &mailto->cc));
	add_importance(&out, notification->importance);
	add_fields(&out, mailto);
	compose_plain_text(&out, body);
	return out.overflow ? STR("") : buf_str(&out);
}
