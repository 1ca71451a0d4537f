#include "../../filter/address_book.h"

#include "../../filter/buf.h"
#include "../tap.h"

/* A book and its people, "address=name;". */
static const struct {
	const char *what, *book, *want;
} cases[] = {
	{ "empty", "", "" },
	{ "one", "ann@a.example Ann Smith\n", "ann@a.example=Ann Smith;" },
	{ "no name, no last newline", "ann@a.example", "ann@a.example=;" },
	{ "CRLF, blanks, tabs", " ann@a.example \t Ann  S. \r\n\r\n",
	  "ann@a.example=Ann  S.;" },
	{ "comments", "# ann@a.example Ann\n#\n", "" },
	{ "no address", "Ann Smith\n@a.example\nann@\nbob@b.example\n",
	  "bob@b.example=;" },
	{ "an @ in the name", "a@a.example b@b.example\n",
	  "a@a.example=b@b.example;" },
};

static struct str people(struct arena *arena, struct str book)
{
	struct buf text = buf_new(arena, 4096);
	struct person person;

	while (address_book_next(&book, &person))
		buf_printf(&text, "%.*s=%.*s;", STR_ARG(person.address),
			   STR_ARG(person.name));
	return buf_str(&text);
}

/* The lines for a mail that was sent. */
static const struct {
	const char *what, *fields, *want;
} sent[] = {
	{ "nobody", "From: bob@home.example\n", "" },
	{ "To, Cc and Bcc",
	  "To: Ann Smith <ann@a.example>,\n carl@c.example\n"
	  "Cc: \"Dora, Dr.\" <dora@d.example>\nBcc: e@e.example\n",
	  "ann@a.example Ann Smith\ncarl@c.example\n"
	  "dora@d.example Dora, Dr.\ne@e.example\n" },
	{ "an encoded name", "To: =?utf-8?q?J=C3=BCrgen?= <j@a.example>\n",
	  "j@a.example J\xC3\xBCrgen\n" },
	{ "a name that would be a line",
	  "To: =?utf-8?q?x=0Aeve@evil.example?= <j@a.example>\n",
	  "j@a.example x\xEF\xBF\xBD"
	  "eve@evil.example\n" },
	{ "what no line can hold",
	  "To: \"a b\"@a.example, bob, #@a.example, <>, @x\n", "" },
};

static void test_sent(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(sent) / sizeof(sent[0]); i++) {
		struct message message =
			message_parse(arena, str_from(sent[i].fields));

		is_str(address_book_lines(arena, &message), sent[i].want,
		       "sent: %s", sent[i].what);
	}
}

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(people(arena, str_from(cases[i].book)), cases[i].want,
		       "%s", cases[i].what);
	test_sent(arena);
	arena_free(arena);
	return done_testing();
}
