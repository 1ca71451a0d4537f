#include "../../filter/compose.h"

#include "../../filter/limits.h"
#include "../../filter/message.h"
#include "../../filter/mime.h"
#include "../../filter/mime_parts.h"
#include "../tap.h"

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

static const struct {
	const char *what, *text, *want;
} texts[] = {
	{ "plain", "Hello there", "Subject: Hello there\n" },
	{ "nothing", "", "Subject:\n" },
	{ "not ASCII",
	  "Gr\xc3\xbc\xc3\x9f"
	  "e",
	  "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n" },
	{ "a line end that would begin a field", "a\nBcc: x@y.example",
	  "Subject: a Bcc: x@y.example\n" },
	{ "and CRLF", "a\r\nBcc: x", "Subject: a Bcc: x\n" },
	{ "an escape", "a\x1b[31mb", "Subject: a [31mb\n" },
	{ "not UTF-8",
	  "a\xff"
	  "bcde",
	  "Subject: =?utf-8?q?a=EF=BF=BDbcde?=\n" },
	{ "folded at a blank", FIFTY " " FIFTY,
	  "Subject: " FIFTY "\n " FIFTY "\n" },
	{ "blanks around it", "  a  ", "Subject: a\n" },
};

static void test_texts(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct buf out = buf_new(arena, 4096);

		compose_text(&out, "Subject", str_from(texts[i].text));
		is_str(buf_str(&out), texts[i].want, "text: %s", texts[i].what);
	}
}

static size_t longest_line(struct str text)
{
	size_t longest = 0;
	struct str line;

	while (str_cut(&text, '\n', &line))
		longest = line.len > longest ? line.len : longest;
	return longest;
}

/* What our own reader makes of a field is the text again. */
static void test_round_trip(struct arena *arena)
{
	struct buf text = buf_new(arena, 4096), out = buf_new(arena, 8192);
	struct message message;

	for (int i = 0; i < 60; i++)
		buf_add(&text, STR("w\xc3\xb6rt \xe2\x82\xac_?="));
	compose_text(&out, "Subject", buf_str(&text));
	ok(longest_line(buf_str(&out)) <= 78, "a long one is folded");
	message = message_parse(arena, buf_str(&out));
	ok(str_eq(mime_decode_words(arena, message.headers[0].value),
		  buf_str(&text)),
	   "and reads as it was written");
}

static const struct {
	const char *list, *want;
} mailboxes[] = {
	{ "ann@a.example", "From: ann@a.example\n" },
	{ "Ann Smith <ann@a.example>",
	  "From: \"Ann Smith\" <ann@a.example>\n" },
	{ "\"Smith, \\\"A\\\"\" <ann@a.example>",
	  "From: \"Smith, \\\"A\\\"\" <ann@a.example>\n" },
	{ "B\xc3\xb6"
	  "b <bob@b.example>, ann@a.example",
	  "From: =?utf-8?q?B=C3=B6b?= <bob@b.example>, ann@a.example\n" },
};

static void test_mailboxes(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(mailboxes) / sizeof(mailboxes[0]); i++) {
		struct buf out = buf_new(arena, 4096);
		struct mailbox_list list;
		const char *reason;

		address_parse_strict(arena, str_from(mailboxes[i].list), &list,
				     &reason);
		compose_mailboxes(&out, "From", &list);
		is_str(buf_str(&out), mailboxes[i].want, "%s",
		       mailboxes[i].list);
	}
}

static const struct {
	const char *what, *text, *want;
} bodies[] = {
	{ "plain", "Hello\r\nthere", "7bit\n\nHello\nthere\n" },
	{ "not ASCII", "\xc3\xa4=\n", "quoted-printable\n\n=C3=A4=3D\n" },
	{ "a blank at the end of a line", "\xc3\xa4 \nb\t\n",
	  "quoted-printable\n\n=C3=A4=20\nb=09\n" },
	{ "From at the start of a line", "\xc3\xa4\nFrom here\n",
	  "quoted-printable\n\n=C3=A4\n=46rom here\n" },
	{ "a control character",
	  "a\x1b"
	  "b\n",
	  "quoted-printable\n\na=1Bb\n" },
	{ "nothing", "", "7bit\n\n" },
	{ "a soft line end", "\xc3\xa4" FIFTY FIFTY "\n",
	  "quoted-printable\n\n=C3=A4" FIFTY TEN "012345678=\n"
	  "9" TEN TEN TEN "\n" },
};

static void test_bodies(struct arena *arena)
{
	static const struct str head =
		STR_INIT("Content-Type: text/plain; charset=utf-8\n"
			 "Content-Transfer-Encoding: ");

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct buf out = buf_new(arena, 4096);

		compose_plain_text(&out, str_from(bodies[i].text));
		is_str(str_skip(buf_str(&out), head.len), bodies[i].want,
		       "body: %s", bodies[i].what);
	}
}

/* Lines that no MTA must carry become lines that it must. */
static void test_long_line(struct arena *arena)
{
	struct buf text = buf_new(arena, 4096), out = buf_new(arena, 8192);
	struct message message;
	struct mime_parts parts;

	for (int i = 0; i < 300; i++)
		buf_add(&text, STR(TEN));
	compose_plain_text(&out, buf_str(&text));
	ok(longest_line(buf_str(&out)) <= 76, "a long line is cut");
	message = message_parse(arena, buf_str(&out));
	parts = mime_parts_find(arena, &message);
	ok(str_eq(str_trim(mime_decode_content(arena, parts.list[0].encoding,
					       parts.list[0].content)),
		  buf_str(&text)),
	   "and reads as one");
}

static void test_boundary(struct arena *arena)
{
	struct str first = compose_boundary(arena, STR("seed"), NULL, 0);
	struct str parts[] = { STR("nothing"), first };
	struct str other = compose_boundary(arena, STR("seed"), parts, 2);

	ok(!str_eq(first, other), "a boundary that is in a part is not used");
	ok(other.len <= 70, "none is longer than RFC 2046 allows");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)8 << 20, NULL);

	test_texts(arena);
	test_round_trip(arena);
	test_mailboxes(arena);
	test_bodies(arena);
	test_long_line(arena);
	test_boundary(arena);
	arena_free(arena);
	return done_testing();
}
