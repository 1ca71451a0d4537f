#include "draft.h"

#include <string.h>

#include "../buf.h"
#include "draft_edits.h"

/* Of the body: each stands for one part in the list at least. */
#define MAX_EDITS (LIMIT_MIME_PARTS + 1)

/* A slice of outer, at *offset. */
static bool is_within(struct str outer, struct str s, size_t *offset)
{
	uintptr_t begin = (uintptr_t)outer.ptr, at = (uintptr_t)s.ptr;

	if (s.ptr == NULL || outer.ptr == NULL || at < begin)
		return false;
	*offset = at - begin;
	return *offset <= outer.len && s.len <= outer.len - *offset;
}

/* ---- for who looks at it ---- */

struct message *draft_message(const struct draft *draft)
{
	const struct fields *fields = draft->fields;
	struct message *message = ARENA_NEW(draft->arena, struct message);
	struct header *headers =
		ARENA_ARRAY(draft->arena, struct header, fields->count);
	size_t count = 0;

	for (size_t i = 0; i < fields->count; i++)
		if (fields->list[i].origin != FIELD_OURS)
			headers[count++] = fields->list[i].header;
	*message = *draft->message;
	message->headers = headers;
	message->header_count = count;
	return message;
}

/* ---- drafts ---- */

struct draft *draft_new(struct arena *arena, const struct message *message)
{
	struct draft *draft = ARENA_NEW(arena, struct draft);
	size_t offset, ours = 0;

	*draft = (struct draft){
		.arena = arena,
		.message = message,
		.fields = fields_new(arena, message->headers,
				     message->header_count),
		.edits = ARENA_ARRAY(arena, struct edit, MAX_EDITS),
		.versions = ARENA_NEW(arena, struct draft_versions),
	};
	for (; ours < message->header_count; ours++) {
		if (is_within(message->raw, message->headers[ours].raw,
			      &offset))
			break;
		draft->fields->list[ours].origin = FIELD_OURS;
	}
	draft->inner = draft->fields;
	draft->versions->as_received.edits = draft_edits(draft);
	return draft;
}

struct draft *draft_copy(const struct draft *draft)
{
	struct draft *copy = ARENA_NEW(draft->arena, struct draft);

	*copy = *draft;
	copy->fields = fields_copy(draft->arena, draft->fields);
	copy->inner = draft->inner == draft->fields
			      ? copy->fields
			      : fields_copy(draft->arena, draft->inner);
	copy->edits = arena_grow(draft->arena, draft->edits, draft->edit_count,
				 MAX_EDITS, sizeof(*copy->edits));
	if (draft->parts == NULL)
		return copy;
	copy->parts = parts_copy(draft->arena, draft->parts);
	copy->parts->list[0].fields = copy->fields;
	return copy;
}

struct parts *draft_parts(struct draft *draft)
{
	if (draft->parts == NULL)
		draft->parts =
			parts_new(draft->arena, draft->message, draft->fields);
	return draft->parts;
}

/* The mail from an offset on, with what is put in there. */
static void add_from(struct buf *out, const struct draft *draft, size_t at)
{
	struct str raw = draft->message->raw;
	struct edits edits = draft_edits(draft);
	size_t room = out->ceiling;

	for (size_t i = 0; i < edits.count; i++) {
		const struct edit *edit = &edits.list[i];
		struct str text = edit->text;

		if (edit->begin < at)
			continue;
		buf_add(out, str_first(str_first(str_skip(raw, at),
						 edit->begin - at),
				       room - out->len));
		if (edit->begin == 0 && draft->open != NULL)
			text = str_skip(text, draft_text_above(draft).len -
						      draft->head.len + 1);
		buf_add(out, str_first(text, room - out->len));
		at = edit->end;
	}
	buf_add(out, str_first(str_skip(raw, at), room - out->len));
}

bool draft_has_body(const struct draft *draft)
{
	const struct message *message = draft->message;

	return message->fields.len < message->raw.len || draft->open != NULL ||
	       (draft->edit_count > 0 && draft->edits[0].text.len > 0);
}

struct str draft_body(struct draft *draft, size_t most)
{
	const struct message *message = draft->message;
	size_t at = message->raw.len - message->body.len;
	struct buf out;

