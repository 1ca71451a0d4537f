#include "mime_parts.h"

#include "buf.h"
#include "grammar.h"
#include "mime.h"
#include "mime_field.h"
#include "trail.h"

struct finder {
	struct arena *arena;
	struct mime_part *list;
	size_t count, room, depth;
};

/* ---- header fields of a part ---- */

/* The next line off the front of *rest, with its line end. */
static struct str take_line(struct trail *trail, struct str *rest)
{
	struct str line = str_first(*rest, trail_find(trail, *rest, '\n') + 1);

	*rest = str_skip(*rest, line.len);
	return line;
}

static bool is_continuation(struct str rest)
{
	return rest.len > 0 && char_is_wsp(rest.ptr[0]);
}

/* The value of the first such field; empty when there is none. */
static struct str field_value(struct arena *arena, struct str header,
			      struct str name)
{
	struct trail trail = trail_begin(arena, header);

	while (header.len > 0) {
		struct str field = take_line(&trail, &header);

		while (is_continuation(header))
			field.len += take_line(&trail, &header).len;
		if (str_starts_nocase(field, name) &&
		    str_starts(str_trim(str_skip(field, name.len)), STR(":")))
			return str_skip(field, str_find(field, ':') + 1);
	}
	return STR("");
}

/* Both halves around the empty line; all is header when there is none. */
static void split_entity(struct arena *arena, struct str entity,
			 struct str *header, struct str *body)
{
	struct trail trail = trail_begin(arena, entity);

	*body = entity;
	while (body->len > 0) {
		struct str line = take_line(&trail, body);

		if (str_trim(line).len == 0 && !char_is_wsp(line.ptr[0])) {
			*header = str_first(entity,
					    (size_t)(line.ptr - entity.ptr));
			return;
		}
	}
	*header = entity;
}

/* ---- what a part says of itself ---- */

static void read_type(struct mime_part *part, const struct mime_field *field)
{
	if (field->type.len == 0 || field->subtype.len == 0)
		return;
	part->type = field->type;
	part->subtype = field->subtype;
}

static enum mime_encoding read_encoding(struct str value)
{
	static const struct {
		struct str name;
		enum mime_encoding encoding;
	} names[] = {
		{ STR_INIT("quoted-printable"), MIME_QUOTED_PRINTABLE },
		{ STR_INIT("base64"), MIME_BASE64 },
		{ STR_INIT("7bit"), MIME_IDENTITY },
		{ STR_INIT("8bit"), MIME_IDENTITY },
		{ STR_INIT("binary"), MIME_IDENTITY },
	};
	struct str word;

	grammar_cfws(&value);
	word = value;
	while (value.len > 0 && char_is_token(value.ptr[0]))
		value = str_skip(value, 1);
	word.len -= value.len;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(word, names[i].name))
			return names[i].encoding;
	return word.len > 0 ? MIME_UNKNOWN : MIME_IDENTITY;
}

/* ---- the tree ---- */

/* What stands above a part that says no type (RFC 2046 5.1.5). */
enum parent { PARENT_OTHER, PARENT_DIGEST };

static void find_parts(struct finder *finder, struct mime_part part,
		       enum parent parent);

static void find_in_entity(struct finder *finder, struct str entity,
			   enum parent parent)
{
	struct mime_part part = { .entity = entity };

	split_entity(finder->arena, entity, &part.header, &part.body);
	find_parts(finder, part, parent);
}

/* "--" boundary ["--"] *WSP; a boundary that goes on is another one. */
static bool is_delimiter(struct str line, struct str boundary, bool *last)
{
	if (!str_starts(line, STR("--")) ||
	    !str_starts(str_skip(line, 2), boundary))
		return false;
	line = str_trim(str_skip(line, 2 + boundary.len));
	*last = str_eq(line, STR("--"));
	return *last || line.len == 0;
}

/* The line end before a delimiter belongs to it. */
static struct str without_line_end(struct str text)
{
	if (str_ends(text, STR("\n")))
		text.len--;
	if (str_ends(text, STR("\r")))
		text.len--;
	return text;
}

/* A multipart without its end ends with the body. */
static void find_in_multipart(struct finder *finder, struct mime_part *part)
{
	enum parent parent = str_eq_nocase(part->subtype, STR("digest"))
				     ? PARENT_DIGEST
				     : PARENT_OTHER;
	struct str rest = part->body, chunk;
	struct trail trail = trail_begin(finder->arena, rest);
	bool in_prologue = true, last = false;

	while (!last) {
		struct str begin = rest, line = { NULL, 0 };
		bool found = false;

		while (rest.len > 0 && !found) {
			line = take_line(&trail, &rest);
			found = is_delimiter(line, part->boundary, &last);
		}
		chunk = begin;
		if (found)
			chunk = without_line_end(str_first(
				begin, (size_t)(line.ptr - begin.ptr)));
		if (in_prologue)
			part->content = chunk;
		else
			find_in_entity(finder, chunk, parent);
		if (!found)
			return;
		in_prologue = false;
	}
	part->epilogue = rest;
}

