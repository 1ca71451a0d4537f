/* Fields as they are written, and what readers get of them (RFC 2047). */
#include "../../filter/mime_write.h"

#include "../../filter/limits.h"
#include "../../filter/message.h"
#include "../../filter/mime.h"
#include "../tap.h"

struct write_case {
	const char *name, *value, *written;
};

static const struct write_case cases[] = {
	{ "plain", "hello", "X: hello\n" },
	{ "nothing", "", "X:\n" },
	{ "blanks stay", "a  b\tc", "X: a  b\tc\n" },
	{ "folded at a blank, and no line of blanks alone",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
	  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb   ccc",
	  "X: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
	  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb  \n ccc\n" },
	{ "one word of UTF-8", "Grüße", "X: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n" },
	{ "the address stays readable", "Jörg <j@a.example>",
	  "X: =?utf-8?q?J=C3=B6rg?= <j@a.example>\n" },
	{ "blanks between encoded words are in them", "ä  ö",
	  "X: =?utf-8?q?=C3=A4__=C3=B6?=\n" },
	{ "not between others", "ä b ö",
	  "X: =?utf-8?q?=C3=A4?= b =?utf-8?q?=C3=B6?=\n" },
	{ "what is no UTF-8", "\xff", "X: =?utf-8?q?=EF=BF=BD?=\n" },
};

static struct str written(struct arena *arena, struct str value)
{
	struct buf out = buf_new(arena, (size_t)1 << 20);

	mime_write_field(&out, STR("X"), value);
	return buf_str(&out);
}

static bool has_long_line(struct str text, size_t most)
{
	struct str line;

	while (str_cut(&text, '\n', &line))
		if (line.len > most)
			return true;
	return false;
}

/* Whatever is written is read again, in one field. */
static void test_read_again(struct arena *arena)
{
	static const char *const pieces[] = { "ä",  " ", "word", "€uro", "\t",
					      "  ", "x", "𝄞",	 "-",	 "?=" };
	struct buf value = buf_new(arena, 2000);
	unsigned random = 1;

	while (!value.overflow) {
		random = random * 1103515245 + 12345;
		buf_add(&value, str_from(pieces[random / 65536 % 10]));
	}
	for (size_t len = 0; len < value.len; len += 7) {
		struct str text = str_trim(str_first(buf_str(&value), len));
		struct str raw;
		struct message message;

		while (text.len > 0 &&
		       ((unsigned char)text.ptr[text.len - 1] & 0x80) != 0)
			text.len--;
		text = str_trim(text);
		raw = written(arena, text);
		message = message_parse(arena, raw);
		if (message.header_count == 1 &&
		    message.fields.len == raw.len && !has_long_line(raw, 200) &&
		    str_eq(mime_decode_words(arena, message.headers[0].value),
			   text))
			continue;
		is_str(raw, "", "read again: %.*s", STR_ARG(text));
		return;
	}
	ok(true, "what is written is read again");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)64 << 20, NULL);
	char *word = arena_alloc(arena, 2000);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(written(arena, str_from(cases[i].value)),
		       cases[i].written, "%s", cases[i].name);
	memset(word, 'w', 2000);
	ok(!has_long_line(written(arena, (struct str){ word, 2000 }), 78),
	   "a word too long for a line is encoded");
	test_read_again(arena);
	arena_free(arena);
	return done_testing();
}