	if (draft->edit_count == 0 && draft->open == NULL)
		return str_first(message->body, most);
	out = buf_new(draft->arena, most);
	/* What is put in at the end of a header without a body is none of it. */
	if (draft->open == NULL && draft->edit_count > 0 &&
	    message->fields.len == message->raw.len)
		return str_first(str_skip(draft->edits[0].text, 1), most);
	add_from(&out, draft, draft->open != NULL ? 0 : at);
	return buf_str(&out);
}

/* ---- changes ---- */

static struct header header_of(struct arena *arena, struct str raw)
{
	struct message message = message_parse(arena, raw);

	return message.headers[0];
}

bool draft_add_field(struct draft *draft, struct str raw,
		     enum field_origin origin, bool fixed)
{
	struct field field = { .origin = origin, .fixed = fixed };

	if (raw.len > LIMIT_SIEVE_ADDED - draft->added)
		return false;
	field.header = header_of(draft->arena, raw);
	draft->added += raw.len;
	draft->changed = true;
	fields_insert(draft->fields, &field);
	return true;
}

void draft_remove_field(struct draft *draft, size_t index)
{
	draft->changed = true;
	fields_remove(draft->fields, index);
}

/* In the place of all edits within. */
static void replace_bytes(struct draft *draft, size_t begin, size_t end,
			  struct str text)
{
	size_t first = 0, behind;

	while (first < draft->edit_count && draft->edits[first].begin < begin)
		first++;
	behind = first;
	while (behind < draft->edit_count && draft->edits[behind].end <= end)
		behind++;
	memmove(&draft->edits[first + 1], &draft->edits[behind],
		(draft->edit_count - behind) * sizeof(*draft->edits));
	draft->edits[first] = (struct edit){ begin, end, text };
	draft->edit_count = draft->edit_count - (behind - first) + 1;
}

/* With a byte behind it that is nobody's: whatever is a slice of it, even an
 * empty one at its end, is a slice of nothing else. */
static struct str own(struct arena *arena, struct str before, struct str text,
		      struct str after)
{
	size_t len = before.len + text.len + after.len;
	struct buf out = { .arena = arena,
			   .ptr = arena_alloc(arena, len + 1),
			   .capacity = len + 1,
			   .ceiling = len };

	buf_add(&out, before);
	buf_add(&out, text);
	buf_add(&out, after);
	return buf_str(&out);
}

/* Two delimiters may share one line end: a part between them needs its own. */
static struct str with_line_end(struct draft *draft, struct str outer,
				size_t end, struct str entity)
{
	struct str rest = str_skip(outer, end);

	if (rest.len == 0 || rest.ptr[0] == '\n' || rest.ptr[0] == '\r')
		return entity;
	return own(draft->arena, entity, STR("\n"), STR(""));
}

/* A part of what a part was replaced by; returns the text in its new place. */
static struct str replace_in_edit(struct draft *draft, struct edit *edit,
				  size_t offset, size_t size, struct str text)
{
	struct str old = edit->text;

	text = with_line_end(draft, old, offset + size, text);
	edit->text = own(draft->arena, str_first(old, offset), text,
			 str_skip(old, offset + size));
	parts_shift(draft->parts, &(struct shift){ .old = old,
						   .new = edit->text,
						   .offset = offset,
						   .size = size });
	return str_first(str_skip(edit->text, offset), text.len);
}

bool draft_replace_part(struct draft *draft, size_t index, struct str entity)
{
	struct str old = draft->parts->list[index].mime.entity;
	struct str raw = draft->message->raw, text;
	size_t offset = 0, i = 0;

	while (i < draft->edit_count &&
	       !is_within(draft->edits[i].text, old, &offset))
		i++;
	if (i < draft->edit_count) {
		text = replace_in_edit(draft, &draft->edits[i], offset, old.len,
				       entity);
	} else if (!draft->emptied && is_within(raw, old, &offset)) {
		text = own(draft->arena,
			   with_line_end(draft, raw, offset + old.len, entity),
			   STR(""), STR(""));
		replace_bytes(draft, offset, offset + old.len, text);
	} else {
		return false;
	}
	parts_replace(draft->parts, index, str_first(text, entity.len));
	draft->changed = true;
	return true;
}

size_t draft_replace_memory(struct draft *draft, struct str body)
{
	size_t parts = str_find_str(body, STR("--")) < body.len
			       ? LIMIT_MIME_PARTS
			       : LIMIT_MIME_DEPTH + 1;

	draft_parts(draft);
	return parts * sizeof(struct mime_part);
}

