/*
 * bounded: a fuzzer's check over an arena of its own.  An input that takes more
 * memory than that ends it; this is no finding.
 */
#ifndef TESTS_FUZZ_BOUNDED_H
#define TESTS_FUZZ_BOUNDED_H

#include <setjmp.h>
#include <stdint.h>

#include "../../filter/arena.h"

static jmp_buf bounded_out_of_memory;

static void bounded_give_up(void)
{
	longjmp(bounded_out_of_memory, 1);
}

/* False: it took more than so many bytes. */
static bool bounded_check(void (*check)(struct arena *arena, struct str input),
			  size_t most, const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(most, bounded_give_up);
	bool enough = setjmp(bounded_out_of_memory) == 0;

	if (enough)
		check(arena, (struct str){ (const char *)data, size });
	arena_free(arena);
	return enough;
}

#endif
