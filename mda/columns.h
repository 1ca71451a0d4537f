/*
 * columns: text for people in two columns: what was looked at, and what was
 * found.  Rows of one subject leave the first column empty but for the first of
 * them.
 */
#ifndef MDA_COLUMNS_H
#define MDA_COLUMNS_H

#include "../filter/buf.h"
#include "../filter/check.h"

struct columns {
	struct arena *arena;
	struct buf out;
	const char *label; /* of the next row; "" once it was written */
};

struct columns columns_new(struct arena *arena);

/* An empty line, and the label of the next row. */
void columns_subject(struct columns *report, const char *label);
void columns_row(struct columns *report, struct str text);
/* "pass       example.com": the result, and what it is about. */
void columns_result(struct columns *report, enum check_status status,
		    struct str about);
/* An indented row that explains the one above; nothing when it is empty. */
void columns_note(struct columns *report, const char *lead, struct str text);

/* A value that somebody else chose, to be shown in a row. */
struct str columns_safe(struct columns *report, struct str value);

#endif
