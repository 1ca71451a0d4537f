/* "relational" (RFC 5231), in the order of its text. */
#include "sieve_case.h"

#define EXAMPLE                                                                \
	"received: by b; Tue, 3 Mar 2026 10:00:00 +0000\n"                     \
	"received: by a; Tue, 3 Mar 2026 09:00:00 +0000\n"                     \
	"subject: example\n"                                                   \
	"to: foo@example.com, baz@example.com\n"                               \
	"cc: qux@example.com\n"                                                \
	"\n"

#define NUMERIC ":comparator \"i;ascii-numeric\" "

static const struct {
	const char *name, *mail, *test;
	bool holds;
} cases[] = {
	/* 3 */
	{ "3: numbers of 32 bits", "X: 4294967295\n\n",
	  "allof (header :value \"eq\" " NUMERIC "\"x\" \"4294967295\", header "
	  ":value \"gt\" " NUMERIC
	  "\"x\" \"4294967294\", header :value \"lt\" " NUMERIC
	  "\"x\" \"4294967296\")",
	  true },
	{ "3: and larger ones", "X: 99999999999999999999999\n\n",
	  "header :value \"lt\" " NUMERIC "\"x\" \"99999999999999999999998\"",
	  false },
	/* 4 */
	{ "4: gt", "X: 3\n\n", "header :value \"gt\" \"x\" \"2\"", true },
	{ "4: gt of the same", "X: 3\n\n", "header :value \"gt\" \"x\" \"3\"",
	  false },
	{ "4: ge", "X: 3\n\n", "header :value \"ge\" \"x\" \"3\"", true },
	{ "4: ge of more", "X: 3\n\n", "header :value \"ge\" \"x\" \"4\"",
	  false },
	{ "4: lt", "X: 3\n\n", "header :value \"lt\" \"x\" \"4\"", true },
	{ "4: lt of the same", "X: 3\n\n", "header :value \"lt\" \"x\" \"3\"",
	  false },
	{ "4: le", "X: 3\n\n", "header :value \"le\" \"x\" \"3\"", true },
	{ "4: le of less", "X: 3\n\n", "header :value \"le\" \"x\" \"2\"",
	  false },
	{ "4: eq", "X: a\n\n", "header :value \"eq\" \"x\" \"A\"", true },
	{ "4: eq of another", "X: a\n\n", "header :value \"eq\" \"x\" \"b\"",
	  false },
	{ "4: ne", "X: a\n\n", "header :value \"ne\" \"x\" \"b\"", true },
	{ "4: ne of the same", "X: a\n\n", "header :value \"ne\" \"x\" \"A\"",
	  false },
	{ "4: relations in any case", "X: 3\n\n",
	  "header :value \"Gt\" \"x\" \"2\"", true },
	/* 4.1 */
	{ "4.1: the mail's on the left", "X: 10\n\n",
	  "header :value \"gt\" " NUMERIC "\"x\" \"9\"", true },
	{ "4.1: as text 10 is less than 9", "X: 10\n\n",
	  "header :value \"gt\" \"x\" \"9\"", false },
	{ "4.1: any pair", "X: 1\nX: 5\n\n",
	  "header :value \"gt\" \"x\" [\"9\", \"4\"]", true },
	{ "4.1: no pair", "X: 1\nX: 5\n\n",
	  "header :value \"gt\" \"x\" [\"9\", \"5\"]", false },
	{ "4.1: no field, no pair", "Y: 1\n\n",
	  "header :value \"ne\" \"x\" \"1\"", false },
	{ "4.1: what is no number is more than any", "X: high\n\n",
	  "header :value \"gt\" " NUMERIC "\"x\" \"99999\"", true },
	{ "4.1: of the envelope", EXAMPLE,
	  "envelope :value \"gt\" :domain \"from\" \"a.example\"", true },
	/* 4.2 */
	{ "4.2: mailboxes of a group, not its name",
	  "To: team: a@a.example, b@b.example;, c@c.example\n\n",
	  "address :count \"eq\" " NUMERIC "\"to\" \"3\"", true },
	{ "4.2: an empty group", "To: nobody:;\n\n",
	  "address :count \"eq\" " NUMERIC "\"to\" \"0\"", true },
	{ "4.2: recipients of the envelope", EXAMPLE,
	  "envelope :count \"eq\" " NUMERIC "\"to\" \"1\"", true },
	{ "4.2: sender of the envelope", EXAMPLE,
	  "envelope :count \"eq\" " NUMERIC "[\"from\", \"to\"] \"2\"", true },
	{ "4.2: fields, not what is in them", EXAMPLE,
	  "header :count \"eq\" " NUMERIC "\"to\" \"1\"", true },
	{ "4.2: fields of several names together", EXAMPLE,
	  "header :count \"eq\" " NUMERIC "[\"to\", \"cc\", \"x\"] \"2\"",
	  true },
	{ "4.2: no field", EXAMPLE,
	  "header :count \"eq\" " NUMERIC "\"x\" \"0\"", true },
	{ "4.2: any of the numbers", EXAMPLE,
	  "header :count \"eq\" " NUMERIC "\"to\" [\"7\", \"1\"]", true },
	/* 6 */
	{ "6: three addresses together", EXAMPLE,
	  "address :count \"ge\" " NUMERIC "[\"to\", \"cc\"] [\"3\"]", true },
	{ "6: but not in one field", EXAMPLE,
	  "anyof (address :count \"ge\" " NUMERIC "[\"to\"] [\"3\"], address "
	  ":count \"ge\" " NUMERIC "[\"cc\"] [\"3\"])",
	  false },
	{ "6: three fields of received", EXAMPLE,
	  "header :count \"ge\" " NUMERIC "[\"received\"] [\"3\"]", false },
	{ "6: with the subject", EXAMPLE,
	  "header :count \"ge\" " NUMERIC "[\"received\", \"subject\"] "
	  "[\"3\"]",
	  true },
	{ "6: three fields of to and cc", EXAMPLE,
	  "header :count \"ge\" " NUMERIC "[\"to\", \"cc\"] [\"3\"]", false },
};