/* The empty line before the body, and the body. */
static struct str with_empty_line(const struct draft *draft)
{
	struct str body = draft->parts->list[0].mime.body;

	return (struct str){ body.ptr - 1, body.len + 1 };
}

void draft_replace_body(struct draft *draft, struct str entity)
{
	const struct message *message = draft->message;
	bool separated = message->fields.len < message->raw.len;
	struct parts *parts = draft_parts(draft);
	struct str body;

	parts_replace(parts, 0, own(draft->arena, entity, STR(""), STR("")));
	draft->changed = true;
	parts->list[0].fields = draft->fields;
	parts->list[0].mime.entity = (struct str){ NULL, 0 };
	body = with_empty_line(draft);
	draft->edit_count = 0;
	if (draft->open != NULL) {
		draft->head = body;
		draft->emptied = true;
		return;
	}
	replace_bytes(draft, message->raw.len - message->body.len,
		      message->raw.len, separated ? str_skip(body, 1) : body);
}

/* The parts of the new mail, and in the last of them those of the old one. */
static struct parts *enclose_parts(struct draft *draft, struct str whole)
{
	struct parts *inner = draft_parts(draft);
	struct parts *parts = parts_copy(draft->arena, inner);
	size_t outer, room, depth;

	parts_replace(parts, 0, whole);
	for (size_t i = 0; i < parts->count; i++)
		parts->list[i].mime.entity = (struct str){ NULL, 0 };
	outer = DRAFT_AROUND;
	depth = parts->list[outer].mime.depth;
	room = LIMIT_MIME_PARTS - outer;
	for (size_t i = 0; i < inner->count && i < room; i++) {
		struct mail_part *part = &parts->list[outer + i];

		*part = inner->list[i];
		part->mime.end += outer;
		part->mime.depth += depth;
		if (part->mime.end > LIMIT_MIME_PARTS)
			part->mime.end = LIMIT_MIME_PARTS;
	}
	parts->list[outer].mime.entity = (struct str){ NULL, 0 };
	parts->count = outer + (inner->count < room ? inner->count : room);
	for (size_t i = 0; i < outer; i++)
		if (parts->list[i].mime.end == outer + 1)
			parts->list[i].mime.end = parts->count;
	return parts;
}

bool draft_enclose(struct draft *draft, struct str fields, struct str head,
		   struct str tail)
{
	struct arena *arena = draft->arena;
	const struct draft *open =
		draft->open != NULL ? draft->open : draft_copy(draft);
	struct message header = message_parse(arena, fields);
	struct str whole =
		draft_joined(arena, fields, draft_joined(arena, head, tail));
	struct parts *parts = enclose_parts(draft, whole);
	struct fields *ours = fields_new(arena, NULL, 0);

	draft->head = draft_joined(arena, head, draft_text_above(draft));
	draft->tail = draft_joined(arena, draft->tail, tail);
	for (size_t i = 0; i < draft->fields->count; i++)
		if (draft->fields->list[i].origin == FIELD_OURS)
			fields_insert(ours, &draft->fields->list[i]);
	if (draft->open == NULL)
		draft->inner = draft->fields;
	draft->fields = ours;
	draft->added = 0;
	draft->changed = true;
	draft->open = open;
	draft->parts = parts;
	parts->list[0].fields = ours;
	for (size_t i = header.header_count; i > 0; i--)
		if (!draft_add_field(draft, header.headers[i - 1].raw,
				     FIELD_ABOVE, false))
			return false;
	return true;
}

void draft_become(struct draft *draft, struct fields *fields,
		  const struct message *mail)
{
	const struct message *old = draft->message;
	bool separated = old->fields.len < old->raw.len;
	struct str text = mail->body;

	if (!separated && mail->fields.len < mail->raw.len)
		text = str_skip(mail->raw, mail->fields.len);
	draft->fields = draft->inner = fields;
	draft->parts = parts_new(draft->arena, mail, fields);
	draft->parts->list[0].mime.entity = (struct str){ NULL, 0 };
	draft->edits[0] = (struct edit){ old->raw.len - old->body.len,
					 old->raw.len, text };
	draft->edit_count = 1;
	draft->head = draft->tail = STR("");
	draft->emptied = false;
	draft->open = NULL;
	draft->added = 0;
	draft->wire_size = message_wire_size(draft->arena, mail);
	draft->changed = true;
}
