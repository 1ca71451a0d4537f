#include "reply.h"

#include "compose.h"
#include "grammar.h"
#include "limits.h"
#include "mime.h"

/* -- what came before (RFC 5322 3.6.4) ------------------------------------- */

/* msg-id, whatever stands between the angle brackets. */
static bool take_id(struct str *rest, struct str *id)
{
	size_t open = str_find(*rest, '<'), close;

	*rest = str_skip(*rest, open);
	close = str_find(*rest, '>');
	if (close == rest->len)
		return false;
	*id = str_first(*rest, close + 1);
	*rest = str_skip(*rest, close + 1);
	return true;
}

static bool is_id(struct str id)
{
	for (size_t i = 1; i + 1 < id.len; i++)
		if (!char_is_vchar(id.ptr[i]) || id.ptr[i] == '<')
			return false;
	return id.len > 2 && id.len <= LIMIT_MESSAGE_ID;
}

static struct str field_value(const struct message *message, struct str name)
{
	const struct header *header = message_find(message, name, 0);

	return header != NULL ? header->value : STR("");
}

struct str reply_message_id(const struct message *message)
{
	struct str value = field_value(message, STR("Message-ID")), id;

	return take_id(&value, &id) && is_id(id) ? id : STR("");
}

/* Those of a field: the first, and the latest in a ring behind it. */
struct references {
	struct str list[LIMIT_REFERENCES];
	size_t count;
};

static void add_reference(struct references *references, struct str id)
{
	size_t at = references->count++;

	if (at >= LIMIT_REFERENCES)
		at = 1 + (at - 1) % (LIMIT_REFERENCES - 1);
	references->list[at] = id;
}

static struct references find_references(const struct message *message)
{
	struct references references = { .count = 0 };
	struct str value = field_value(message, STR("References"));
	struct str own = reply_message_id(message), id;

	if (value.len == 0)
		value = field_value(message, STR("In-Reply-To"));
	while (take_id(&value, &id))
		if (is_id(id))
			add_reference(&references, id);
	if (own.len > 0)
		add_reference(&references, own);
	return references;
}

static void add_thread(struct buf *out, const struct message *message)
{
	struct str own = reply_message_id(message);
	struct references references = find_references(message);
	struct buf ids =
		buf_new(out->arena, LIMIT_REFERENCES * (LIMIT_MESSAGE_ID + 1));
	size_t count = references.count;

	if (own.len == 0)
		return;
	for (size_t i = 0; i < count && i < LIMIT_REFERENCES; i++) {
		/* The ring's oldest stands where the next would go. */
		size_t at = count <= LIMIT_REFERENCES || i == 0
				    ? i
				    : 1 + (count - 1 + i - 1) %
						      (LIMIT_REFERENCES - 1);

		buf_printf(&ids, "%s%.*s", i > 0 ? " " : "",
			   STR_ARG(references.list[at]));
	}
	compose_value(out, "In-Reply-To", own);
	compose_value(out, "References", buf_str(&ids));
}

/* -- the head -------------------------------------------------------------- */

static struct str message_id(struct arena *arena,
			     const struct reply_facts *facts,
			     const struct reply_head *head)
{
	struct str now = arena_printf(arena, "%lld", (long long)facts->now);
	const struct str texts[] = { str_from(head->kind),
				     now,
				     head->to,
				     head->seed,
				     facts->recipient,
				     facts->owner,
				     facts->message->fields };
	struct str hash =
		compose_hash(arena, texts, sizeof(texts) / sizeof(texts[0]));

	return arena_printf(arena, "<%.*s.waxseal@%.*s>",
			    STR_ARG(str_first(hash, 40)), STR_ARG(facts->host));
}

static void add_from(struct buf *out, const struct reply_facts *facts)
{
	struct mailbox_list list;
	const char *reason;

	if (address_parse_strict(out->arena, facts->from, &list, &reason))
		compose_mailboxes(out, "From", &list);
	else
		compose_value(out, "From", facts->owner);
}

void reply_begin(struct buf *out, const struct reply_facts *facts,
		 const struct reply_head *head)
{
	/* Above all else: RFC 5436 2.7.1 counts it among the trace fields. */
	compose_value(out, "Auto-Submitted", head->automatic);
	compose_date(out, facts->now, facts->zone);
	add_from(out, facts);
	compose_value(out, "To", head->to);
	compose_text(out, "Subject", head->subject);
	compose_value(out, "Message-ID", message_id(out->arena, facts, head));
	if (head->threaded)
		add_thread(out, facts->message);
	compose_value(out, "MIME-Version", STR("1.0"));
}

struct str reply_subject(struct arena *arena, const struct message *message)
{
	struct str value = field_value(message, STR("Subject"));

	return str_trim(mime_decode_words(
		arena, str_first(value, 4 * LIMIT_COMPOSE_TEXT)));
}

/* -- parts ----------------------------------------------------------------- */

struct str reply_header_part(struct arena *arena, const struct message *message)
{
	struct buf fields = buf_new(arena, LIMIT_REPLY_HEADER);
	struct buf part = buf_new(arena, 4 * LIMIT_REPLY_HEADER);

	for (size_t i = 0; i < message->header_count; i++)
		if (message->headers[i].well_formed)
			compose_lines(&fields, message->headers[i].raw);
	buf_add(&part, STR("Content-Type: text/rfc822-headers\n"));
	if (compose_is_7bit(buf_str(&fields))) {
		buf_add_char(&part, '\n');
		buf_add(&part, buf_str(&fields));
	} else {
		buf_add(&part, STR("Content-Transfer-Encoding: "
				   "quoted-printable\n\n"));
		compose_quoted_printable(&part, buf_str(&fields));
	}
	return buf_str(&part);
}

void reply_report_parts(struct buf *out, const char *type, struct str seed,
			const struct str *parts, size_t count)
{
	struct str boundary = compose_boundary(out->arena, seed, parts, count);

	buf_printf(out,
		   "Content-Type: multipart/report; report-type=%s;\n"
		   " boundary=\"%.*s\"\n\n",
		   type, STR_ARG(boundary));
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, "--%.*s\n", STR_ARG(boundary));
		buf_add(out, parts[i]);
		buf_add_char(out, '\n');
	}
	buf_printf(out, "--%.*s--\n", STR_ARG(boundary));
}
