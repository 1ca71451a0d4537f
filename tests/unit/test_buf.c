/* Output with a ceiling. */
#include "../../filter/buf.h"
#include "../tap.h"

static void test_growth(struct arena *arena)
{
	struct buf buf = buf_new(arena, 100000);

	is_str(buf_str(&buf), "", "empty at first");
	buf_add(&buf, STR("ab"));
	buf_add_char(&buf, 'c');
	buf_add(&buf, STR(""));
	buf_printf(&buf, "%d%s", 42, "!");
	is_str(buf_str(&buf), "abc42!", "in order");
	for (int i = 0; i < 9999; i++)
		buf_add(&buf, STR("0123456789"));
	ok(buf.len == 99996 && !buf.overflow, "grows");
}

static void test_ceiling(struct arena *arena)
{
	struct buf buf = buf_new(arena, 5);

	buf_add(&buf, STR("abcde"));
	ok(!buf.overflow, "full is not too much");
	buf_add_char(&buf, 'f');
	ok(buf.overflow, "one more is");
	is_str(buf_str(&buf), "abcde", "what was there stays");

	buf = buf_new(arena, 5);
	buf_add(&buf, STR("abc"));
	buf_printf(&buf, "%s", "def");
	buf_add_char(&buf, 'x');
	is_str(buf_str(&buf), "abc", "all or nothing, and nothing later");
	ok(buf.overflow, "... and it says so");

	buf = buf_new(arena, 0);
	buf_add(&buf, STR(""));
	ok(!buf.overflow, "nothing fits into nothing");
}

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);

	test_growth(arena);
	test_ceiling(arena);
	arena_free(arena);
	return done_testing();
}
