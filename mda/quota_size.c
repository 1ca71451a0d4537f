#include "quota_size.h"

#include <string.h>

bool quota_take_number(struct str *text, uint64_t *number)
{
	size_t digits = 0;

	*number = 0;
	while (digits < text->len && char_is_digit(text->ptr[digits])) {
		*number = *number * 10 + (uint64_t)(text->ptr[digits++] - '0');
		if (*number > QUOTA_MOST)
			return false;
	}
	*text = str_skip(*text, digits);
	return digits > 0;
}

static unsigned shift_of(char unit)
{
	static const char units[] = "KMGT";
	const char *found = memchr(units, unit & ~0x20, 4);

	return found != NULL ? 10 * (unsigned)(found - units + 1) : 0;
}

/* A number with a unit of size, or with C: mails. */
static bool take_size(struct str *text, bool second, struct quota_size *size)
{
	uint64_t number;
	unsigned shift;
	char unit;

	if (!quota_take_number(text, &number))
		return false;
	unit = text->len > 0 ? text->ptr[0] : '\0';
	shift = shift_of(unit);
	if (shift > 0 || unit == 'S' || unit == 'C')
		*text = str_skip(*text, 1);
	if (number > QUOTA_MOST >> shift)
		return false;
	if (unit == 'C' || (second && unit == '\0'))
		size->mails = number;
	else
		size->bytes = number << shift;
	return true;
}

bool quota_size_parse(struct str text, struct quota_size *size)
{
	*size = (struct quota_size){ 0 };
	text = str_trim(text);
	if (text.len == 0)
		return true;
	if (!take_size(&text, false, size))
		return false;
	if (text.len > 0 && text.ptr[0] == ',')
		text = str_skip(text, 1);
	text = str_trim(text);
	return text.len == 0 || (take_size(&text, true, size) && text.len == 0);
}
