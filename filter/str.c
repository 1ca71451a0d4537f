#include "str.h"

#include <limits.h>
#include <string.h>

#include "bytes16.h"

int str_int_len(struct str s)
{
	return s.len > INT_MAX ? INT_MAX : (int)s.len;
}

struct str str_from(const char *text)
{
	return (struct str){ text, text != NULL ? strlen(text) : 0 };
}

int str_cmp_nocase(struct str a, struct str b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < shorter; i++) {
		unsigned char x = (unsigned char)char_lower(a.ptr[i]);
		unsigned char y = (unsigned char)char_lower(b.ptr[i]);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && str_eq(str_first(s, prefix.len), prefix);
}

bool str_starts_nocase(struct str s, struct str prefix)
{
	return s.len >= prefix.len &&
	       str_eq_nocase(str_first(s, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len &&
	       str_eq(str_skip(s, s.len - suffix.len), suffix);
}

bool str_ends_nocase(struct str s, struct str suffix)
{
	return s.len >= suffix.len &&
	       str_eq_nocase(str_skip(s, s.len - suffix.len), suffix);
}

size_t str_find_last(struct str s, char c)
{
	for (size_t i = s.len; i > 0; i--)
		if (s.ptr[i - 1] == c)
			return i - 1;
	return s.len;
}

size_t str_find_str(struct str s, struct str needle)
{
	for (size_t i = 0; i + needle.len <= s.len; i++) {
		if (needle.len > 0)
			i += str_find(str_skip(s, i), needle.ptr[0]);
		if (str_starts(str_skip(s, i), needle))
			return i;
	}
	return s.len;
}

/* As many as a byte of a sum can count. */
#define COUNTED ((size_t)255 * sizeof(bytes16))

/* Of len bytes from ptr on, of which the one before is looked at. */
static size_t count_bare_lfs(const char *ptr, size_t len)
{
	bytes16 sums = { 0 };
	size_t count = 0, i = 0;

	for (; i + sizeof(bytes16) <= len; i += sizeof(bytes16))
		sums -= (bytes16)((bytes16_at(ptr + i) == '\n') &
				  (bytes16_at(ptr + i - 1) != '\r'));
	for (size_t lane = 0; lane < sizeof(bytes16); lane++)
		count += sums[lane];
	for (; i < len; i++)
		count += ptr[i] == '\n' && ptr[i - 1] != '\r';
	return count;
}

size_t str_bare_lfs(struct str s, char before)
{
	size_t count = s.len > 0 && s.ptr[0] == '\n' && before != '\r';

	for (size_t i = 1; i < s.len; i += COUNTED)
		count += count_bare_lfs(s.ptr + i,
					str_first(str_skip(s, i), COUNTED).len);
	return count;
}

struct str str_trim(struct str s)
{
	while (s.len > 0 && char_is_space(s.ptr[0]))
		s = str_skip(s, 1);
	while (s.len > 0 && char_is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool str_cut(struct str *rest, char sep, struct str *part)
{
	size_t end = str_find(*rest, sep);

	if (rest->ptr == NULL)
		return false;
	*part = str_first(*rest, end);
	*rest = end < rest->len ? str_skip(*rest, end + 1)
				: (struct str){ NULL, 0 };
	return true;
}

bool str_to_u64(struct str s, uint64_t max, uint64_t *number)
{
	uint64_t value = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		uint64_t digit = (uint64_t)(s.ptr[i] - '0');

		if (!char_is_digit(s.ptr[i]) || digit > max ||
		    value > (max - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*number = value;
	return true;
}

int char_hex_value(char c)
{
	if (char_is_digit(c))
		return c - '0';
	c = char_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void char_to_hex(char c, char digits[2])
{
	static const char all[] = "0123456789ABCDEF";
	unsigned char value = (unsigned char)c;

	digits[0] = all[value >> 4];
	digits[1] = all[value & 15];
}

bool str_list_has(const struct str_list *list, struct str item)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_eq_nocase(list->items[i], item))
			return true;
	return false;
}
