/* What the token classes hold. */
#include "../../filter/grammar.h"
#include "../tap.h"

/* Looked at sixteen at a time: the first byte that is none, in every place. */
static void test_visible(void)
{
	char text[40];
	bool all = true;

	for (size_t at = 0; at < sizeof(text); at++)
		for (int c = 0; c < 256; c++) {
			bool visible = c > ' ' && c != 0x7f;
			size_t expected = visible ? sizeof(text) : at;

			memset(text, at % 2 == 0 ? '!' : '\xff', sizeof(text));
			text[at] = (char)c;
			all &= grammar_visible((struct str){
				       text, sizeof(text) }) == expected;
		}
	ok(all, "VCHAR and 8-bit, and where they end");
	is_int((long long)grammar_visible(STR("")), 0, "of nothing, none");
}

int main(void)
{
	test_visible();
	return done_testing();
}
