/* RFC 5173: what the test "body" looks at, in mails of every shape. */
#include "sieve_case.h"

/* The shape of the example of section 5.2: "&" for what is about the multiparts,
 * "$" and "%" for text, "!" for the header of a mail within. */
static const char nested[] = "From: a@a.example\n"
			     "Subject: plums\n"
			     "Content-Type: multipart/mixed; boundary=o\n"
			     "\n"
			     "& MIME of the outer\n"
			     "--o\n"
			     "Content-Type: multipart/alternative; boundary=i\n"
			     "\n"
			     "& MIME of the inner\n"
			     "--i\n"
			     "Content-Type: text/plain; charset=\"us-ascii\"\n"
			     "\n"
			     "$ Hello plain\n"
			     "--i\n"
			     "Content-Type: text/html; charset=\"us-ascii\"\n"
			     "X-Only: here\n"
			     "\n"
			     "% <b>Hello</b> html\n"
			     "--i--\n"
			     "& end of the inner\n"
			     "--o\n"
			     "Content-Type: message/rfc822\n"
			     "\n"
			     "From: b@b.example\n"
			     "Subject: ! Hello request\n"
			     "\n"
			     "$ Please say Hello\n"
			     "--o--\n"
			     "& end of the outer\n";

#define PART(type, encoding, body)                                             \
	"Content-Type: " type "\nContent-Transfer-Encoding: " encoding         \
	"\n\n" body

struct body_case {
	const char *name, *mail, *test;
	bool answer;
};

