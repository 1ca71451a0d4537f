#include "mutf7.h"

#include "../filter/utf8.h"

/*
 *	~peter/mail/&U,BTFw-/&ZeVnLIqe-
 *	            ^shift ^ back: UTF-16 in base64, ',' for '/', no padding
 * Printable ASCII stands for itself, but for '&', which is "&-".
 */

static const char digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/* Bits on their way between 16-bit units and 6-bit digits. */
struct bits {
	uint32_t value;
	unsigned count;
};

static bool is_direct(uint32_t code)
{
	return code >= 0x20 && code <= 0x7E;
}

/* -- encoding ------------------------------------------------------------- */

static void put_unit(struct buf *out, struct bits *bits, uint32_t unit)
{
	bits->value = bits->value << 16 | unit;
	for (bits->count += 16; bits->count >= 6;) {
		bits->count -= 6;
		buf_add_char(out, digits[bits->value >> bits->count & 63]);
	}
	bits->value &= (1U << bits->count) - 1;
}

static void put_code(struct buf *out, struct bits *bits, uint32_t code)
{
	if (code >= 0x10000) {
		code -= 0x10000;
		put_unit(out, bits, 0xD800 | code >> 10);
		code = 0xDC00 | (code & 0x3FF);
	}
	put_unit(out, bits, code);
}

static void shift_back(struct buf *out, const struct bits *bits)
{
	if (bits->count > 0)
		buf_add_char(out, digits[bits->value << (6 - bits->count)]);
	buf_add_char(out, '-');
}

/* The characters up to the next one that stands for itself. */
static bool encode_shifted(struct buf *out, struct str *rest)
{
	struct bits bits = { 0 };
	uint32_t code;

	buf_add_char(out, '&');
	while (rest->len > 0) {
		size_t length = utf8_decode(*rest, &code);

		if (length == 0)
			return false;
		if (is_direct(code))
			break;
		put_code(out, &bits, code);
		*rest = str_skip(*rest, length);
	}
	shift_back(out, &bits);
	return true;
}

bool mutf7_encode(struct buf *out, struct str utf8)
{
	while (utf8.len > 0) {
		char c = utf8.ptr[0];

		if (!is_direct((unsigned char)c)) {
			if (!encode_shifted(out, &utf8))
				return false;
			continue;
		}
		if (c == '&')
			buf_add(out, STR("&-"));
		else
			buf_add_char(out, c);
		utf8 = str_skip(utf8, 1);
	}
	return true;
}

/* -- decoding ------------------------------------------------------------- */

/* A unit becomes UTF-8; *high waits for the second half of a pair. */
static bool take_unit(struct buf *out, uint32_t *high, uint32_t unit)
{
	char bytes[4];
	bool low = unit >= 0xDC00 && unit <= 0xDFFF;

	if ((*high != 0) != low)
		return false;
	if (unit >= 0xD800 && unit <= 0xDBFF) {
		*high = unit;
		return true;
	}
	if (low)
		unit = 0x10000 + ((*high & 0x3FF) << 10 | (unit & 0x3FF));
	*high = 0;
	buf_add(out, (struct str){ bytes, utf8_put(unit, bytes) });
	return true;
}

/* What stands between '&' and '-'. */
static bool decode_shifted(struct buf *out, struct str part)
{
	struct bits bits = { 0 };
	uint32_t high = 0;

	for (size_t i = 0; i < part.len; i++) {
		size_t digit = str_find(STR(digits), part.ptr[i]);

		if (digit >= 64)
			return false;
		bits.value = bits.value << 6 | (uint32_t)digit;
		bits.count += 6;
		if (bits.count < 16)
			continue;
		bits.count -= 16;
		if (!take_unit(out, &high, bits.value >> bits.count))
			return false;
		bits.value &= (1U << bits.count) - 1;
	}
	return high == 0 && bits.count < 6 && bits.value == 0;
}

bool mutf7_decode(struct buf *out, struct str name)
{
	while (name.len > 0) {
		char c = name.ptr[0];
		size_t end = str_find(name, '-');

		if (!is_direct((unsigned char)c) ||
		    (c == '&' && end == name.len))
			return false;
		if (c != '&') {
			buf_add_char(out, c);
			name = str_skip(name, 1);
			continue;
		}
		if (end == 1)
			buf_add_char(out, '&');
		else if (!decode_shifted(out,
					 str_skip(str_first(name, end), 1)))
			return false;
		name = str_skip(name, end + 1);
	}
	return true;
}