#define HEAD                                                                   \
	"require [\"relational\", \"comparator-i;ascii-numeric\", "            \
	"\"fileinto\", \"envelope\"];\n"

/* Section 7, and where mails go. */
static const char extended[] =
	HEAD "if header :value \"lt\" " NUMERIC "[\"x-priority\"] [\"3\"]\n"
	     "{\n   fileinto \"Priority\";\n}\n"
	     "elsif address :count \"gt\" " NUMERIC "[\"to\"] [\"5\"]\n"
	     "{\n   fileinto \"SPAM\";\n}\n"
	     "elsif address :value \"gt\" :all :comparator "
	     "\"i;ascii-casemap\" [\"from\"] [\"M\"]\n"
	     "{\n   fileinto \"From N-Z\";\n} else {\n"
	     "   fileinto \"From A-M\";\n}\n"
	     "if allof ( address :count \"eq\" " NUMERIC
	     "[\"to\", \"cc\"] [\"1\"] ,\n"
	     "     address :all :comparator \"i;ascii-casemap\" "
	     "[\"to\", \"cc\"] [\"me@foo.example.com\"] )\n"
	     "{\n   fileinto \"Only me\";\n}\n";

static const struct {
	const char *name, *mail, *outcome;
} ways[] = {
	{ "7: of priority", "X-Priority: 2 (high)\nFrom: z@a.example\n\n",
	  "fileinto \"Priority\"\n" },
	{ "7: to many",
	  "X-Priority: 3\nTo: a@a, b@a, c@a, d@a, e@a, f@a\nFrom: z@a\n\n",
	  "fileinto \"SPAM\"\n" },
	{ "7: behind M", "From: Nina@a.example\nTo: a@a.example\n\n",
	  "fileinto \"From N-Z\"\n" },
	{ "7: before M", "From: ann@a.example\n\n", "fileinto \"From A-M\"\n" },
	{ "7: only to me", "From: ann@a.example\nCc: ME@foo.example.com\n\n",
	  "fileinto \"From A-M\"\nfileinto \"Only me\"\n" },
	{ "7: not only",
	  "From: ann@a.example\nCc: me@foo.example.com, b@b.example\n\n",
	  "fileinto \"From A-M\"\n" },
};

static const struct {
	const char *script, *errors;
} wrong[] = {
	{ "if header :value \"gt\" \"a\" \"b\" {}",
	  "1:11 \":value\" needs the extension \"relational\"; did you mean "
	  "to write: require \"relational\";\n" },
	{ "require \"relational\"; if header :count \"eq\" :comparator "
	  "\"i;ascii-numeric\" \"a\" \"1\" {}",
	  "1:57 \"comparator i;ascii-numeric\" needs the extension "
	  "\"comparator-i;ascii-numeric\"; did you mean to write: require "
	  "\"comparator-i;ascii-numeric\";\n" },
	{ "require \"relational\"; if header :value \"about\" \"a\" \"1\" {}",
	  "1:40 \"gt\", \"ge\", \"lt\", \"le\", \"eq\" or \"ne\" must follow "
	  "\":value\"\n" },
	{ "require \"relational\"; if header :count \"a\" {}",
	  "1:26 wrong arguments; it is: header <header-names: string list> "
	  "<key-list: string list>\n" },
	{ "require \"relational\"; if header :value \"gt\" :count \"eq\" "
	  "\"a\" \"1\" {}",
	  "1:45 \":count\" cannot stand with \":value\"\n" },
};

static struct str run_over(struct arena *arena, const char *mail,
			   struct str script)
{
	struct message message = message_parse(arena, str_from(mail));
	struct envelope envelope = {
		.sender = sender_parse(STR("<tim@b.example>")),
		.recipient = STR("me@foo.example.com"),
	};
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope };

	return run_script(arena, script, &facts);
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(run_over(arena, cases[i].mail,
				arena_printf(arena, HEAD "if %s { discard; }",
					     cases[i].test)),
		       cases[i].holds ? "discard\n" : "keep (implicit)\n", "%s",
		       cases[i].name);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		is_str(run_over(arena, ways[i].mail, str_from(extended)),
		       ways[i].outcome, "%s", ways[i].name);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		is_str(compile(arena, str_from(wrong[i].script)),
		       wrong[i].errors, "%s", wrong[i].script);
	arena_free(arena);
	return done_testing();
}
