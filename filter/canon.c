#include "canon.h"

#include <string.h>

/* Where a canonical form is written: room for it was measured before. */
struct output {
	char *ptr;
	size_t len;
};

static void put(struct output *out, char c)
{
	out->ptr[out->len++] = c;
}

static void put_crlf(struct output *out)
{
	put(out, '\r');
	put(out, '\n');
}

/* A line end at s[i]: LF, or CR directly before LF.  Its length, else 0. */
static size_t line_end_at(struct str s, size_t i)
{
	if (s.ptr[i] == '\n')
		return 1;
	return s.ptr[i] == '\r' && i + 1 < s.len && s.ptr[i + 1] == '\n' ? 2
									 : 0;
}

/* RFC 6376 3.4.1: nothing changes but that every line ends in CRLF. */
static struct str field_simple(struct arena *arena, struct str raw)
{
	struct output out = { .ptr = arena_array(arena, raw.len + 1, 2) };

	for (size_t i = 0; i < raw.len;) {
		size_t end = line_end_at(raw, i);

		if (end > 0)
			put_crlf(&out);
		else
			put(&out, raw.ptr[i]);
		i += end > 0 ? end : 1;
	}
	if (out.len < 2 || memcmp(out.ptr + out.len - 2, "\r\n", 2) != 0)
		put_crlf(&out);
	return (struct str){ out.ptr, out.len };
}

/*
 * RFC 6376 3.4.2: the name in lower case, no white space around the colon, the
 * value unfolded, each run of white space one space, none at its end.
 */
static struct str field_relaxed(struct arena *arena, struct str name,
				struct str value)
{
	struct output out = { .ptr = arena_array(arena, 1,
						 name.len + value.len + 3) };
	bool space = false;

	for (size_t i = 0; i < name.len; i++)
		put(&out, char_lower(name.ptr[i]));
	put(&out, ':');
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (char_is_wsp(c)) {
			space = true;
		} else if (c > ' ' || line_end_at(value, i) == 0) {
			if (space && out.len > name.len + 1)
				put(&out, ' ');
			put(&out, c);
			space = false;
		} else {
			i += line_end_at(value, i) - 1;
		}
	}
	put_crlf(&out);
	return (struct str){ out.ptr, out.len };
}

struct canon_fields canon_fields_new(struct arena *arena,
				     const struct message *message)
{
	size_t count = message->header_count;

	return (struct canon_fields){
		.arena = arena,
		.message = message,
		.simple = ARENA_ARRAY(arena, struct str, count),
		.relaxed = ARENA_ARRAY(arena, struct str, count),
	};
}

struct str canon_field(struct canon_fields *fields, enum canon canon,
		       size_t index)
{
	const struct header *header = &fields->message->headers[index];
	struct str *known = canon == CANON_SIMPLE ? &fields->simple[index]
						  : &fields->relaxed[index];

	if (known->ptr != NULL)
		return *known;
	*known = canon == CANON_SIMPLE
			 ? field_simple(fields->arena, header->raw)
			 : field_relaxed(fields->arena, header->name,
					 header->value);
	return *known;
}

/* The value of the first tag called b: where it begins and ends in value, the
 * white space around it included; an empty range at the end without one. */
static void find_b(struct str value, size_t *begin, size_t *end)
{
	struct str rest = value, part;

	while (str_cut(&rest, ';', &part)) {
		size_t equals = str_find(part, '=');

		if (equals < part.len &&
		    str_eq(str_trim(str_first(part, equals)), STR("b"))) {
			*begin = (size_t)(part.ptr - value.ptr) + equals + 1;
			*end = (size_t)(part.ptr - value.ptr) + part.len;
			return;
		}
	}
	*begin = *end = value.len;
}

/* Field without bytes begin to end of its value. */
static struct str without(struct arena *arena, struct str whole, size_t begin,
			  size_t end)
{
	struct output out = { .ptr = arena_array(arena, 1, whole.len) };

	memcpy(out.ptr, whole.ptr, begin);
	memcpy(out.ptr + begin, whole.ptr + end, whole.len - end);
	return (struct str){ out.ptr, whole.len - (end - begin) };
}

struct str canon_signature_field(struct arena *arena, enum canon canon,
				 const struct header *header)
{
	size_t offset = (size_t)(header->value.ptr - header->raw.ptr);
	struct str field;
	size_t begin, end;

	find_b(header->value, &begin, &end);
	if (canon == CANON_RELAXED)
		field = field_relaxed(
			arena, header->name,
			without(arena, header->value, begin, end));
	else
		field = field_simple(arena,
				     without(arena, header->raw, offset + begin,
					     offset + end));
	return str_first(field, field.len - 2);
}
