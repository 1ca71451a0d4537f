#include "trace.h"

#include "buf.h"
#include "grammar.h"
#include "limits.h"
#include "utf8.h"

/* What Postfix, Exim, OpenSMTPD and qmail write at final delivery. */
static bool is_trace_name(struct str name)
{
	static const struct str names[] = {
		STR_INIT("Return-Path"),   STR_INIT("Delivered-To"),
		STR_INIT("X-Original-To"), STR_INIT("Envelope-To"),
		STR_INIT("Delivery-Date"),
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(name, names[i]))
			return true;
	return false;
}

static const struct header *trace_find(const struct message *message,
				       struct str name)
{
	for (size_t i = 0; i < message->header_count; i++) {
		const struct header *header = &message->headers[i];

		if (!header->well_formed || !is_trace_name(header->name))
			break;
		if (str_eq_nocase(header->name, name))
			return header;
	}
	return NULL;
}

static bool may_stand_in_address(char c)
{
	return char_is_8bit(c) ||
	       (char_is_vchar(c) && c != '<' && c != '>' && c != ',');
}

/* RFC 5322 2.1.1: a line has 998 bytes at most. */
static void add_address(struct buf *buf, struct str address)
{
	bool utf8 = utf8_valid(address);

	address = str_first(address, 900);
	for (size_t i = 0; i < address.len; i++) {
		char c = address.ptr[i];
		bool shown =
			may_stand_in_address(c) && (utf8 || !char_is_8bit(c));

		buf_add_char(buf, shown ? c : '_');
	}
}

/* Written by the MTA, from what it tells us too; what says another sender is of
 * whoever wrote the mail. */
static bool has_return_path(struct arena *arena, const struct message *message,
			    const struct sender *sender)
{
	const struct header *header = trace_find(message, STR("Return-Path"));
	struct sender there;

	if (header == NULL)
		return false;
	there = sender_parse(header_unfold(arena, header->value));
	return there.status == sender->status &&
	       str_eq_nocase(there.address, sender->address);
}

static bool has_delivered_to(struct arena *arena, const struct message *message,
			     struct str above)
{
	static const struct str name = STR_INIT("Delivered-To");
	struct message script;

	if (trace_find(message, name) != NULL)
		return true;
	script = message_parse(arena, above);
	return message_find(&script, name, 0) != NULL;
}

struct str trace_fields(struct arena *arena, const struct message *message,
			struct str above, const struct envelope *envelope)
{
	struct buf buf = buf_new(arena, LIMIT_OUTPUT_FIELDS);

	if (envelope->sender.status != SENDER_UNKNOWN &&
	    !has_return_path(arena, message, &envelope->sender)) {
		buf_add(&buf, STR("Return-Path: <"));
		if (envelope->sender.status != SENDER_NULL)
			add_address(&buf, envelope->sender.address);
		buf_add(&buf, STR(">\n"));
	}
	if (envelope->recipient.len > 0 &&
	    !has_delivered_to(arena, message, above)) {
		buf_add(&buf, STR("Delivered-To: "));
		add_address(&buf, envelope->recipient);
		buf_add(&buf, STR("\n"));
	}
	return buf_str(&buf);
}
