#include "encoded.h"

#include "../utf8.h"

/* The output is never longer than the input: "${hex:40}" is one byte,
 * "${unicode:10FFFF}" four. */
struct output {
	char *bytes;
	size_t len;
};

struct encoding {
	struct str prefix;
	bool unicode;
};

static const struct encoding encodings[] = {
	{ STR_INIT("${hex:"), false },
	{ STR_INIT("${unicode:"), true },
};

static const struct encoding *encoding_at(struct str text)
{
	for (size_t i = 0; i < 2; i++)
		if (str_starts_nocase(text, encodings[i].prefix))
			return &encodings[i];
	return NULL;
}

/* blank = WSP / CRLF */
static struct str skip_blanks(struct str text)
{
	while (text.len > 0 && (char_is_wsp(text.ptr[0]) ||
				text.ptr[0] == '\r' || text.ptr[0] == '\n'))
		text = str_skip(text, 1);
	return text;
}

/* 1*HEXDIG off the front; a value beyond all characters stays there. */
static size_t take_hex(struct str *text, uint32_t *value)
{
	size_t digits = 0;

	*value = 0;
	while (digits < text->len && char_hex_value(text->ptr[digits]) >= 0) {
		if (*value <= 0x10FFFF)
			*value = *value * 16 +
				 (uint32_t)char_hex_value(text->ptr[digits]);
		digits++;
	}
	*text = str_skip(*text, digits);
	return digits;
}

/*
 * The sequence between prefix and "}".  Returns its length in text with the
 * brace; 0 when it is not well-formed: then out is as before.
 */
static size_t decode_sequence(struct str text, bool unicode, struct output *out,
			      bool *in_range)
{
	struct str rest = skip_blanks(text);
	size_t begin = out->len;
	bool valid = true;

	for (;;) {
		uint32_t value;
		size_t digits = take_hex(&rest, &value), length = 1;
		struct str behind = skip_blanks(rest);

		if (digits == 0 || (!unicode && digits > 2))
			break;
		if (unicode)
			length = utf8_put(value, out->bytes + out->len);
		else
			out->bytes[out->len] = (char)value;
		valid = valid && length > 0;
		out->len += length;
		if (behind.len > 0 && behind.ptr[0] == '}') {
			*in_range = *in_range && valid;
			return text.len - behind.len + 1;
		}
		if (behind.len == rest.len)
			break;
		rest = behind;
	}
	out->len = begin;
	return 0;
}

bool encoded_decode(struct arena *arena, struct str *text)
{
	struct output out = { NULL, 0 };
	struct str rest = *text;
	bool in_range = true;

	if (str_find_str(rest, STR("${")) == rest.len)
		return true;
	out.bytes = arena_alloc(arena, text->len + 4);
	while (rest.len > 0) {
		const struct encoding *encoding = encoding_at(rest);
		size_t length = 0;

		if (encoding != NULL)
			length = decode_sequence(
				str_skip(rest, encoding->prefix.len),
				encoding->unicode, &out, &in_range);
		if (length > 0) {
			rest = str_skip(rest, encoding->prefix.len + length);
			continue;
		}
		out.bytes[out.len++] = rest.ptr[0];
		rest = str_skip(rest, 1);
	}
	*text = (struct str){ out.bytes, out.len };
	return in_range;
}
