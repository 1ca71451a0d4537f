/*
 * body_reference: the canonical body as RFC 6376 3.4.3 and 3.4.4 tell it, step
 * by step and without any thought for speed.  What body.c must agree with.
 */
#ifndef TESTS_BODY_REFERENCE_H
#define TESTS_BODY_REFERENCE_H

#include "../filter/buf.h"
#include "../filter/canon.h"

/* Takes one line off the front of *rest, without its line end. */
static struct str reference_line(struct str *rest)
{
	size_t lf = str_find(*rest, '\n');
	struct str line = str_first(*rest, lf);

	if (lf < rest->len && str_ends(line, STR("\r")))
		line.len--;
	*rest = str_skip(*rest, lf + 1);
	return line;
}

static void reference_relaxed(struct buf *out, struct str line)
{
	while (line.len > 0 && char_is_wsp(line.ptr[line.len - 1]))
		line.len--;
	for (size_t i = 0; i < line.len; i++) {
		if (!char_is_wsp(line.ptr[i]))
			buf_add_char(out, line.ptr[i]);
		/* not the last byte: that is no white space */
		else if (!char_is_wsp(line.ptr[i + 1]))
			buf_add_char(out, ' ');
	}
}

__attribute__((unused)) static struct str body_reference(struct arena *arena,
							 enum canon canon,
							 struct str body)
{
	struct buf out = buf_new(arena, 2 * body.len + 2);
	struct str text;

	while (body.len > 0) {
		struct str line = reference_line(&body);

		if (canon == CANON_RELAXED)
			reference_relaxed(&out, line);
		else
			buf_add(&out, line);
		buf_add(&out, STR("\r\n"));
	}
	text = buf_str(&out);
	while (str_ends(text, STR("\r\n\r\n")) || str_eq(text, STR("\r\n")))
		text.len -= 2;
	if (text.len == 0 && canon == CANON_SIMPLE)
		return STR("\r\n");
	return text;
}

#endif
