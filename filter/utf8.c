#include "utf8.h"

static size_t sequence_length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xC2 && lead < 0xE0)
		return 2;
	if (lead >= 0xE0 && lead < 0xF0)
		return 3;
	return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

static bool is_character(uint32_t code)
{
	return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

size_t utf8_decode(struct str s, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	static const unsigned char lead_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	unsigned char lead = s.len > 0 ? (unsigned char)s.ptr[0] : 0xFF;
	size_t length = sequence_length(lead);

	if (length == 0 || length > s.len)
		return 0;
	*code = lead & lead_bits[length];
	for (size_t i = 1; i < length; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if ((c & 0xC0) != 0x80)
			return 0;
		*code = *code << 6 | (c & 0x3F);
	}
	return *code >= least[length] && is_character(*code) ? length : 0;
}

bool utf8_valid(struct str s)
{
	uint32_t code;

	while (s.len > 0) {
		size_t length = utf8_decode(s, &code);

		if (length == 0)
			return false;
		s = str_skip(s, length);
	}
	return true;
}

size_t utf8_put(uint32_t code, char bytes[4])
{
	static const uint32_t limits[] = { 0, 0x80, 0x800, 0x10000 };
	static const unsigned char leads[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	size_t length = 1;

	if (!is_character(code))
		return 0;
	while (length < 4 && code >= limits[length])
		length++;
	for (size_t i = length - 1; i > 0; i--) {
		bytes[i] = (char)(0x80 | (code & 0x3F));
		code >>= 6;
	}
	bytes[0] = (char)(leads[length] | code);
	return length;
}
