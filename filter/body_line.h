/*
 * body_line: the lines of a body (RFC 6376 3.4), looked at once.
 */
#ifndef FILTER_BODY_LINE_H
#define FILTER_BODY_LINE_H

#include "str.h"

/* What is looked at and hashed before the next is looked at: a longer line comes
 * in parts of that, a longer run is not put off. */
#define BODY_PIECE ((size_t)32 * 1024)

struct body_line {
	struct str text; /* without the line end */
	struct str crlf; /* the line end; empty when it is none */
	bool reduced; /* relaxed changes nothing but what stands at its end */
	bool part; /* of a long line */
	bool ends; /* no part of it comes after this */
};

/* Takes the next line, or a part of it, off the front.  line: the one before, or
 * only .ends set. */
void body_line_next(struct body_line *line, struct str *rest);

/* Relaxed differs from simple. */
bool body_line_is_changed(const struct body_line *line);

/* Without SP and HTAB at the end. */
struct str body_without_blanks(struct str text);

#endif
