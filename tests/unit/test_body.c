#include "../tap.h"

#include "../../filter/body.h"
#include "../../filter/crypto.h"
#include "../body_reference.h"

/* What the hash must be of. */
static const struct {
	const char *name, *body, *simple, *relaxed;
} cases[] = {
	{ "empty", "", "\r\n", "" },
	{ "one empty line", "\n", "\r\n", "" },
	{ "empty lines only", "\n\n\n", "\r\n", "" },
	{ "blanks only", " \t\n", " \t\r\n", "" },
	{ "blanks in several lines", " \n\t\n\n", " \r\n\t\r\n", "" },
	{ "blanks without line end", "  ", "  \r\n", "" },
	{ "one line", "a\n", "a\r\n", "a\r\n" },
	{ "no final newline", "a", "a\r\n", "a\r\n" },
	{ "no final newline, blank", "a ", "a \r\n", "a\r\n" },
	{ "empty lines at the end", "a\n\n\n", "a\r\n", "a\r\n" },
	{ "empty lines inside", "a\n\n\nb\n", "a\r\n\r\n\r\nb\r\n",
	  "a\r\n\r\n\r\nb\r\n" },
	{ "an empty line first", "\na\n", "\r\na\r\n", "\r\na\r\n" },
	{ "blank lines at the end", "a\n \n\n", "a\r\n \r\n", "a\r\n" },
	{ "runs of white space", " a \t b\t\n\tc  \n", " a \t b\t\r\n\tc  \r\n",
	  " a b\r\n c\r\n" },
	{ "a CR is content", "a\rb\n", "a\rb\r\n", "a\rb\r\n" },
	{ "a CR at the very end", "a\r", "a\r\r\n", "a\r\r\n" },
	{ "blank before such a CR", "a \r", "a \r\r\n", "a \r\r\n" },
};

static void sha256_of(struct arena *arena, struct str text,
		      unsigned char digest[SHA256_SIZE])
{
	struct sha256 *hash = sha256_new(arena);

	sha256_add(hash, text);
	sha256_end(hash, digest);
}

/* The body's hash, up to the limit, is that of the canonical text. */
static bool hashes_to(struct arena *arena, struct str body, enum canon canon,
		      uint64_t limit, struct str canonical)
{
	struct body_hashes hashes = body_hashes_new(arena);
	unsigned char digest[SHA256_SIZE];
	size_t i = body_hashes_want(&hashes, canon, limit);

	body_hashes_run(&hashes, body);
	sha256_of(arena,
		  limit < canonical.len ? str_first(canonical, (size_t)limit)
					: canonical,
		  digest);
	return hashes.list[i].canonical_length == canonical.len &&
	       memcmp(hashes.list[i].sha256, digest, SHA256_SIZE) == 0;
}

static struct str with_crlf(struct arena *arena, struct str text)
{
	char *out = arena_alloc(arena, 2 * text.len);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\n')
			out[len++] = '\r';
		out[len++] = text.ptr[i];
	}
	return (struct str){ out, len };
}

static void test_case(struct arena *arena, size_t i)
{
	struct str body = str_from(cases[i].body);
	struct str crlf = with_crlf(arena, body);
	struct str simple = str_from(cases[i].simple);
	struct str relaxed = str_from(cases[i].relaxed);

	ok(hashes_to(arena, body, CANON_SIMPLE, BODY_NO_LIMIT, simple),
	   "%s, simple, LF", cases[i].name);
	ok(hashes_to(arena, crlf, CANON_SIMPLE, BODY_NO_LIMIT, simple),
	   "%s, simple, CRLF", cases[i].name);
	ok(hashes_to(arena, body, CANON_RELAXED, BODY_NO_LIMIT, relaxed),
	   "%s, relaxed, LF", cases[i].name);
	ok(hashes_to(arena, crlf, CANON_RELAXED, BODY_NO_LIMIT, relaxed),
	   "%s, relaxed, CRLF", cases[i].name);
}

