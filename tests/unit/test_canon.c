#include "../tap.h"

#include "../../filter/canon.h"

/* One field; a line end is written LF and tried as CRLF too. */
static const struct {
	const char *name, *field, *simple, *relaxed;
} cases[] = {
	{ "plain", "A: x\n", "A: x\r\n", "a:x\r\n" },
	{ "runs of white space", "B :  y\t z \n", "B :  y\t z \r\n",
	  "b:y z\r\n" },
	{ "folded", "SubJect: one\n\ttwo\n   three\n",
	  "SubJect: one\r\n\ttwo\r\n   three\r\n",
	  "subject:one two three\r\n" },
	{ "fold right after the colon", "X:\n y\n", "X:\r\n y\r\n", "x:y\r\n" },
	{ "no value", "X:\n", "X:\r\n", "x:\r\n" },
	{ "only white space", "X: \t \n", "X: \t \r\n", "x:\r\n" },
	{ "white space at the end", "X: a \t\n", "X: a \t\r\n", "x:a\r\n" },
	{ "no line end at all", "X: a", "X: a\r\n", "x:a\r\n" },
	{ "a CR that ends no line", "X: a\rb\n", "X: a\rb\r\n", "x:a\rb\r\n" },
	{ "a fold of blanks only", "X: a\n  \n", "X: a\r\n  \r\n", "x:a\r\n" },
	{ "upper case value stays", "X: ABC\n", "X: ABC\r\n", "x:ABC\r\n" },
};

static struct str with_crlf(struct arena *arena, const char *text)
{
	char *out = arena_alloc(arena, 2 * strlen(text));
	size_t len = 0;

	for (; *text != '\0'; text++) {
		if (*text == '\n')
			out[len++] = '\r';
		out[len++] = *text;
	}
	return (struct str){ out, len };
}

static void test_field(struct arena *arena, size_t i, struct str raw,
		       const char *ends)
{
	struct message message = message_parse(arena, raw);
	struct canon_fields fields = canon_fields_new(arena, &message);

	is_str(canon_field(&fields, CANON_SIMPLE, 0), cases[i].simple,
	       "%s, simple, %s", cases[i].name, ends);
	is_str(canon_field(&fields, CANON_RELAXED, 0), cases[i].relaxed,
	       "%s, relaxed, %s", cases[i].name, ends);
	ok(canon_field(&fields, CANON_RELAXED, 0).ptr ==
		   canon_field(&fields, CANON_RELAXED, 0).ptr,
	   "%s: made once", cases[i].name);
}

/* The value of b= is left out, all else stays (RFC 6376 3.7). */
static const struct {
	const char *name, *field, *simple, *relaxed;
} signatures[] = {
	{ "b= last", "S: a=1; b=QUJD\n\tREVG\n", "S: a=1; b=", "s:a=1; b=" },
	{ "b= in the middle", "S: b= QUJD ; bh=xyz\n", "S: b=; bh=xyz",
	  "s:b=; bh=xyz" },
	{ "bh= before it", "S: bh=b=c; b=x;\n", "S: bh=b=c; b=;",
	  "s:bh=b=c; b=;" },
	{ "white space in the tag", "S: a=1;\n b =\n x; c=2\n",
	  "S: a=1;\r\n b =; c=2", "s:a=1; b =; c=2" },
	{ "upper case B is another tag", "S: B=x; b=y\n",
	  "S: B=x; b=", "s:B=x; b=" },
	{ "no b=", "S: a=1\n", "S: a=1", "s:a=1" },
};

static void test_signature(struct arena *arena, size_t i)
{
	struct message message =
		message_parse(arena, str_from(signatures[i].field));

	is_str(canon_signature_field(arena, CANON_SIMPLE, message.headers),
	       signatures[i].simple, "%s, simple", signatures[i].name);
	is_str(canon_signature_field(arena, CANON_RELAXED, message.headers),
	       signatures[i].relaxed, "%s, relaxed", signatures[i].name);
}

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		test_field(arena, i, str_from(cases[i].field), "LF");
		test_field(arena, i, with_crlf(arena, cases[i].field), "CRLF");
	}
	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
		test_signature(arena, i);
	arena_free(arena);
	return done_testing();
}
