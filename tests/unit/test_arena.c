/* The memory of one delivery. */
#include <setjmp.h>

#include "../../filter/arena.h"
#include "../../filter/trail.h"
#include "../tap.h"

static jmp_buf exhaustion;

static void give_up(void)
{
	longjmp(exhaustion, 1);
}

static void test_memory(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);
	char *small = arena_alloc(arena, 1), *none = arena_alloc(arena, 0);
	char *large = arena_alloc(arena, 100000);
	int zeros = 0;

	ok((uintptr_t)small % _Alignof(max_align_t) == 0, "aligned");
	ok(none != NULL && none != small, "nothing has a place of its own");
	for (size_t i = 0; i < 100000; i++)
		zeros += large[i] == 0;
	is_int(zeros, 100000, "zeroed, beyond a block as well");
	ok(arena_used(arena) >= 100002, "counts what it gave");
	arena_free(arena);
	arena_free(NULL);
}

static void test_text(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);
	char bytes[] = "AbC";
	struct str copy = arena_copy(arena, str_from(bytes));

	bytes[0] = 'x';
	is_str(copy, "AbC", "a copy stays");
	is_str(arena_lower(arena, STR("A\xc3\x84Z")), "a\xc3\x84z",
	       "lower case of ASCII");
	is_str(str_from(arena_cstr(arena, STR("abc"))), "abc",
	       "NUL-terminated");
	is_str(arena_printf(arena, "%d-%.*s", 7, STR_ARG(STR("x"))), "7-x",
	       "printed");
	arena_free(arena);
}

static void test_grow(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);
	int *numbers = ARENA_ARRAY(arena, int, 2);

	numbers[0] = 1;
	numbers[1] = 2;
	numbers = arena_grow(arena, numbers, 2, 4, sizeof(int));
	ok(numbers[0] == 1 && numbers[1] == 2 && numbers[3] == 0,
	   "grown, the rest zeroed");
	arena_free(arena);
}

static bool is_exhausted(size_t count, size_t size)
{
	struct arena *arena = arena_new(1000, give_up);
	volatile bool exhausted = true;

	if (setjmp(exhaustion) == 0) {
		arena_array(arena, count, size);
		exhausted = false;
	}
	arena_free(arena);
	return exhausted;
}

/* What a lender was told to be behind: bytes one after the other. */
struct told {
	const char *end;
	bool in_order;
	size_t times;
};

static void passed(const void *lender, struct str bytes)
{
	struct told *told = *(struct told *const *)lender;

	told->in_order &= bytes.ptr == told->end && bytes.len > 0;
	told->end = bytes.ptr + bytes.len;
	told->times++;
}

static void test_trail(void)
{
	enum { SIZE = 3 * LIMIT_TRAIL + 100 };
	struct arena *arena = arena_new(2 * SIZE, NULL);
	char *bytes = arena_alloc(arena, SIZE);
	struct str all = { bytes, SIZE };
	struct told told = { bytes, true, 0 }, *const lender = &told;
	struct trail trail = trail_begin(arena, all);

	bytes[SIZE - 1] = 'x';
	is_int((long long)trail_find(&trail, all, 'x'), SIZE - 1,
	       "found, and nobody is told");
	arena_borrow(arena, passed, &lender);
	trail = trail_begin(arena, all);
	is_int((long long)trail_find(&trail, all, 'x'), SIZE - 1, "found");
	ok(told.in_order && told.end == bytes + 3 * LIMIT_TRAIL,
	   "what lies behind is told, in order");
	told = (struct told){ bytes, true, 0 };
	trail = trail_begin(arena, all);
	is_int((long long)trail_find(&trail, all, 'y'), SIZE, "not found");
	told = (struct told){ bytes, true, 0 };
	trail = trail_begin(arena, all);
	for (size_t i = 0; i < SIZE; i += 7)
		trail_reach(&trail, bytes + i);
	ok(told.in_order && told.times == 3, "by steps, no more often");
	arena_free(arena);
}

int main(void)
{
	test_memory();
	test_text();
	test_grow();
	test_trail();
	ok(!is_exhausted(1, 900), "within its limit");
	ok(is_exhausted(1, 1001), "beyond its limit");
	ok(is_exhausted(SIZE_MAX / 2, 3), "a product that overflows");
	ok(is_exhausted(1, SIZE_MAX), "all there is");
	return done_testing();
}
