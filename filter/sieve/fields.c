#include "fields.h"

#include <string.h>

#include "../limits.h"
#include "../mime.h"

struct fields *fields_new(struct arena *arena, const struct header *headers,
			  size_t count)
{
	struct fields *fields = ARENA_NEW(arena, struct fields);

	*fields = (struct fields){ .arena = arena,
				   .list = ARENA_ARRAY(arena, struct field,
						       count),
				   .count = count,
				   .capacity = count };
	for (size_t i = 0; i < count; i++) {
		fields->list[i].header = headers[i];
		fields->list[i].origin = FIELD_MAIL;
	}
	return fields;
}

struct fields *fields_copy(struct arena *arena, const struct fields *fields)
{
	struct fields *copy = ARENA_NEW(arena, struct fields);

	*copy = *fields;
	copy->list = arena_grow(arena, fields->list, fields->count,
				fields->count, sizeof(*copy->list));
	copy->capacity = fields->count;
	return copy;
}

bool fields_next(const struct fields *fields, struct str name, size_t *at,
		 size_t *index, uint64_t *steps)
{
	while (*at < fields->count) {
		*index = (*at)++;
		++*steps;
		if (name.len > 0 &&
		    str_eq_nocase(fields->list[*index].header.name, name))
			return true;
	}
	return false;
}

struct str fields_name(const struct fields *fields, size_t index)
{
	return fields->list[index].header.name;
}

static struct str raw_value(const struct field *field)
{
	return str_first(field->header.value, LIMIT_SIEVE_VALUE);
}

struct str fields_value(struct fields *fields, size_t index)
{
	struct field *field = &fields->list[index];
	struct str raw = raw_value(field);

	if (field->has_value)
		return field->value;
	field->has_value = true;
	field->value = str_trim(mime_has_encoded_word(raw)
					? mime_decode_words(fields->arena, raw)
					: header_unfold(fields->arena, raw));
	return field->value;
}

struct mailbox_list fields_addresses(struct fields *fields, size_t index)
{
	struct field *field = &fields->list[index];

	if (!field->has_addresses)
		field->addresses =
			address_parse_lenient(fields->arena, raw_value(field));
	field->has_addresses = true;
	return field->addresses;
}

struct mime_field fields_mime(struct fields *fields, size_t index)
{
	struct field *field = &fields->list[index];

	if (!field->has_mime)
		field->mime = mime_field_parse(fields->arena, raw_value(field));
	field->has_mime = true;
	return field->mime;
}

static size_t place_of(const struct fields *fields, enum field_origin origin)
{
	size_t at = 0;

	while (at < fields->count &&
	       (fields->list[at].origin < origin ||
		(fields->list[at].origin == origin && origin != FIELD_ABOVE)))
		at++;
	return at;
}

void fields_insert(struct fields *fields, const struct field *field)
{
	size_t at = place_of(fields, field->origin);

	if (fields->count == fields->capacity) {
		fields->capacity = 2 * fields->capacity + 4;
		fields->list =
			arena_grow(fields->arena, fields->list, fields->count,
				   fields->capacity, sizeof(*fields->list));
	}
	memmove(&fields->list[at + 1], &fields->list[at],
		(fields->count - at) * sizeof(*field));
	fields->list[at] = *field;
	fields->count++;
}

void fields_remove(struct fields *fields, size_t index)
{
	fields->count--;
	memmove(&fields->list[index], &fields->list[index + 1],
		(fields->count - index) * sizeof(*fields->list));
}
