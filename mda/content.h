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
#include "decision.h"
#include "input.h"

struct content {
	const struct str *parts;
	size_t count;
	bool crlf; /* CRLF becomes LF */
	const struct input *input; /* whose mail is among them; or NULL */
};

struct content_size {
	uint64_t stored; /* bytes in the file */
	uint64_t wire; /* the same with CRLF at every line end (,W=) */
};

/* top, then the mail with its edits, of which impossible ones are passed over.
 * Slices of all of them. */
struct content content_make(struct arena *arena, struct str top,
			    struct str mail, const struct edits *edits,
			    bool crlf);

/* A version of the mail (action.version), for a folder: our fields above it. */
struct content content_stored(struct arena *arena, const struct order *order,
			      size_t version, const struct input *input);
/* The same for whoever it is sent to: top above it, nothing else of ours. */
struct content content_sent(struct arena *arena, const struct order *order,
			    size_t version, const struct input *input,
			    struct str top);

/* All of it, however many calls that takes, with little of a large mail in memory.
 * False with errno. */
bool content_write(int fd, const struct content *content,
		   struct content_size *size);

#endif
