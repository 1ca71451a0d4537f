#include "base64.h"

#include <string.h>

/* Of each character of the alphabet one more than its value; 0 is no value. */
static const unsigned char base64_values[256] = {
	['A'] = 1,  ['B'] = 2,	['C'] = 3,  ['D'] = 4,	['E'] = 5,  ['F'] = 6,
	['G'] = 7,  ['H'] = 8,	['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12,
	['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
	['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30,
	['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36,
	['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
	['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54,
	['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60,
	['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};

/* Takes the padding off: none, or as much as makes a multiple of four. */
static bool strip_padding(struct str *text)
{
	size_t padded = text->len;

	while (text->len > 0 && padded - text->len < 2 &&
	       text->ptr[text->len - 1] == '=')
		text->len--;
	return text->len % 4 != 1 && (padded == text->len || padded % 4 == 0);
}

/* Four characters are three bytes; false: one of them is none of the alphabet. */
static bool decode_four(const char text[4], char bytes[3])
{
	unsigned a = base64_values[(unsigned char)text[0]];
	unsigned b = base64_values[(unsigned char)text[1]];
	unsigned c = base64_values[(unsigned char)text[2]];
	unsigned d = base64_values[(unsigned char)text[3]];
	unsigned all = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);

	bytes[0] = (char)(all >> 16 & 0xff);
	bytes[1] = (char)(all >> 8 & 0xff);
	bytes[2] = (char)(all & 0xff);
	return a != 0 && b != 0 && c != 0 && d != 0;
}

bool base64_decode(struct arena *arena, struct str text, struct str *bytes)
{
	char *out = arena_alloc(arena, text.len / 4 * 3 + 3);
	unsigned held = 0, bits = 0;
	size_t len = 0, i = 0;

	if (!strip_padding(&text))
		return false;
	for (; i + 4 <= text.len; i += 4, len += 3)
		if (!decode_four(text.ptr + i, out + len))
			return false;
	for (; i < text.len; i++) {
		unsigned value = base64_values[(unsigned char)text.ptr[i]];

		if (value == 0)
			return false;
		held = (held << 6 | (value - 1)) & 0xffff;
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
