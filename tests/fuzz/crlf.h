/*
 * crlf: the same mail as it looks on the wire: each LF that has no CR before it
 * gets one.
 */
#ifndef TESTS_FUZZ_CRLF_H
#define TESTS_FUZZ_CRLF_H

#include "../../filter/arena.h"

__attribute__((unused)) static struct str to_crlf(struct arena *arena,
						  struct str text)
{
	char *out = arena_array(arena, text.len, 2);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\n' && (i == 0 || text.ptr[i - 1] != '\r'))
			out[len++] = '\r';
		out[len++] = text.ptr[i];
	}
	return (struct str){ out, len };
}

#endif
