/* Characters as they stand in an encoded word (RFC 2047 4.2, 5 (3)). */
#include "../../filter/encoded_word.h"

#include "../tap.h"

static const struct {
	const char *name, *text, *encoded;
	size_t taken; /* bytes of the text */
} cases[] = {
	{ "a letter", "ab", "a", 1 },
	{ "a blank", " b", "_", 1 },
	{ "what has a meaning of its own", "_b", "=5F", 1 },
	{ "a question mark", "?=", "=3F", 1 },
	{ "what a phrase must not hold", "\"", "=22", 1 },
	{ "two bytes", "äb", "=C3=A4", 2 },
	{ "four bytes", "𝄞b", "=F0=9D=84=9E", 4 },
	{ "a byte that is not UTF-8",
	  "\xff"
	  "a",
	  "=EF=BF=BD", 1 },
	{ "a character that was cut", "\xc3", "=EF=BF=BD", 1 },
	{ "a control character", "\x01", "=01", 1 },
};

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str text = str_from(cases[i].text);
		char room[ENCODED_CHARACTER];
		size_t before = text.len;

		is_str(encoded_word_take(&text, room), cases[i].encoded, "%s",
		       cases[i].name);
		is_int((long long)(before - text.len),
		       (long long)cases[i].taken, "%s", cases[i].name);
	}
	return done_testing();
}
