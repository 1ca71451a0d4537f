/*
 * trail: who reads all of a mail, and how far: what lies behind need not stay in
 * memory (arena_borrow()).
 */
#ifndef FILTER_TRAIL_H
#define FILTER_TRAIL_H

#include "arena.h"
#include "limits.h"

struct trail {
	const struct arena *arena;
	const char *begin; /* what stands before it has been told */
};

static inline struct trail trail_begin(const struct arena *arena,
				       struct str bytes)
{
	return (struct trail){ arena, bytes.ptr };
}

/* What lies before at has been read: the lender is told. */
void trail_leave(struct trail *trail, const char *at);

/* The reader is there, and never goes back. */
static inline void trail_reach(struct trail *trail, const char *at)
{
	if ((size_t)(at - trail->begin) >= LIMIT_TRAIL)
		trail_leave(trail, at);
}

/* Takes the next of what is read in pieces off the front of *rest. */
struct str trail_piece(struct trail *trail, struct str *rest);
/* str_find(), which may go far. */
size_t trail_find(struct trail *trail, struct str s, char c);

#endif
