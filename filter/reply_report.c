#include "reply_report.h"

#include "compose.h"
#include "grammar.h"
#include "limits.h"
#include "moment.h"

/* RFC 5965 7.3: what may be said; else it is "other". */
static struct str feedback_type(struct str type)
{
	for (size_t i = 0; i < type.len; i++)
		if (!char_is_token(type.ptr[i]))
			return STR("other");
	return type.len > 0 && type.len <= LIMIT_LABEL ? type : STR("other");
}

static struct str text_part(struct arena *arena, struct str message)
{
	struct buf part = buf_new(arena, LIMIT_REPLY);

	compose_plain_text(&part, message);
	return part.overflow ? STR("") : buf_str(&part);
}

static struct str in_brackets(struct arena *arena, struct str address)
{
	return arena_printf(arena, "<%.*s>", STR_ARG(address));
}

/* What is known of the client and of the author, as far as it is proven. */
static void add_proof(struct buf *part, const struct auth *auth)
{
	const struct client *client = &auth->envelope.client;

	if (client->status == CLIENT_KNOWN)
		compose_value(part, "Source-IP",
			      ip_text(part->arena, &client->ip));
	if (auth->dmarc.status == CHECK_PASS)
		compose_value(part, "Reported-Domain", auth->author.domain);
}

/* RFC 5965 3 */
static struct str machine_part(struct arena *arena,
			       const struct reply_facts *facts,
			       const struct auth *auth, struct str type)
{
	struct buf part = buf_new(arena, LIMIT_REPLY_HEADER);
	const struct moment arrival = moment_at(auth->received_at, facts->zone);

	buf_add(&part, STR("Content-Type: message/feedback-report\n\n"));
	compose_value(&part, "Feedback-Type", feedback_type(type));
	compose_value(
		&part, "User-Agent",
		arena_printf(arena, "Waxseal/%.*s", STR_ARG(facts->version)));
	compose_value(&part, "Version", STR("1"));
	compose_value(&part, "Original-Mail-From",
		      in_brackets(arena, facts->sender));
	if (facts->recipient.len > 0)
		compose_value(&part, "Original-Rcpt-To",
			      in_brackets(arena, facts->recipient));
	compose_value(&part, "Arrival-Date",
		      moment_part(arena, &arrival, STR("std11")));
	compose_value(&part, "Reporting-MTA",
		      arena_printf(arena, "dns; %.*s", STR_ARG(facts->host)));
	add_proof(&part, auth);
	return buf_str(&part);
}

/* message/rfc822 knows no encoding that would make it sendable. */
static bool can_be_attached(struct str mail)
{
	struct str line;

	if (mail.len > LIMIT_REPLY_MAIL || str_find(mail, '\0') < mail.len)
		return false;
	while (str_cut(&mail, '\n', &line))
		if (line.len > 998)
			return false;
	return true;
}

static struct str mail_part(struct arena *arena, const struct message *message)
{
	struct buf part = buf_new(arena, LIMIT_REPLY_MAIL + 256);

	buf_add(&part, STR("Content-Type: message/rfc822\n"));
	if (!compose_is_7bit(message->raw))
		buf_add(&part, STR("Content-Transfer-Encoding: 8bit\n"));
	buf_add_char(&part, '\n');
	compose_lines(&part, message->raw);
	return buf_str(&part);
}

struct str reply_report(struct arena *arena, const struct reply_facts *facts,
			const struct auth *auth,
			const struct feedback *feedback, struct str to)
{
	struct buf out = buf_new(arena, LIMIT_REPLY);
	bool whole =
		!feedback->headers_only && can_be_attached(facts->message->raw);
	const struct str parts[] = {
		text_part(arena, feedback->message),
		machine_part(arena, facts, auth, feedback->type),
		whole ? mail_part(arena, facts->message)
		      : reply_header_part(arena, facts->message),
	};
	const struct reply_head head = {
		.kind = "report",
		.to = to,
		.subject = arena_printf(
			arena, "Report: %.*s",
			STR_ARG(reply_subject(arena, facts->message))),
		.automatic = STR("auto-generated"),
		.seed = feedback->message,
	};

	reply_begin(&out, facts, &head);
	reply_report_parts(&out, "feedback-report", head.subject, parts, 3);
	return out.overflow || parts[0].len == 0 ? STR("") : buf_str(&out);
}
