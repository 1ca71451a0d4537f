#include "comparator.h"

#include <string.h>

#include "extension.h"

static char same(char c)
{
	return c;
}

static int compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* RFC 4790 9.3 */
static int octet_order(struct str a, struct str b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter > 0 ? memcmp(a.ptr, b.ptr, shorter) : 0;

	return order != 0 ? order : compare_numbers(a.len, b.len);
}

static unsigned char upper(char c)
{
	return (unsigned char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

/* RFC 4790 9.2: ordered in upper case, so that "_" stands behind letters. */
static int casemap_order(struct str a, struct str b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < shorter; i++)
		if (upper(a.ptr[i]) != upper(b.ptr[i]))
			return upper(a.ptr[i]) < upper(b.ptr[i]) ? -1 : 1;
	return compare_numbers(a.len, b.len);
}

/* RFC 4790 9.1: the leading digits are the number; none at all is greater than
 * any number. */
static bool leading_number(struct str s, struct str *digits)
{
	size_t len = 0, zeros = 0;

	while (len < s.len && char_is_digit(s.ptr[len]))
		len++;
	while (zeros < len && s.ptr[zeros] == '0')
		zeros++;
	*digits = str_skip(str_first(s, len), zeros);
	return len > 0;
}

static int numeric_order(struct str a, struct str b)
{
	bool a_is_number = leading_number(a, &a);
	bool b_is_number = leading_number(b, &b);

	if (!a_is_number || !b_is_number)
		return (int)b_is_number - (int)a_is_number;
	if (a.len != b.len)
		return compare_numbers(a.len, b.len);
	return octet_order(a, b);
}

static const struct comparator comparators[] = {
	{ STR_INIT("i;ascii-casemap"), 0, false, char_lower, casemap_order },
	{ STR_INIT("i;octet"), 0, false, same, octet_order },
	{ STR_INIT("i;ascii-numeric"), EXT_ASCII_NUMERIC, false, NULL,
	  numeric_order },
	/* RFC 5051 2: what is left of a text is compared as octets. */
	{ STR_INIT("i;unicode-casemap"), EXT_UNICODE_CASEMAP, true, same,
	  octet_order },
};

const struct comparator *comparator_find(struct str name)
{
	size_t count = sizeof(comparators) / sizeof(*comparators);

	for (size_t i = 0; i < count; i++)
		if (str_eq(comparators[i].name, name))
			return &comparators[i];
	return NULL;
}

const struct comparator *comparator_default(void)
{
	return &comparators[0];
}
