#include "body_line.h"

#include "bytes16.h"

struct str body_without_blanks(struct str text)
{
	while (text.len > 0 && char_is_wsp(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

/* White space that relaxed changes begins among the sixteen at ptr, of which the
 * next one is looked at as well. */
static bytes16 changes_at(const char *ptr)
{
	const bytes16 here = bytes16_at(ptr), next = bytes16_at(ptr + 1);

	return (bytes16)((here == '\t') | ((here == ' ') & (next == ' ')));
}

/*
 * str_find(near, '\n'), and whether relaxed leaves what stands before as it is: no
 * HTAB and no two SP in a row, so nearly every line.  The last sixteen may
 * overlap those before; the last byte is nothing or white space to be dropped.
 */
static size_t look_for_end(struct str near, bool *reduced)
{
	const size_t step = sizeof(bytes16);
	bytes16 changes = { 0 }, ends = { 0 };
	size_t end = 0;

	for (; end + step < near.len; end += step) {
		ends = (bytes16)(bytes16_at(near.ptr + end) == '\n');
		if (bytes16_any(ends))
			break;
		changes |= changes_at(near.ptr + end);
	}
	end += end + step < near.len ? bytes16_first(ends)
				     : str_find(str_skip(near, end), '\n');
	if (end > step)
		changes |= changes_at(near.ptr + end - step - 1);
	*reduced = !bytes16_any(changes);
	for (size_t i = 0; end <= step && i + 1 < end; i++)
		*reduced &= near.ptr[i] != '\t' &&
			    (near.ptr[i] != ' ' || near.ptr[i + 1] != ' ');
	return end;
}

/* A CR at the end of a part may belong to the line end. */
void body_line_next(struct body_line *line, struct str *rest)
{
	struct str near = str_first(*rest, BODY_PIECE);
	size_t end = look_for_end(near, &line->reduced);
	struct str text = str_first(near, end);
	bool had_ended = line->ends;

	line->ends = end < near.len || near.len == rest->len;
	line->part = !had_ended || !line->ends;
	line->crlf = STR("");
	if (text.len > 0 && text.ptr[text.len - 1] == '\r' &&
	    (end < near.len || !line->ends)) {
		text.len--;
		if (line->ends)
			line->crlf = (struct str){ text.ptr + text.len, 2 };
	}
	line->text = text;
	*rest = str_skip(*rest, line->ends ? end + 1 : text.len);
}

bool body_line_is_changed(const struct body_line *line)
{
	return !line->reduced || line->part ||
	       body_without_blanks(line->text).len < line->text.len;
}
