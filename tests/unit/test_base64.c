/* Bytes as text and back (RFC 4648 4). */
#include "../../filter/base64.h"
#include "../tap.h"

static const struct {
	const char *text, *bytes; /* NULL: it is none */
} cases[] = {
	{ "", "" },
	{ "Zg==", "f" },
	{ "Zg", "f" },
	{ "Zm8=", "fo" },
	{ "Zm8", "fo" },
	{ "Zm9v", "foo" },
	{ "Zm9vYg==", "foob" },
	{ "Zm9vYmE=", "fooba" },
	{ "Zm9vYmFy", "foobar" },
	{ "Zm9vYmFyZm9v", "foobarfoo" },
	{ "+/+/", "\xfb\xff\xbf" },
	{ "Z", NULL },
	{ "Zg=", NULL },
	{ "Z===", NULL },
	{ "=", NULL },
	{ "Zm9v====", NULL },
	{ "Zm=v", NULL },
};

/* A byte of no alphabet, wherever it stands. */
static bool is_refused_everywhere(struct arena *arena, char wrong)
{
	for (size_t at = 0; at < 11; at++) {
		char text[] = "Zm9vYmFyZm8";
		struct str bytes;

		text[at] = wrong;
		if (base64_decode(arena, (struct str){ text, 11 }, &bytes))
			return false;
	}
	return true;
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 20, NULL);
	bool refused = true;
	struct str bytes;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool done =
			base64_decode(arena, str_from(cases[i].text), &bytes);

		ok(done == (cases[i].bytes != NULL), "\"%s\"", cases[i].text);
		if (done && cases[i].bytes != NULL)
			is_str(bytes, cases[i].bytes, "its bytes");
	}
	for (int c = 0; c < 256; c++)
		if (strchr("+/", c) == NULL && !char_is_alnum((char)c))
			refused &= is_refused_everywhere(arena, (char)c);
	ok(refused, "what is none of its characters");
	ok(is_refused_everywhere(arena, '\0'), "a NUL neither");
	for (size_t len = 0; len < 50; len++) {
		struct str some = str_first(
			STR("\0\xff any bytes, as many as there are \x80\x7f"
			    "0123456789"),
			len);

		ok(base64_decode(arena, base64_encode(arena, some), &bytes) &&
			   str_eq(bytes, some),
		   "%zu bytes, there and back", len);
	}
	arena_free(arena);
	return done_testing();
}
