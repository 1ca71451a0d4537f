/* The header block: what is a field, what is a fault, where the body begins. */
#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../../filter/message.h"
#include "../tap.h"

#define MAIL(text) text, sizeof(text) - 1

/* fields: "name=value" in order, joined by "|"; a field that is not well formed
 * has "~" for "=". */
static const struct {
	const char *what, *mail;
	size_t len;
	const char *fields, *body;
	unsigned faults;
} cases[] = {
	{ "nothing", MAIL(""), "", "", 0 },
	{ "a plain mail", MAIL("A: b\r\nC: d\r\n\r\nbody\r\n"), "A= b|C= d",
	  "body\r\n", 0 },
	{ "LF for line ends", MAIL("A: b\nC: d\n\nbody\n"), "A= b|C= d",
	  "body\n", 0 },
	{ "both kinds", MAIL("A: b\r\nC: d\n\nbody\n"), "A= b|C= d", "body\n",
	  0 },
	{ "a folded value", MAIL("A: b\r\n\tc\r\n d\r\nE: f\r\n\r\n"),
	  "A= b\r\n\tc\r\n d|E= f", "", 0 },
	{ "a fold of white space alone", MAIL("A: b\r\n \r\nC: d\r\n\r\nx"),
	  "A= b\r\n |C= d", "x", 0 },
	{ "no value", MAIL("A:\r\nB:\r\n\r\n"), "A=|B=", "", 0 },
	{ "no body", MAIL("A: b\r\n"), "A= b", "", 0 },
	{ "no last line end", MAIL("A: b"), "A= b", "", 0 },
	{ "no header", MAIL("\r\nA: b\r\n"), "", "A: b\r\n", 0 },
	{ "a body that looks like a header", MAIL("A: b\n\nC : d\n\n"), "A= b",
	  "C : d\n\n", 0 },
	{ "a body with NUL and CR", MAIL("A: b\n\nx\0y\rz"), "A= b", "x", 0 },
	{ "a colon in the value", MAIL("A: b: c\n\n"), "A= b: c", "", 0 },

	{ "white space before the colon", MAIL("A : b\n\n"), "A~ b", "",
	  MESSAGE_SPACE_BEFORE_COLON },
	{ "a fold before the colon", MAIL("A\r\n : b\r\n\r\n"), "A~ b", "",
	  MESSAGE_SPACE_BEFORE_COLON },
	{ "a fold in the name", MAIL("A\r\n b: c\r\n\r\n"), "~A\r\n b: c", "",
	  MESSAGE_NO_COLON },
	{ "white space in the name", MAIL("A b: c\n\n"), "A b~ c", "",
	  MESSAGE_BAD_NAME },
	{ "an empty name", MAIL(": c\n\n"), "~ c", "", MESSAGE_BAD_NAME },
	{ "8 bits in the name", MAIL("A\xff: c\n\n"), "A\xff~ c", "",
	  MESSAGE_BAD_NAME },
	{ "a line without a colon", MAIL("A: b\nrubbish\nC: d\n\nx"),
	  "A= b|~rubbish|C= d", "x", MESSAGE_NO_COLON },
	{ "white space first", MAIL(" A: b\nC: d\n\n"), "A~ b|C= d", "",
	  MESSAGE_LEADING_SPACE },
	{ "a NUL in a value", MAIL("A: b\0c\n\n"), "A= b", "", MESSAGE_NUL },
	{ "a bare CR in a value", MAIL("A: b\rc\n\n"), "A= b\rc", "",
	  MESSAGE_BARE_CR },
	{ "CR CR LF", MAIL("A: b\r\r\nC: d\r\n\r\n"), "A= b\r|C= d", "",
	  MESSAGE_BARE_CR },
	{ "CR CR LF is no empty line", MAIL("A: b\r\n\r\r\nC: d\r\n\r\nx"),
	  "A= b|~\r|C= d", "x", MESSAGE_BARE_CR | MESSAGE_NO_COLON },
	{ "a lone CR at the end", MAIL("A: b\r"), "A= b\r", "",
	  MESSAGE_BARE_CR },
	{ "Subject twice", MAIL("Subject: a\nsubject: b\n\n"),
	  "Subject= a|subject= b", "", MESSAGE_DUPLICATE },
	{ "To twice, one spelled wrong", MAIL("To: a\nTo : b\n\n"),
	  "To= a|To~ b", "", MESSAGE_DUPLICATE | MESSAGE_SPACE_BEFORE_COLON },
	{ "MIME-Version twice",
	  MAIL("MIME-Version: 1.0\nMIME-Version: 1.0\n\n"),
	  "MIME-Version= 1.0|MIME-Version= 1.0", "", 0 },
	{ "Content-Type twice",
	  MAIL("Content-Type: a/b\nContent-type: c/d\n\n"),
	  "Content-Type= a/b|Content-type= c/d", "", MESSAGE_DUPLICATE },
	{ "Received twice", MAIL("Received: a\nReceived: b\n\n"),
	  "Received= a|Received= b", "", 0 },
};