/* Text of every kind of line, long enough to pass the gathering buffer, so that
 * its boundary falls on every byte of a line. */
static struct str long_body(struct arena *arena, size_t shift)
{
	struct buf body = buf_new(arena, 1 << 20);

	for (size_t i = 0; i < shift; i++)
		buf_add_char(&body, 'x');
	for (size_t i = 0; i < 600; i++)
		buf_add(&body, i % 7 == 0   ? STR("\n")
			       : i % 5 == 0 ? STR("tabs\t and   blanks \n")
			       : i % 3 == 0 ? STR("cr\rlf\r\n")
					    : STR("a plain line of text\n"));
	for (size_t i = 0; i < 20000 && shift % 8 == 0; i++)
		buf_add_char(&body, 'y');
	buf_add(&body, STR("\n\n"));
	return buf_str(&body);
}

static void test_boundaries(struct arena *arena)
{
	bool simple = true, relaxed = true;

	for (size_t shift = 0; shift < 64; shift++) {
		struct str body = long_body(arena, shift);

		simple &= hashes_to(arena, body, CANON_SIMPLE, BODY_NO_LIMIT,
				    body_reference(arena, CANON_SIMPLE, body));
		relaxed &=
			hashes_to(arena, body, CANON_RELAXED, BODY_NO_LIMIT,
				  body_reference(arena, CANON_RELAXED, body));
	}
	ok(simple, "long bodies, simple, wherever the boundaries fall");
	ok(relaxed, "long bodies, relaxed, wherever the boundaries fall");
}

static void test_limits(struct arena *arena)
{
	struct str body = STR("one\n\n two  words \nthree\n\n");
	bool all = true;

	for (int canon = CANON_SIMPLE; canon <= CANON_RELAXED; canon++) {
		struct str whole =
			body_reference(arena, (enum canon)canon, body);

		for (uint64_t limit = 0; limit < whole.len + 3; limit++)
			all &= hashes_to(arena, body, (enum canon)canon, limit,
					 whole);
	}
	ok(all, "every limit from 0 to beyond the end");
}

/* White space that is to be reduced, wherever it stands in a line. */
static void test_white_space(struct arena *arena)
{
	static const char *const runs[] = { "  ", "\t", " \t", " ", "   " };
	bool all = true;

	for (size_t at = 0; at < 24; at++) {
		for (size_t i = 0; i < 5 * 24; i++) {
			struct str body = arena_printf(
				arena, "%.*s%s%.*s\nb\n", (int)at,
				"some text before, that's", runs[i % 5],
				(int)(i / 5), "and more text that ends.");

			all &= hashes_to(
				arena, body, CANON_RELAXED, BODY_NO_LIMIT,
				body_reference(arena, CANON_RELAXED, body));
		}
	}
	ok(all, "white space everywhere in a line");
}

/* A line so long that it is looked at in parts, which end in white space, in a
 * CR, and in nothing but white space. */
static struct str long_line(struct arena *arena, size_t shift, size_t kind)
{
	static const struct {
		const char *first, *again;
		size_t times;
		const char *last;
	} kinds[] = {
		{ "", "word  and\tword ", 8000, "end \n" },
		{ "", "  ", 40000, "\nnext\n" },
		{ "x", "\t", 70000, "end\n" },
		{ " ", " ", 70000, "end" },
		{ "a", "\r", 70000, "\r\nb\r\n" },
		{ "one\r\n", "two  ", 14000, "\r\n\r\nthree\r\n" },
		{ "", " \r", 35000, "\n" },
		{ "", "x", 70000, "   " },
		{ "\n\n", " ", 70000, "\n\nend\n" },
	};
	struct buf body = buf_new(arena, 1 << 20);

