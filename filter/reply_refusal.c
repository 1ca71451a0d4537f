#include "reply_refusal.h"

#include "compose.h"
#include "limits.h"

static struct str text_part(struct arena *arena, struct str reason)
{
	struct buf part = buf_new(arena, LIMIT_REPLY);

	compose_plain_text(
		&part,
		arena_printf(arena,
			     "Your message was refused by the recipient's mail "
			     "filtering program.\n"
			     "The reason given is as follows:\n\n%.*s\n",
			     STR_ARG(reason)));
	return part.overflow ? STR("") : buf_str(&part);
}

/* RFC 8098 3.2.3, 3.2.4; RFC 6533 3 for addresses that are not ASCII. */
static void add_recipient(struct buf *part, const char *name,
			  struct str address)
{
	bool ascii = true;

	for (size_t i = 0; i < address.len; i++)
		ascii = ascii && (unsigned char)address.ptr[i] < 0x80;
	if (address.len > 0)
		compose_value(part, name,
			      arena_printf(part->arena, "%s; %.*s",
					   ascii ? "rfc822" : "utf-8",
					   STR_ARG(address)));
}

static void add_recipients(struct buf *part, const struct reply_facts *facts)
{
	add_recipient(part, "Original-Recipient", facts->original_recipient);
	add_recipient(part, "Final-Recipient",
		      facts->recipient.len > 0 ? facts->recipient
					       : facts->owner);
}

/* RFC 8098 3.1: disposition-notification-content */
static struct str disposition_part(struct arena *arena,
				   const struct reply_facts *facts)
{
	struct buf part = buf_new(arena, LIMIT_REPLY_HEADER);
	struct str id = reply_message_id(facts->message);

	buf_add(&part,
		STR("Content-Type: message/disposition-notification\n\n"));
	compose_value(&part, "Reporting-UA",
		      arena_printf(arena, "%.*s; Waxseal %.*s",
				   STR_ARG(facts->host),
				   STR_ARG(facts->version)));
	add_recipients(&part, facts);
	if (id.len > 0)
		compose_value(&part, "Original-Message-ID", id);
	buf_add(&part, STR("Disposition: automatic-action/"
			   "MDN-sent-automatically; deleted\n"));
	return buf_str(&part);
}

/* RFC 3464 2.1: delivery-status-content, about one recipient */
static struct str status_part(struct arena *arena,
			      const struct reply_facts *facts)
{
	struct buf part = buf_new(arena, LIMIT_REPLY_HEADER);

	buf_add(&part, STR("Content-Type: message/delivery-status\n\n"));
	compose_value(&part, "Reporting-MTA",
		      arena_printf(arena, "dns; %.*s", STR_ARG(facts->host)));
	buf_add_char(&part, '\n');
	add_recipients(&part, facts);
	buf_add(&part, STR("Action: failed\nStatus: 5.7.1\n"));
	return buf_str(&part);
}

static const struct {
	const char *type; /* of the report */
	struct str (*part)(struct arena *arena,
			   const struct reply_facts *facts);
} kinds[] = {
	[REFUSAL_DISPOSITION] = { "disposition-notification",
				  disposition_part },
	[REFUSAL_STATUS] = { "delivery-status", status_part },
};

struct str reply_refusal(struct arena *arena, const struct reply_facts *facts,
			 enum refusal kind, struct str reason)
{
	struct buf out = buf_new(arena, LIMIT_REPLY);
	struct str original = reply_subject(arena, facts->message);
	const struct str parts[] = { text_part(arena, reason),
				     kinds[kind].part(arena, facts),
				     reply_header_part(arena, facts->message) };
	const struct reply_head head = {
		.kind = "refusal",
		.to = facts->sender,
		.subject = arena_printf(arena, "Rejected: %.*s",
					STR_ARG(original)),
		.automatic = STR("auto-replied"),
		.seed = reason,
		.threaded = true,
	};

	reply_begin(&out, facts, &head);
	reply_report_parts(&out, kinds[kind].type, reason, parts, 3);
	return out.overflow || parts[0].len == 0 ? STR("") : buf_str(&out);
}
