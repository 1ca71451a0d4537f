/*
 * arena: the memory of one delivery.  What is taken from it is given back all
 * at once.  An allocation does not fail: when the limit is reached or the
 * system has no memory, the arena calls `exhausted`, which must not return (the
 * program exits 75 and the MTA keeps the mail; a fuzzer longjmps).
 */
#ifndef FILTER_ARENA_H
#define FILTER_ARENA_H

#include "str.h"

struct arena;

/* limit: bytes in all.  exhausted may be NULL: abort(). */
struct arena *arena_new(size_t limit, void (*exhausted)(void));
void arena_free(struct arena *arena);
/*
 * The mail itself is borrowed, and can be larger than memory.  Who reads it from
 * its start to its end tells now and then what lies behind (trail.h); whoever
 * lends it takes that back.  It is there again for the next reader.
 */
void arena_borrow(struct arena *arena,
		  void (*passed)(const void *lender, struct str bytes),
		  const void *lender);
void arena_passed(const struct arena *arena, struct str bytes);

/* Bytes handed out so far. */
size_t arena_used(const struct arena *arena);

/* Zeroed, aligned for any type.  A product that overflows is exhaustion. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_array(struct arena *arena, size_t count, size_t size);
/* The array moved into a larger one; what is new is zeroed. */
void *arena_grow(struct arena *arena, const void *old, size_t old_count,
		 size_t new_count, size_t size);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count)                                        \
	((type *)arena_array((arena), (count), sizeof(type)))

struct str arena_copy(struct arena *arena, struct str s);
struct str arena_lower(struct arena *arena, struct str s);
/* NUL-terminated; the caller made sure that s holds no NUL itself. */
char *arena_cstr(struct arena *arena, struct str s);
struct str arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