	kind %= sizeof(kinds) / sizeof(kinds[0]);
	buf_add(&body, str_from(kinds[kind].first));
	for (size_t i = 0; i < shift; i++)
		buf_add_char(&body, i % 2 == 0 ? 'x' : ' ');
	for (size_t i = 0; i < kinds[kind].times; i++)
		buf_add(&body, str_from(kinds[kind].again));
	buf_add(&body, str_from(kinds[kind].last));
	return buf_str(&body);
}

static void test_long_lines(void)
{
	for (size_t kind = 0; kind < 9; kind++) {
		bool all = true;

		for (size_t shift = 0; shift < 20; shift++) {
			struct arena *arena = arena_new((size_t)16 << 20, NULL);
			struct str body = long_line(arena, shift, kind);

			for (int canon = 0; canon < 2; canon++)
				all &= hashes_to(
					arena, body, (enum canon)canon,
					BODY_NO_LIMIT,
					body_reference(arena, (enum canon)canon,
						       body));
			arena_free(arena);
		}
		ok(all, "a long line in parts: kind %zu", kind);
	}
}

/* Wanted at once, without limits: one until a line tells them apart. */
static bool both_hash(struct arena *arena, struct str body)
{
	struct body_hashes hashes = body_hashes_new(arena);
	unsigned char digest[SHA256_SIZE];
	bool all = true;

	body_hashes_want(&hashes, CANON_RELAXED, BODY_NO_LIMIT);
	body_hashes_want(&hashes, CANON_SIMPLE, BODY_NO_LIMIT);
	body_hashes_run(&hashes, body);
	for (size_t i = 0; i < hashes.count; i++) {
		struct str text =
			body_reference(arena, hashes.list[i].canon, body);

		sha256_of(arena, text, digest);
		all &= hashes.list[i].canonical_length == text.len &&
		       memcmp(digest, hashes.list[i].sha256, SHA256_SIZE) == 0;
	}
	return all;
}

static void test_both(struct arena *arena)
{
	struct str plain = STR("plain\n\nlines\n\n\n");
	bool all = true;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str body = str_from(cases[i].body);

		ok(both_hash(arena, body) &&
			   both_hash(arena, with_crlf(arena, body)),
		   "%s, both", cases[i].name);
		body = arena_printf(arena, "%.*s%s", STR_ARG(plain),
				    cases[i].body);
		ok(both_hash(arena, body) &&
			   both_hash(arena, with_crlf(arena, body)),
		   "%s, both, behind plain lines", cases[i].name);
	}
	for (size_t shift = 0; shift < 16; shift++) {
		all &= both_hash(arena, long_body(arena, shift));
		all &= both_hash(arena, long_line(arena, shift, shift));
	}
	ok(all, "long bodies, both");
}

static void test_several(struct arena *arena)
{
	static const uint64_t limits[] = { 7, 0, BODY_NO_LIMIT, 3, 99, 7 };
	struct body_hashes hashes = body_hashes_new(arena);
	struct str body = STR("a b  c\n\nd\n"), text;
	unsigned char digest[SHA256_SIZE];
	bool all = true;

	for (size_t i = 0; i < 6; i++) {
		body_hashes_want(&hashes, CANON_RELAXED, limits[i]);
		body_hashes_want(&hashes, CANON_SIMPLE, limits[i]);
	}
	is_int((long long)hashes.count, 10, "each wanted once");
	body_hashes_run(&hashes, body);
	for (size_t i = 0; i < hashes.count; i++) {
		text = body_reference(arena, hashes.list[i].canon, body);
		if (hashes.list[i].limit < text.len)
			text.len = (size_t)hashes.list[i].limit;
		sha256_of(arena, text, digest);
		all &= memcmp(digest, hashes.list[i].sha256, SHA256_SIZE) == 0;
	}
	ok(all, "several limits in one pass, in no order");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)256 << 20, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		test_case(arena, i);
	test_boundaries(arena);
	test_limits(arena);
	test_white_space(arena);
	test_long_lines();
	test_both(arena);
	test_several(arena);
	arena_free(arena);
	return done_testing();
}
