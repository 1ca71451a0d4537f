/*
 * buf: output that grows in an arena up to a ceiling.  Beyond the ceiling it
 * takes nothing more and says so: look at `overflow` once, at the end.
 */
#ifndef FILTER_BUF_H
#define FILTER_BUF_H

#include "arena.h"
#include "str.h"

struct buf {
	struct arena *arena;
	char *ptr;
	size_t len, capacity, ceiling;
	bool overflow;
};

/* ceiling: the most bytes it will ever hold. */
struct buf buf_new(struct arena *arena, size_t ceiling);

/* All of s or, when it would pass the ceiling, nothing of it and all later. */
void buf_add(struct buf *buf, struct str s);
void buf_add_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What was written; valid until the next addition. */
struct str buf_str(const struct buf *buf);

#endif
