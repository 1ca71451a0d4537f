#include "mime_field.h"

#include "buf.h"
#include "charset.h"
#include "grammar.h"
#include "limits.h"
#include "mime.h"

/*
 * filename*1*=%20a
 * `------' | `- octets in it are encoded, and section 0 names the charset
 *   name   `--- section: pieces of one value
 */
struct piece {
	struct str name, value;
	bool in_sections, encoded;
	uint64_t section;
};

/* -- RFC 2045 5.1 ------------------------------------------------------------- */

static struct str take_token(struct str *rest)
{
	struct str token = *rest;
	size_t len = 0;

	while (len < rest->len && char_is_token(rest->ptr[len]))
		len++;
	*rest = str_skip(*rest, len);
	return str_first(token, len);
}

/* Without its quotes, escapes and folds. */
static struct str unquote(struct arena *arena, struct str quoted)
{
	struct buf value = buf_new(arena, quoted.len);

	for (size_t i = 1; i + 1 < quoted.len; i++) {
		if (quoted.ptr[i] == '\\' && i + 2 < quoted.len)
			i++;
		if (quoted.ptr[i] != '\r' && quoted.ptr[i] != '\n')
			buf_add_char(&value, quoted.ptr[i]);
	}
	return buf_str(&value);
}

/*
 * value := token / quoted-string, up to the ";" behind it.  "a file.exe" and
 * "a[1].exe" without quotes are common, and meant as they stand.
 */
static struct str take_value(struct arena *arena, struct str *rest)
{
	struct str quoted, all = *rest, token;
	bool is_quoted = grammar_quoted_string(rest, &quoted);

	token = is_quoted ? quoted : take_token(rest);
	grammar_cfws(rest);
	if (rest->len > 0 && rest->ptr[0] != ';') {
		*rest = str_skip(*rest, str_find(*rest, ';'));
		if (!is_quoted)
			token = str_trim(
				str_first(all, (size_t)(rest->ptr - all.ptr)));
	}
	return is_quoted ? unquote(arena, quoted) : token;
}

/* -- RFC 2231 3, 4.1 ------------------------------------------------------------ */

static void read_name(struct piece *piece, struct str name)
{
	struct str section;

	piece->encoded = str_ends(name, STR("*"));
	name.len -= piece->encoded;
	piece->name = str_first(name, str_find(name, '*'));
	section = str_skip(name, piece->name.len + 1);
	piece->in_sections =
		str_to_u64(section, LIMIT_MIME_PARAMS, &piece->section);
	if (section.len > 0 && !piece->in_sections)
		piece->name = name;
}

/* parameter := attribute "=" value */
static bool take_piece(struct arena *arena, struct str *rest,
		       struct piece *piece)
{
	struct str name;

	grammar_cfws(rest);
	name = take_token(rest);
	grammar_cfws(rest);
	if (name.len == 0 || !grammar_char(rest, '=')) {
		*rest = str_skip(*rest, str_find(*rest, ';'));
		return false;
	}
	grammar_cfws(rest);
	*piece = (struct piece){ 0 };
	read_name(piece, name);
	piece->value = take_value(arena, rest);
	return true;
}

static void add_octets(struct buf *bytes, struct str text)
{
	while (text.len > 0) {
		int high = text.len > 2 ? char_hex_value(text.ptr[1]) : -1;
		int low = text.len > 2 ? char_hex_value(text.ptr[2]) : -1;

		if (text.ptr[0] == '%' && high >= 0 && low >= 0) {
			buf_add_char(bytes, (char)(high << 4 | low));
			text = str_skip(text, 3);
		} else {
			buf_add_char(bytes, text.ptr[0]);
			text = str_skip(text, 1);
		}
	}
}

/* charset "'" language "'" before the text; none where the quotes are not. */
static struct str take_charset(struct str *text)
{
	struct str charset = str_first(*text, str_find(*text, '\''));
	struct str rest = str_skip(*text, charset.len + 1);
	size_t language = str_find(rest, '\'');

