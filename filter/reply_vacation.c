#include "reply_vacation.h"

#include "compose.h"
#include "grammar.h"
#include "limits.h"

/* RFC 5230 5.3 */
static struct str subject(struct arena *arena, const struct reply_facts *facts,
			  const struct vacation *vacation)
{
	struct str original = reply_subject(arena, facts->current);

	if (vacation->subject.len > 0)
		return vacation->subject;
	if (original.len == 0)
		return STR("Automated reply");
	return arena_printf(arena, "Auto: %.*s", STR_ARG(original));
}

/* -- ":mime": the reason is an entity of RFC 2045 2.4 ---------------------- */

/* Others would say something about the mail, which is ours to say. */
static bool is_entity_field(const struct header *header)
{
	return header->well_formed &&
	       str_starts_nocase(header->name, STR("Content-"));
}

static const struct header *entity_field(const struct message *entity,
					 struct str name)
{
	const struct header *header = message_find(entity, name, 0);

	return header != NULL && is_entity_field(header) &&
			       compose_is_7bit(header->raw)
		       ? header
		       : NULL;
}

/* A container's parts have encodings of their own. */
static bool is_container(const struct message *entity)
{
	const struct header *type = entity_field(entity, STR("Content-Type"));
	struct str value = type != NULL ? str_trim(type->value) : STR("");

	return str_starts_nocase(value, STR("multipart/")) ||
	       str_starts_nocase(value, STR("message/"));
}

static void add_entity_fields(struct buf *out, const struct message *entity,
			      bool with_encoding)
{
	for (size_t i = 0; i < entity->header_count; i++) {
		const struct header *header = &entity->headers[i];
		bool encoding = str_eq_nocase(header->name,
					      STR("Content-Transfer-Encoding"));

		if (is_entity_field(header) && compose_is_7bit(header->raw) &&
		    (with_encoding || !encoding))
			compose_lines(out, header->raw);
	}
}

/* What is not of 7 bits as it should be is encoded if it can be, else said to
 * be of 8. */
static void add_entity(struct buf *out, struct str reason)
{
	const struct message entity = message_parse(out->arena, reason);
	bool plain = compose_is_7bit(entity.body);
	bool container = is_container(&entity);
	bool encoded =
		!container &&
		entity_field(&entity, STR("Content-Transfer-Encoding")) != NULL;

	add_entity_fields(out, &entity, plain);
	if (plain) {
		buf_add_char(out, '\n');
		compose_lines(out, entity.body);
	} else if (container || encoded) {
		buf_add(out, STR("Content-Transfer-Encoding: 8bit\n\n"));
		compose_lines(out, entity.body);
	} else {
		buf_add(out, STR("Content-Transfer-Encoding: "
				 "quoted-printable\n\n"));
		compose_quoted_printable(out, entity.body);
	}
}

struct str reply_vacation(struct arena *arena, const struct reply_facts *facts,
			  const struct vacation *vacation)
{
	struct buf out = buf_new(arena, LIMIT_REPLY);
	const struct reply_head head = {
		.kind = "vacation",
		.to = facts->sender,
		.subject = subject(arena, facts, vacation),
		.automatic = STR("auto-replied"),
		.seed = vacation->reason,
		.threaded = true,
	};

	reply_begin(&out, facts, &head);
	if (vacation->mime)
		add_entity(&out, vacation->reason);
	else
		compose_plain_text(&out, vacation->reason);
	return out.overflow ? STR("") : buf_str(&out);
}
