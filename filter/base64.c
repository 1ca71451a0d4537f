#include "base64.h"

#include <string.h>

/* 0..63, or -1. */
static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (char_is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Takes the padding off: none, or as much as makes a multiple of four. */
static bool strip_padding(struct str *text)
{
	size_t padded = text->len;

	while (text->len > 0 && padded - text->len < 2 &&
	       text->ptr[text->len - 1] == '=')
		text->len--;
	return text->len % 4 != 1 && (padded == text->len || padded % 4 == 0);
}

bool base64_decode(struct arena *arena, struct str text, struct str *bytes)
{
	char *out = arena_alloc(arena, text.len / 4 * 3 + 3);
	unsigned held = 0, bits = 0;
	size_t len = 0;

	if (!strip_padding(&text))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		int value = base64_value(text.ptr[i]);

		if (value < 0)
			return false;
		held = (held << 6 | (unsigned)value) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[len++] = (char)(held >> bits & 0xff);
		}
	}
	*bytes = (struct str){ out, len };
	return true;
}

/* The n-th group of six bits from the left of three bytes. */
static unsigned sextet(const unsigned char bytes[3], unsigned n)
{
	unsigned all =
		(unsigned)bytes[0] << 16 | (unsigned)bytes[1] << 8 | bytes[2];

	return all >> (18 - 6 * n) & 63;
}

struct str base64_encode(struct arena *arena, struct str bytes)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = arena_array(arena, bytes.len / 3 + 1, 4);
	size_t len = 0;

	for (; bytes.len > 0; bytes = str_skip(bytes, 3)) {
		size_t count = bytes.len < 3 ? bytes.len : 3;
		unsigned char three[3] = { 0 };

		memcpy(three, bytes.ptr, count);
		for (unsigned n = 0; n < 4; n++)
			text[len++] =
				n <= count ? alphabet[sextet(three, n)] : '=';
	}
	return (struct str){ text, len };
}