	if (charset.len == text->len || language == rest.len)
		return STR("");
	*text = str_skip(rest, language + 1);
	return charset;
}

/* -- the list --------------------------------------------------------------------- */

struct reader {
	struct arena *arena;
	const struct piece *pieces;
	struct mime_param *params;
	size_t piece_count, param_count;
};

static void add_param(struct reader *reader, struct str name, struct str value)
{
	reader->params[reader->param_count++] =
		(struct mime_param){ name, value };
}

static void add_whole(struct reader *reader, const struct piece *piece)
{
	struct arena *arena = reader->arena;
	struct str value = piece->value;

	if (piece->encoded) {
		struct str charset = take_charset(&value);
		struct buf bytes = buf_new(arena, value.len);

		add_octets(&bytes, value);
		value = charset_to_utf8(arena, charset, buf_str(&bytes));
	} else if (mime_has_encoded_word(value)) {
		value = mime_decode_words(arena, value);
	}
	add_param(reader, piece->name, value);
}

static const struct piece *find_section(const struct reader *reader,
					struct str name, uint64_t section)
{
	for (size_t i = 0; i < reader->piece_count; i++)
		if (reader->pieces[i].in_sections &&
		    reader->pieces[i].section == section &&
		    str_eq_nocase(reader->pieces[i].name, name))
			return &reader->pieces[i];
	return NULL;
}

/* From section 0 on as far as they go. */
static void add_joined(struct reader *reader, const struct piece *first)
{
	const struct piece *piece = first;
	struct str name = first->name, charset = STR("");
	struct buf bytes = buf_new(reader->arena, LIMIT_HEADER_FIELD);

	for (uint64_t next = 1; piece != NULL; next++) {
		struct str value = piece->value;

		if (piece == first && piece->encoded)
			charset = take_charset(&value);
		if (piece->encoded)
			add_octets(&bytes, value);
		else
			buf_add(&bytes, value);
		piece = find_section(reader, name, next);
	}
	add_param(reader, name,
		  charset_to_utf8(reader->arena, charset, buf_str(&bytes)));
}

static void read_params(struct arena *arena, struct str rest,
			struct mime_field *field)
{
	struct piece pieces[LIMIT_MIME_PARAMS];
	struct reader reader = { .arena = arena, .pieces = pieces };

	while (grammar_char(&rest, ';') &&
	       reader.piece_count < LIMIT_MIME_PARAMS)
		reader.piece_count +=
			take_piece(arena, &rest, &pieces[reader.piece_count]);
	reader.params =
		ARENA_ARRAY(arena, struct mime_param, reader.piece_count);
	for (size_t i = 0; i < reader.piece_count; i++)
		if (!pieces[i].in_sections)
			add_whole(&reader, &pieces[i]);
	for (size_t i = 0; i < reader.piece_count; i++)
		if (pieces[i].in_sections && pieces[i].section == 0 &&
		    find_section(&reader, pieces[i].name, 0) == &pieces[i])
			add_joined(&reader, &pieces[i]);
	field->params = reader.params;
	field->param_count = reader.param_count;
}

struct mime_field mime_field_parse(struct arena *arena, struct str value)
{
	struct mime_field field = { .type = { NULL, 0 } };
	struct str rest = str_first(value, LIMIT_MIME_FIELD);

	grammar_cfws(&rest);
	field.type = take_token(&rest);
	grammar_cfws(&rest);
	if (grammar_char(&rest, '/')) {
		grammar_cfws(&rest);
		field.subtype = take_token(&rest);
	}
	rest = str_skip(rest, str_find(rest, ';'));
	read_params(arena, rest, &field);
	return field;
}

struct str mime_field_param(const struct mime_field *field, struct str name)
{
	for (size_t i = 0; i < field->param_count; i++)
		if (str_eq_nocase(field->params[i].name, name))
			return field->params[i].value;
	return STR("");
}
