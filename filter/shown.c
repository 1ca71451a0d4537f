#include "shown.h"

#include <string.h>

#include "utf8.h"

/* C0, C1, and what turns the direction of a line or breaks it. */
static bool is_control(uint32_t code)
{
	return (code < 0x20 && code != '\t') || (code >= 0x7F && code < 0xA0) ||
	       code == 0x061C || code == 0x200E || code == 0x200F ||
	       (code >= 0x2028 && code <= 0x202E) ||
	       (code >= 0x2066 && code <= 0x2069);
}

struct str shown(struct arena *arena, struct str text, size_t max)
{
	struct str copy = arena_copy(arena, str_first(text, max));
	char *out = (char *)copy.ptr;
	size_t at = 0;

	while (at < copy.len) {
		uint32_t code = 0;
		size_t length = utf8_decode(str_skip(text, at), &code);

		if (length > copy.len - at)
			return str_first(copy, at);
		if (length == 0 || is_control(code)) {
			length += length == 0;
			memset(out + at, '?', length);
		}
		at += length;
	}
	return copy;
}
