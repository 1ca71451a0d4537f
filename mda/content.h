/*
 * content: what goes into a file: slices in order, written without a copy of
 * them.
 */
#ifndef MDA_CONTENT_H
#define MDA_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../filter/arena.h"
#include "../filter/authres.h"

struct content {
	const struct str *parts;
	size_t count;
	bool crlf; /* CRLF becomes LF */
};

struct content_size {
	uint64_t stored; /* bytes in the file */
	uint64_t wire; /* the same with CRLF at every line end (,W=) */
};

/* top, then the mail without the spans.  Slices of both. */
struct content content_make(struct arena *arena, struct str top,
			    struct str mail, const struct spans *without,
			    bool crlf);

/* All of it, however many calls that takes.  False with errno. */
bool content_write(int fd, const struct content *content,
		   struct content_size *size);

#endif