static struct str fields_text(struct arena *arena,
			      const struct message *message)
{
	struct buf text = buf_new(arena, 1000);

	for (size_t i = 0; i < message->header_count; i++) {
		const struct header *header = &message->headers[i];

		buf_printf(&text, "%s%.*s%s%.*s", i > 0 ? "|" : "",
			   STR_ARG(header->name),
			   header->well_formed ? "=" : "~",
			   STR_ARG(header->value));
	}
	return buf_str(&text);
}

/* What is shown stops at a NUL, as the expectation does. */
static struct str until_nul(struct str s)
{
	return str_first(s, str_find(s, '\0'));
}

static void test_case(size_t row)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str mail = { cases[row].mail, cases[row].len };
	struct message message = message_parse(arena, mail);
	size_t fields = 0;

	is_str(until_nul(fields_text(arena, &message)), cases[row].fields,
	       "%s: fields", cases[row].what);
	is_str(until_nul(message.body), cases[row].body, "... body");
	is_str(message_faults_text(arena, message.faults ^ cases[row].faults),
	       "", "... faults");
	for (size_t i = 0; i < message.header_count; i++)
		fields += message.headers[i].raw.len;
	ok(fields == message.fields.len, "... no byte lost");
	arena_free(arena);
}

static void test_find(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct message message =
		message_parse(arena, STR("X: 1\nY: 2\nx : 3\nX: 4\n\nX: 5\n"));

	is_int((long long)message_count(&message, STR("X")), 3,
	       "counts in any case, spelled wrong too");
	is_str(message_find(&message, STR("x"), 0)->value, " 1", "topmost");
	is_str(message_find(&message, STR("X"), 2)->value, " 4", "third");
	ok(message_find(&message, STR("X"), 3) == NULL, "no fourth");
	ok(message_find(&message, STR("Z"), 0) == NULL, "none of that name");
	is_str(header_unfold(arena, STR(" a\r\n b\n\tc ")), "a b\tc",
	       "unfolds");
	is_str(header_unfold(arena, STR("  ")), "", "unfolds nothing");
	arena_free(arena);
}

static struct message repeat(struct arena *arena, struct str field,
			     size_t times)
{
	struct buf mail = buf_new(arena, 8 * LIMIT_HEADER_BLOCK);

	for (size_t i = 0; i < times; i++)
		buf_add(&mail, field);
	buf_add(&mail, STR("\r\nbody"));
	return message_parse(arena, buf_str(&mail));
}

static void test_limits(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct message message = repeat(arena, STR("A: b\r\n"), LIMIT_HEADERS);

	is_int(message.faults, 0, "as many fields as there may be");
	is_str(message.body, "body", "... body");
	message = repeat(arena, STR("A: b\r\n"), LIMIT_HEADERS + 1);
	is_int(message.faults, MESSAGE_TOO_LONG, "one more field");
	is_int((long long)message.header_count, (long long)LIMIT_HEADERS,
	       "... is not looked at");
	is_str(message.body, "body", "... body");
	message = repeat(arena, STR(" 1234567890\r\n"), LIMIT_HEADER_BLOCK / 8);
	is_int(message.faults, MESSAGE_TOO_LONG | MESSAGE_LEADING_SPACE,
	       "one endless field");
	is_int((long long)message.header_count, 0, "... is not looked at");
	is_str(message.body, "body", "... body");
	arena_free(arena);
}

static void test_faults_text(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	is_str(message_faults_text(arena, MESSAGE_NUL | MESSAGE_BAD_NAME),
	       "a NUL in the header block, a bad field name", "two faults");
	is_str(message_faults_text(arena, 0), "", "no fault");
	arena_free(arena);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		test_case(i);
	test_find();
	test_limits();
	test_faults_text();
	return done_testing();
}