static const struct body_case cases[] = {
	/* 4 */
	{ "the empty line is no part of it", "A: b\n\nfirst\n",
	  "body :raw :matches \"first*\"", true },
	{ "nor the header", "A: b\n\nfirst\n", "body :raw :contains \"A:\"",
	  false },
	{ ":is, in any case of letters", "A: b\n\nfirst", "body \"FIRST\"",
	  true },
	{ ":is is all of it", "A: b\n\nfirst line", "body \"first\"", false },
	{ "a header alone has no body", "A: b\n", "body :contains \"\"",
	  false },
	{ "nor a raw one", "A: b\n", "body :raw :contains \"\"", false },
	{ "nor one of any type", "A: b\n", "body :content \"\" :contains \"\"",
	  false },
	{ "nor without its last line end", "A: b", "body :contains \"\"",
	  false },
	{ "an empty body is one", "A: b\n\n", "body :is \"\"", true },
	{ "a raw one, too", "A: b\n\n", "body :raw :is \"\"", true },
	{ "not each line for itself", "A: b\n\none\ntwo\n",
	  "body :matches \"one*two*\"", true },
	{ "nor one of them", "A: b\n\none\ntwo\n", "body :is \"two\"", false },
	/* 5.1 */
	{ "raw is not decoded", PART("text/plain", "quoted-printable", "a=20b"),
	  "body :raw :contains \"a=20b\"", true },
	{ "raw has nothing decoded",
	  PART("text/plain", "quoted-printable", "a=20b"),
	  "body :raw :contains \"a b\"", false },
	{ "raw, of a structure that is broken",
	  "Content-Type: multipart/mixed; boundary=\"o\n\n--o\nMAKE MONEY",
	  "body :raw :contains \"make money\"", true },
	{ "raw, the fields of parts", nested,
	  "body :raw :contains \"X-Only: here\"", true },
	{ "raw, the boundaries", nested, "body :raw :contains \"--i--\"",
	  true },
	{ "raw, not the outermost header", nested,
	  "body :raw :contains \"plums\"", false },
	/* 5.2 */
	{ "a type of three pieces", nested,
	  "body :content \"text/plain/x\" :contains \"\"", false },
	{ "a type that is a slash", nested,
	  "body :content \"/\" :contains \"\"", false },
	{ "multipart: outer prologue", nested,
	  "body :content \"multipart\" :contains \"& MIME of the outer\"",
	  true },
	{ "multipart: inner prologue", nested,
	  "body :content \"multipart\" :is \"& MIME of the inner\"", true },
	{ "multipart: inner epilogue", nested,
	  "body :content \"multipart\" :is \"& end of the inner\"", true },
	{ "multipart: outer epilogue", nested,
	  "body :content \"multipart\" :contains \"& end of the outer\"",
	  true },
	{ "multipart: prologue and epilogue apart", nested,
	  "body :content \"multipart\" :matches \"*MIME*end*\"", false },
	{ "multipart: no text of its parts", nested,
	  "body :content \"multipart\" :contains \"Hello\"", false },
	{ "text/plain: of the inner multipart", nested,
	  "body :content \"text/plain\" :contains \"Hello plain\"", true },
	{ "text/plain: of the mail within", nested,
	  "body :content \"text/plain\" :contains \"Please say Hello\"", true },
	{ "text/plain: no other", nested,
	  "body :content \"text/plain\" :contains \"html\"", false },
	{ "text/html", nested,
	  "body :content \"text/html\" :contains \"Hello\"", true },
	{ "text/html: no other", nested,
	  "body :content \"text/html\" :contains \"plain\"", false },
	{ "text: all of them", nested,
	  "body :content \"text\" :contains [\"x\", \"html\"]", true },
	{ "text: nothing else", nested,
	  "body :content \"text\" :contains \"MIME\"", false },
	{ "message/rfc822: the header in it", nested,
	  "body :content \"message/rfc822\" :contains \"Hello\"", true },
	{ "message/rfc822: as one string", nested,
	  "body :content \"message/rfc822\" :matches \"From*!*request*\"",
	  true },
	{ "message/rfc822: not its body", nested,
	  "body :content \"message/rfc822\" :contains \"Please\"", false },
	{ "a container is there", nested,
	  "body :content \"multipart/alternative\" :contains \"\"", true },
	{ "or is not", nested, "body :content \"audio/mp3\" :contains \"\"",
	  false },
	{ "one of several words",
	  PART("text/calendar", "7bit", "the coordinates"),
	  "body :content \"text\" :contains [\"missile\", \"coordinates\"]",
	  true },
	{ "an audio part is there", PART("audio/mp3", "base64", "SUQz"),
	  "body :content \"audio/mp3\" :contains \"\"", true },
	{ "no fields of the part itself", nested,
	  "body :content \"text/html\" :contains [\"X-Only\", \"us-ascii\"]",
	  false },
	{ "not across parts", nested, "body :text :matches \"*plain*html*\"",
	  false },
	{ "quoted-printable",
	  PART("text/plain; charset=utf-8", "Quoted-Printable", "K=C3=B6ln"),
	  "body :is \"K\xC3\xB6ln\"", true },
	{ "base64", PART("text/plain; charset=utf-8", "BASE64", "S8O2bG4="),
	  "body :is \"K\xC3\xB6ln\"", true },
	{ "7bit", PART("text/plain", "7bit", "a=20b"), "body :is \"a=20b\"",
	  true },
	{ "8bit", PART("text/plain; charset=iso-8859-1", "8bit", "K\xF6ln"),
	  "body :is \"K\xC3\xB6ln\"", true },
	{ "binary", PART("text/plain; charset=utf-8", "binary", "K\xC3\xB6ln"),
	  "body :is \"K\xC3\xB6ln\"", true },
	{ "US-ASCII", PART("text/plain; charset=US-ASCII", "7bit", "Koeln"),
	  "body :is \"Koeln\"", true },
	{ "what is ASCII of another ISO 8859",
	  PART("text/plain; charset=iso-8859-8", "7bit", "Koeln"),
	  "body :is \"Koeln\"", true },
	{ "the rest of it, too",
	  PART("text/plain; charset=iso-8859-7", "8bit", "\xE1"),
	  "body :is \"\xCE\xB1\"", true },
	{ "behind a NUL", PART("text/plain", "base64", "YQBi"),
	  "body :matches \"a?b\"", true },
	/* 5.3 */
	{ "text: one string for a part",
	  "A: b\n\nthe project\nschedule and\nmore\n",
	  "body :text :contains \"project\r\nschedule\"", true },
	{ "text: the schedule", "A: b\n\nOur project schedule.\n",
	  "body :text :contains \"project schedule\"", true },
	/* 6 */
	{ "variables in key and type", nested,
	  "anyof (header :matches \"subject\" \"x*\", body :content "
	  "\"${type}\" :contains \"${word} plain\")",
	  true },
};

static bool answer_of(struct arena *arena, const char *mail, size_t size,
		      const char *test)
{
	struct message message =
		message_parse(arena, (struct str){ mail, size });
	struct envelope envelope = { .recipient = STR("a@b.example") };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope };
	struct str outcome =
		run_script(arena,
			   arena_printf(arena,
					"require [\"body\", \"variables\"];\n"
					"set \"type\" \"text/plain\";\n"
					"set \"word\" \"hello\";\n"
					"if %s { discard; }",
					test),
			   &facts);

	if (!str_eq(outcome, STR("discard\n")))
		is_str(outcome, "keep (implicit)\n", "it runs");
	return str_eq(outcome, STR("discard\n"));
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);

	is_str(compile(arena, STR("if body \"a\" { keep; }")),
	       "1:4 \"body\" needs the extension \"body\"; did you mean to "
	       "write: require \"body\";\n",
	       "it must be required");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ok(answer_of(arena, cases[i].mail, strlen(cases[i].mail),
			     cases[i].test) == cases[i].answer,
		   "%s", cases[i].name);
	arena_free(arena);
	return done_testing();
}