static void find_inside(struct finder *finder, struct mime_part *part,
			const struct mime_field *type)
{
	struct str header, inner;

	part->content = part->body;
	if (finder->depth >= LIMIT_MIME_DEPTH)
		return;
	finder->depth++;
	if (str_eq_nocase(part->type, STR("multipart"))) {
		part->boundary = mime_field_param(type, STR("boundary"));
		if (part->boundary.len > 0)
			find_in_multipart(finder, part);
	} else if (str_eq_nocase(part->type, STR("message")) &&
		   (str_eq_nocase(part->subtype, STR("rfc822")) ||
		    str_eq_nocase(part->subtype, STR("global"))) &&
		   part->encoding != MIME_QUOTED_PRINTABLE &&
		   part->encoding != MIME_BASE64) {
		split_entity(finder->arena, part->body, &header, &inner);
		part->content = header;
		find_in_entity(finder, part->body, PARENT_OTHER);
	}
	finder->depth--;
}

static void find_parts(struct finder *finder, struct mime_part given,
		       enum parent parent)
{
	struct mime_field type;
	struct mime_part *part;

	if (finder->count == finder->room)
		return;
	part = &finder->list[finder->count++];
	*part = given;
	type = mime_field_parse(
		finder->arena,
		field_value(finder->arena, part->header, STR("Content-Type")));
	part->depth = finder->depth;
	part->type = parent == PARENT_DIGEST ? STR("message") : STR("text");
	part->subtype = parent == PARENT_DIGEST ? STR("rfc822") : STR("plain");
	part->encoding = read_encoding(field_value(
		finder->arena, part->header, STR("Content-Transfer-Encoding")));
	read_type(part, &type);
	part->charset = mime_field_param(&type, STR("charset"));
	find_inside(finder, part, &type);
	part->end = finder->count;
}

struct mime_parts mime_parts_find(struct arena *arena,
				  const struct message *message)
{
	struct finder finder = { .arena = arena, .room = LIMIT_MIME_PARTS };

	finder.list = ARENA_ARRAY(arena, struct mime_part, LIMIT_MIME_PARTS);
	find_parts(&finder,
		   (struct mime_part){ .entity = message->raw,
				       .header = message->fields,
				       .body = message->body },
		   PARENT_OTHER);
	return (struct mime_parts){ finder.list, finder.count };
}

static bool has_delimiter(struct str text)
{
	return str_starts(text, STR("--")) ||
	       str_find_str(text, STR("\n--")) < text.len;
}

struct mime_parts mime_parts_of_entity(struct arena *arena, struct str entity,
				       size_t depth, size_t room)
{
	struct finder finder = { .arena = arena, .depth = depth };

	/* Only delimiters make many of one. */
	if (room > LIMIT_MIME_DEPTH + 1 && !has_delimiter(entity))
		room = LIMIT_MIME_DEPTH + 1;
	finder.room = room;
	finder.list = ARENA_ARRAY(arena, struct mime_part, room);
	find_in_entity(&finder, entity, PARENT_OTHER);
	return (struct mime_parts){ finder.list, finder.count };
}

/* ---- transfer encodings (RFC 2045 6.7, 6.8) ---- */

/* A line without its end, trailing white space off; true: "=" ended it, so the
 * next line continues it. */
static bool decode_line(struct buf *out, struct str line)
{
	line = str_first(line, line.len);
	while (line.len > 0 && (char_is_wsp(line.ptr[line.len - 1]) ||
				line.ptr[line.len - 1] == '\r' ||
				line.ptr[line.len - 1] == '\n'))
		line.len--;
	while (line.len > 0) {
		char octet = line.ptr[0];

		if (str_eq(line, STR("=")))
			return true;
		if (!grammar_hex_octet(&line, &octet))
			line = str_skip(line, 1);
		buf_add_char(out, octet);
	}
	return false;
}

static struct str decode_quoted_printable(struct arena *arena, struct str text)
{
	struct buf out = buf_new(arena, 2 * text.len);
	struct trail trail = trail_begin(arena, text);

	while (text.len > 0) {
		struct str line = take_line(&trail, &text);

		if (!decode_line(&out, line) && str_ends(line, STR("\n")))
			buf_add(&out, STR("\r\n"));
	}
	return buf_str(&out);
}

struct str mime_decode_content(struct arena *arena, enum mime_encoding encoding,
			       struct str content)
{
	switch (encoding) {
	case MIME_QUOTED_PRINTABLE:
		return decode_quoted_printable(arena, content);
	case MIME_BASE64:
		return mime_decode_base64(arena, content);
	case MIME_IDENTITY:
	case MIME_UNKNOWN:
		break;
	}
	return content;
}
