#include "casemap.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "../utf8.h"

/* UTF-16 of one character's parts: Unicode promises at most 18 (U+FDFA); in
 * UTF-8 each has up to three bytes, and a wildcard its backslash. */
#define UNITS_MAX 18
#define BYTES_MAX ((size_t)UNITS_MAX * 4)

/* Number of UTF-16 units; 0: the character has no parts. */
static int32_t parts_of(uint32_t code, UChar parts[UNITS_MAX + 1])
{
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *decomposer = unorm2_getNFKDInstance(&error);
	int32_t count;

	if (U_FAILURE(error))
		return 0;
	count = unorm2_getDecomposition(decomposer, (UChar32)code, parts,
					UNITS_MAX + 1, &error);
	return U_SUCCESS(error) && count > 0 && count <= UNITS_MAX ? count : 0;
}

static size_t write_code(uint32_t code, bool escape, char *out)
{
	bool wild = code == '*' || code == '?' || code == '\\';
	size_t length = 0;

	if (escape && wild)
		out[length++] = '\\';
	return length + utf8_put(code, out + length);
}

/* RFC 5051 2, of one character beyond ASCII. */
static size_t map_code(uint32_t code, bool pattern, char out[BYTES_MAX])
{
	uint32_t title = (uint32_t)u_totitle((UChar32)code);
	UChar parts[UNITS_MAX + 1];
	int32_t count = parts_of(title, parts), at = 0;
	size_t length = 0;

	if (count == 0)
		return write_code(title, pattern, out);
	while (at < count) {
		uint32_t part = parts[at++];

		if (U16_IS_LEAD(part) && at < count)
			part = (uint32_t)U16_GET_SUPPLEMENTARY(part,
							       parts[at++]);
		length += write_code(part, pattern, out + length);
	}
	return length;
}

static char upper(char c)
{
	return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

/* The first character of rest, which is not empty; *taken: its bytes. */
static size_t map_first(struct str rest, bool pattern, char out[BYTES_MAX],
			size_t *taken)
{
	uint32_t code;

	*taken = utf8_decode(rest, &code);
	if (*taken > 1)
		return map_code(code, pattern, out);
	*taken = 1;
	out[0] = upper(rest.ptr[0]);
	return 1;
}

static size_t mapped_length(struct str original, bool pattern)
{
	char bytes[BYTES_MAX];
	size_t length = 0, taken;

	for (; original.len > 0; original = str_skip(original, taken))
		length += map_first(original, pattern, bytes, &taken);
	return length;
}

bool casemap_init(struct casemap *map, struct str original, bool pattern)
{
	size_t length = mapped_length(original, pattern), at = 0, taken;
	char bytes[BYTES_MAX], *text;

	*map = (struct casemap){ .from = NULL };
	if (original.len > UINT32_MAX / 2 || length > UINT32_MAX / 2)
		return false;
	map->from = malloc((length + 1) * sizeof(*map->from) + length);
	if (map->from == NULL)
		return false;
	text = (char *)(map->from + length + 1);
	for (size_t start = 0; start < original.len; start += taken) {
		size_t count = map_first(str_skip(original, start), pattern,
					 bytes, &taken);

		memcpy(text + at, bytes, count);
		while (count-- > 0)
			map->from[at++] = (uint32_t)start;
	}
	map->from[length] = (uint32_t)original.len;
	map->text = (struct str){ text, length };
	return true;
}

void casemap_release(struct casemap *map)
{
	free(map->from);
}

size_t casemap_character(const struct casemap *map, size_t at)
{
	size_t end = at;

	while (end < map->text.len && map->from[end] == map->from[at])
		end++;
	return end - at;
}

struct str casemap_original(const struct casemap *map, struct str original,
			    struct str part)
{
	size_t at = (size_t)(part.ptr - map->text.ptr);
	size_t start = map->from[at], end = map->from[at + part.len];

	return str_first(str_skip(original, start), end - start);
}
