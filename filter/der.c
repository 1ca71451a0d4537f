#include "der.h"

static unsigned char byte_at(struct str s, size_t i)
{
	return (unsigned char)s.ptr[i];
}

/*
 * The length after a tag: one byte below 0x80, or 0x81 and one, or 0x82 and two
 * bytes, never longer than needed.  A key that needs more is beyond all limits.
 */
static bool der_length(struct str *rest, size_t *length)
{
	size_t bytes;

	if (rest->len == 0)
		return false;
	*length = byte_at(*rest, 0);
	*rest = str_skip(*rest, 1);
	if (*length < 0x80)
		return true;
	bytes = *length - 0x80;
	if (bytes < 1 || bytes > 2 || bytes > rest->len)
		return false;
	*length = byte_at(*rest, 0);
	if (bytes == 2)
		*length = *length << 8 | byte_at(*rest, 1);
	*rest = str_skip(*rest, bytes);
	return *length >= (bytes == 2 ? 0x100 : 0x80);
}

bool der_take(struct str *rest, enum der_tag tag, struct str *content)
{
	size_t length;

	if (rest->len == 0 || byte_at(*rest, 0) != tag)
		return false;
	*rest = str_skip(*rest, 1);
	if (!der_length(rest, &length) || length > rest->len)
		return false;
	*content = str_first(*rest, length);
	*rest = str_skip(*rest, length);
	return true;
}

bool der_take_number(struct str *rest, struct str *number)
{
	if (!der_take(rest, DER_INTEGER, number) || number->len == 0 ||
	    byte_at(*number, 0) >= 0x80)
		return false;
	if (byte_at(*number, 0) == 0)
		*number = str_skip(*number, 1);
	return number->len > 0 && byte_at(*number, 0) != 0;
}
