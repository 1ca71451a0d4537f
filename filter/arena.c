#include "arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first block serves a small mail whole; later ones double. */
#define FIRST_BLOCK ((size_t)16 * 1024)
#define LARGEST_BLOCK ((size_t)1024 * 1024)
#define ALIGNMENT sizeof(max_align_t)

struct block {
	struct block *next;
	max_align_t bytes[];
};

struct arena {
	struct block *blocks;
	char *free;
	size_t left, used, limit, next_block;
	void (*exhausted)(void);
	void (*passed)(const void *lender, struct str bytes);
	const void *lender;
};

struct arena *arena_new(size_t limit, void (*exhausted)(void))
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (arena == NULL) {
		if (exhausted != NULL)
			exhausted();
		abort();
	}
	arena->limit = limit;
	arena->next_block = FIRST_BLOCK;
	arena->exhausted = exhausted;
	return arena;
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	for (struct block *block = arena->blocks; block != NULL;) {
		struct block *next = block->next;

		free(block);
		block = next;
	}
	free(arena);
}

void arena_borrow(struct arena *arena,
		  void (*passed)(const void *lender, struct str bytes),
		  const void *lender)
{
	arena->passed = passed;
	arena->lender = lender;
}

void arena_passed(const struct arena *arena, struct str bytes)
{
	if (arena->passed != NULL)
		arena->passed(arena->lender, bytes);
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}

static _Noreturn void give_up(const struct arena *arena)
{
	if (arena->exhausted != NULL)
		arena->exhausted();
	abort();
}

static void add_block(struct arena *arena, size_t size)
{
	size_t room = size > arena->next_block ? size : arena->next_block;
	struct block *block = malloc(sizeof(*block) + room);

	if (block == NULL)
		give_up(arena);
	block->next = arena->blocks;
	arena->blocks = block;
	arena->free = (char *)block->bytes;
	arena->left = room;
	if (arena->next_block < LARGEST_BLOCK)
		arena->next_block *= 2;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *memory;

	if (size == 0)
		size = 1;
	if (size > arena->limit || arena->used > arena->limit - size)
		give_up(arena);
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (size > arena->left)
		add_block(arena, size);
	memory = arena->free;
	arena->free += size;
	arena->left -= size;
	arena->used += size;
	return memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size > 0 && count > SIZE_MAX / size)
		give_up(arena);
	return arena_alloc(arena, count * size);
}

void *arena_grow(struct arena *arena, const void *old, size_t old_count,
		 size_t new_count, size_t size)
{
	void *grown = arena_array(arena, new_count, size);

	if (old_count > 0)
		memcpy(grown, old, old_count * size);
	return grown;
}

struct str arena_copy(struct arena *arena, struct str s)
{
	char *copy = arena_alloc(arena, s.len);

	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	return (struct str){ copy, s.len };
}

struct str arena_lower(struct arena *arena, struct str s)
{
	char *copy = arena_alloc(arena, s.len);

	for (size_t i = 0; i < s.len; i++)
		copy[i] = char_lower(s.ptr[i]);
	return (struct str){ copy, s.len };
}

char *arena_cstr(struct arena *arena, struct str s)
{
	char *copy = arena_alloc(arena, s.len + 1);

	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	return copy;
}

/* Most texts are short: those are formatted once. */
struct str arena_printf(struct arena *arena, const char *format, ...)
{
	char shorter[256], *text;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(shorter, sizeof(shorter), format, args);
	va_end(args);
	if (len < 0)
		give_up(arena);
	text = arena_alloc(arena, (size_t)len + 1);
	if ((size_t)len < sizeof(shorter)) {
		memcpy(text, shorter, (size_t)len);
	} else {
		va_start(args, format);
		vsnprintf(text, (size_t)len + 1, format, args);
		va_end(args);
	}
	return (struct str){ text, (size_t)len };
}
