#include "draft_sent.h"

static bool is_hop(const struct header *header)
{
	return str_eq_nocase(header->name, STR("Delivered-To"));
}

/* Header fields of a draft, being put together. */
struct list {
	struct field *fields;
	size_t count;
	const struct message *message;
	size_t next; /* of its fields: those before were looked at */
};

static void add(struct list *list, const struct header *header,
		enum field_origin origin)
{
	list->fields[list->count++] =
		(struct field){ .header = *header, .origin = origin };
}

/* Those that stand in the mail before end; NULL: all. */
static void add_hops(struct list *list, const char *end)
{
	for (; list->next < list->message->header_count; list->next++) {
		const struct header *header =
			&list->message->headers[list->next];

		if (!is_hop(header))
			continue;
		if (end != NULL && header->raw.ptr >= end)
			return;
		add(list, header, FIELD_MAIL);
	}
}

static bool came_so(const struct draft *draft)
{
	const struct message *message = draft->message;
	const struct fields *fields = draft->inner;
	size_t came = 0, stayed = 0;

	for (size_t i = 0; i < message->header_count; i++)
		came += is_hop(&message->headers[i]);
	for (size_t i = 0; i < fields->count; i++)
		if (is_hop(&fields->list[i].header)) {
			if (fields->list[i].origin != FIELD_MAIL)
				return false;
			stayed++;
		}
	return came == stayed;
}

static struct fields *as_they_came(const struct draft *draft)
{
	const struct fields *old = draft->inner;
	struct fields *fields = fields_copy(draft->arena, old);
	size_t room = old->count + draft->message->header_count;
	struct list list = { .fields = ARENA_ARRAY(draft->arena, struct field,
						   room),
			     .message = draft->message };

	for (size_t i = 0; i < old->count; i++) {
		const struct field *field = &old->list[i];

		if (field->origin == FIELD_MAIL)
			add_hops(&list, field->header.raw.ptr);
		if (field->origin == FIELD_BELOW)
			add_hops(&list, NULL);
		if (!is_hop(&field->header))
			add(&list, &field->header, field->origin);
	}
	add_hops(&list, NULL);
	fields->list = list.fields;
	fields->count = list.count;
	fields->capacity = room;
	return fields;
}

const struct draft *draft_sent(const struct draft *draft)
{
	struct draft *sent;

	if (draft->open != NULL)
		draft = draft->open;
	if (!draft->changed || came_so(draft))
		return draft;
	sent = ARENA_NEW(draft->arena, struct draft);
	*sent = *draft;
	sent->fields = sent->inner = as_they_came(draft);
	return sent;
}
