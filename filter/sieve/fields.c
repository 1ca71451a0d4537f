#include "fields.h"

#include <string.h>

#include "../limits.h"
#include "../mime.h"

struct field {
	bool has_value, has_addresses;
	struct str value;
	struct mailbox_list addresses;
};

struct fields {
	struct arena *arena;
	const struct message *message;
	struct field *list; /* as many as the message has headers */
	bool has_wire_size;
	uint64_t wire_size;
};

struct fields *fields_new(struct arena *arena, const struct message *message)
{
	struct fields *fields = ARENA_NEW(arena, struct fields);

	fields->arena = arena;
	fields->message = message;
	fields->list = ARENA_ARRAY(arena, struct field, message->header_count);
	return fields;
}

bool fields_next(const struct fields *fields, struct str name, size_t *at,
		 size_t *index, uint64_t *steps)
{
	const struct message *message = fields->message;

	while (*at < message->header_count) {
		*index = (*at)++;
		++*steps;
		if (name.len > 0 &&
		    str_eq_nocase(message->headers[*index].name, name))
			return true;
	}
	return false;
}

struct str fields_value(struct fields *fields, size_t index)
{
	struct field *field = &fields->list[index];
	struct str raw = str_first(fields->message->headers[index].value,
				   LIMIT_SIEVE_VALUE);

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
	struct str raw = str_first(fields->message->headers[index].value,
				   LIMIT_SIEVE_VALUE);

	if (!field->has_addresses)
		field->addresses = address_parse_lenient(fields->arena, raw);
	field->has_addresses = true;
	return field->addresses;
}

static uint64_t wire_size(struct str raw)
{
	const char *end = raw.ptr + raw.len, *at = raw.ptr;
	uint64_t size = raw.len;

	while (at < end &&
	       (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		size += at == raw.ptr || at[-1] != '\r';
		at++;
	}
	return size;
}

uint64_t fields_wire_size(struct fields *fields)
{
	if (!fields->has_wire_size)
		fields->wire_size = wire_size(fields->message->raw);
	fields->has_wire_size = true;
	return fields->wire_size;
}
