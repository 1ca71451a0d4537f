/* A mail, and the parts of its body (RFC 2045, 2046). */
#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../../filter/mime_parts.h"
#include "../tap.h"

struct parts_case {
	const char *name, *mail, *parts;
};

/* "type/subtype<content>" of each part, ">epilogue<" behind it. */
static const struct parts_case cases[] = {
	{ "no type", "Subject: a\n\nbody\n", "text/plain<body\n>" },
	{ "no body", "Subject: a\n", "text/plain<>" },
	{ "a type", "Content-Type: Image/PNG; name=\"a;b\"\n\nx",
	  "Image/PNG<x>" },
	{ "comments and folds",
	  "content-type : (a) text\r\n\t/(b)html (c);\r\n\tx=y\r\n\r\nx",
	  "text/html<x>" },
	{ "no type that can be read", "Content-Type: html\n\nx",
	  "text/plain<x>" },
	{ "multipart",
	  "Content-Type: multipart/mixed; boundary=b\n\npro\n\n--b\n\none\n"
	  "--b\nContent-Type: text/html\n\ntwo\n\n--b--\nepi\n",
	  "multipart/mixed<pro\n>>epi\n< text/plain<one> text/html<two\n>" },
	{ "CRLF, and white space behind a boundary",
	  "Content-Type: multipart/mixed; boundary=\"b c\"\r\n\r\n--b c \t\r\n"
	  "\r\none\r\n--b c--\r\n",
	  "multipart/mixed<> text/plain<one>" },
	{ "a boundary in quotes",
	  "Content-Type: multipart/mixed; x=\"boundary=no\"; "
	  "BOUNDARY=\"\\b;\"\n\n--b;\n\n1\n--b;--",
	  "multipart/mixed<> text/plain<1>" },
	{ "a boundary that goes on is another",
	  "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n1\n--bb\n2\n"
	  "--b--\n",
	  "multipart/mixed<> text/plain<1\n--bb\n2>" },
	{ "never closed",
	  "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n1\n",
	  "multipart/mixed<> text/plain<1\n>" },
	{ "no part at all",
	  "Content-Type: multipart/mixed; boundary=b\n\nall\n",
	  "multipart/mixed<all\n>" },
	{ "no boundary", "Content-Type: multipart/mixed\n\n--b\n",
	  "multipart/mixed<--b\n>" },
	{ "nested, the inner one not closed",
	  "Content-Type: multipart/mixed; boundary=o\n\n--o\n"
	  "Content-Type: multipart/alternative; boundary=i\n\nip\n--i\n\n1\n"
	  "--o\n\n2\n--o--\n",
	  "multipart/mixed<> multipart/alternative<ip> text/plain<1> "
	  "text/plain<2>" },
	{ "a mail in a mail",
	  "Content-Type: message/rfc822\n\nSubject: in\n"
	  "Content-Type: text/html\n\ninner\n",
	  "message/rfc822<Subject: in\nContent-Type: text/html\n> "
	  "text/html<inner\n>" },
	{ "digest",
	  "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: in\n\n"
	  "inner\n--b--\n",
	  "multipart/digest<> message/rfc822<Subject: in\n> "
	  "text/plain<inner>" },
	{ "a part without header fields",
	  "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b\nX: y\n"
	  "--b--",
	  "multipart/mixed<> text/plain<> text/plain<>" },
};

static struct str parts_text(struct arena *arena, struct str mail)
{
	struct message message = message_parse(arena, mail);
	struct mime_parts parts = mime_parts_find(arena, &message);
	struct buf out = buf_new(arena, (size_t)1 << 16);

	for (size_t i = 0; i < parts.count; i++) {
		const struct mime_part *part = &parts.list[i];

		buf_printf(&out, "%s%.*s/%.*s<%.*s>", i > 0 ? " " : "",
			   STR_ARG(part->type), STR_ARG(part->subtype),
			   STR_ARG(part->content));
		if (part->epilogue.len > 0)
			buf_printf(&out, ">%.*s<", STR_ARG(part->epilogue));
	}
	return buf_str(&out);
}

struct decode_case {
	enum mime_encoding encoding;
	const char *text, *decoded;
};

static const struct decode_case decodes[] = {
	{ MIME_IDENTITY, "a=3D\n", "a=3D\n" },
	{ MIME_QUOTED_PRINTABLE, "a=3Db=C3=a4\n", "a=b\xC3\xA4\r\n" },
	{ MIME_QUOTED_PRINTABLE, "soft=\nbreak \t\r\nx", "softbreak\r\nx" },
	{ MIME_QUOTED_PRINTABLE, "soft= \r\nbreak", "softbreak" },
	{ MIME_QUOTED_PRINTABLE, "bad=zz=4", "bad=zz=4" },
	{ MIME_QUOTED_PRINTABLE, "", "" },
	{ MIME_BASE64, "SGVs\r\nbG8=\r\n", "Hello" },
	{ MIME_BASE64, "SG-Vs!bG8", "Hello" },
	{ MIME_BASE64, "SGVsbG8hS", "Hello!" },
	{ MIME_BASE64, "", "" },
};

static void test_limits(struct arena *arena)
{
	struct buf out = buf_new(arena, (size_t)1 << 20);
	struct message message;

	buf_add(&out, STR("Content-Type: multipart/mixed; boundary=b\n\n"));
	for (size_t i = 0; i < 2 * LIMIT_MIME_PARTS; i++)
		buf_add(&out, STR("--b\n\nx\n"));
	message = message_parse(arena, buf_str(&out));
	is_int((long long)mime_parts_find(arena, &message).count,
	       LIMIT_MIME_PARTS, "parts are limited");
	out.len = 0;
	for (size_t i = 0; i < 2 * LIMIT_MIME_DEPTH; i++)
		buf_add(&out, STR("Content-Type: message/rfc822\n\n"));
	message = message_parse(arena, buf_str(&out));
	is_int((long long)mime_parts_find(arena, &message).count,
	       LIMIT_MIME_DEPTH + 1, "depth is limited");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(parts_text(arena, str_from(cases[i].mail)),
		       cases[i].parts, "%s", cases[i].name);
	for (size_t i = 0; i < sizeof(decodes) / sizeof(*decodes); i++)
		is_str(mime_decode_content(arena, decodes[i].encoding,
					   str_from(decodes[i].text)),
		       decodes[i].decoded, "decoded %zu", i);
	test_limits(arena);
	arena_free(arena);
	return done_testing();
}
