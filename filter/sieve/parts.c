#include "parts.h"

#include <string.h>

#include "../buf.h"
#include "../charset.h"
#include "../limits.h"

static struct parts *allocate(struct arena *arena)
{
	struct parts *parts = ARENA_NEW(arena, struct parts);

	parts->arena = arena;
	parts->list = ARENA_ARRAY(arena, struct mail_part, LIMIT_MIME_PARTS);
	return parts;
}

struct parts *parts_new(struct arena *arena, const struct message *message,
			struct fields *fields)
{
	struct mime_parts found = mime_parts_find(arena, message);
	struct parts *parts = allocate(arena);

	for (size_t i = 0; i < found.count; i++)
		parts->list[i].mime = found.list[i];
	parts->list[0].fields = fields;
	parts->count = found.count;
	parts->text_left = LIMIT_SIEVE_BODY;
	parts->header_left = LIMIT_SIEVE_PART_HEADERS;
	return parts;
}

struct parts *parts_copy(struct arena *arena, const struct parts *parts)
{
	struct parts *copy = allocate(arena);
	struct mail_part *list = copy->list;

	memcpy(list, parts->list, parts->count * sizeof(*list));
	*copy = *parts;
	copy->list = list;
	return copy;
}

struct fields *parts_fields(struct parts *parts, size_t index)
{
	struct mail_part *part = &parts->list[index];
	struct str header = str_first(part->mime.header, parts->header_left);
	struct message message;

	if (part->fields != NULL)
		return part->fields;
	parts->header_left -= header.len;
	message = message_parse(parts->arena, header);
	part->fields =
		fields_new(parts->arena, message.headers, message.header_count);
	return part->fields;
}

/* ---- text ---- */

static struct str take(struct parts *parts, struct str text)
{
	text = str_first(text, parts->text_left);
	parts->text_left -= text.len;
	return text;
}

/* A script's strings have CRLF; the mail may have LF (RFC 5173 4). */
struct str parts_with_crlf(struct arena *arena, struct str text)
{
	struct buf out = buf_new(arena, 2 * text.len);
	struct str line;

	while (text.len > 0) {
		size_t end = str_find(text, '\n');

		line = str_first(text, end);
		buf_add(&out, line);
		if (end < text.len && !str_ends(line, STR("\r")))
			buf_add_char(&out, '\r');
		if (end < text.len)
			buf_add_char(&out, '\n');
		text = str_skip(text, end + 1);
	}
	return buf_str(&out);
}

struct str parts_text(struct parts *parts, size_t index)
{
	struct mail_part *part = &parts->list[index];
	struct str text;

	if (part->content.ready)
		return part->content.text;
	text = mime_decode_content(parts->arena, part->mime.encoding,
				   take(parts, part->mime.content));
	text = charset_to_utf8(parts->arena, part->mime.charset, text);
	part->content.text = parts_with_crlf(parts->arena, text);
	part->content.ready = true;
	return part->content.text;
}

struct str parts_epilogue(struct parts *parts, size_t index)
{
	struct mail_part *part = &parts->list[index];

	if (!part->epilogue.ready)
		part->epilogue.text = parts_with_crlf(
			parts->arena, take(parts, part->mime.epilogue));
	part->epilogue.ready = true;
	return part->epilogue.text;
}

/* ---- changes ---- */

/* Everything behind a part that was count parts, and is now more of them. */
static void move_behind(struct parts *parts, size_t index, size_t count,
			size_t now)
{
	size_t behind = index + count;

	for (size_t i = 0; i < parts->count; i++)
		if (parts->list[i].mime.end >= behind)
			parts->list[i].mime.end =
				parts->list[i].mime.end - count + now;
	memmove(&parts->list[index + now], &parts->list[behind],
		(parts->count - behind) * sizeof(*parts->list));
	parts->count = parts->count - count + now;
}

void parts_replace(struct parts *parts, size_t index, struct str entity)
{
	const struct mime_part old = parts->list[index].mime;
	size_t count = old.end - index;
	size_t room = LIMIT_MIME_PARTS - (parts->count - count);
	struct mime_parts found =
		mime_parts_of_entity(parts->arena, entity, old.depth, room);

	move_behind(parts, index, count, found.count);
	for (size_t i = 0; i < found.count; i++) {
		parts->list[index + i] =
			(struct mail_part){ .mime = found.list[i] };
		parts->list[index + i].mime.end += index;
	}
}

static void shift_slice(struct str *s, const struct shift *shift)
{
	uintptr_t begin = (uintptr_t)shift->old.ptr, at = (uintptr_t)s->ptr;
	size_t offset = at - begin, grown = shift->new.len - shift->old.len;

	if (at < begin || offset > shift->old.len ||
	    s->len > shift->old.len - offset)
		return;
	if (offset <= shift->offset &&
	    offset + s->len >= shift->offset + shift->size)
		s->len += grown; /* it holds the change */
	else if (offset >= shift->offset + shift->size)
		offset += grown;
	s->ptr = shift->new.ptr + offset;
}

void parts_shift(struct parts *parts, const struct shift *shift)
{
	for (size_t i = 0; i < parts->count; i++) {
		struct mime_part *part = &parts->list[i].mime;

		shift_slice(&part->entity, shift);
		shift_slice(&part->header, shift);
		shift_slice(&part->body, shift);
		shift_slice(&part->content, shift);
		shift_slice(&part->epilogue, shift);
	}
}
