/* Each extension beyond RFC 5228: script, mail, and the actions that come of
 * it, or what is told about the script. */
#include "sieve_case.h"

static const char mail[] =
	"Received: from c (c [192.0.2.3]) by b; Tue, 3 Mar 2026 10:00:00 "
	"+0000\n"
	"Received: from b by a; Mon, 2 Mar 2026 23:30:00 -0500\n"
	"Date: Mon, 2 Mar 2026 09:06:31 -0800 (PST)\n"
	"From: \"Boss\" <boss@ACME.Example.COM>\n"
	"To: a@example.org, team: b@example.org, c@example.org;\n"
	"Cc: ken+sieve+x@example.net\n"
	"Subject: [acme-users] [fwd] version 1.0 is out\n"
	"List-Id: ACME <users.lists.acme.example>\n"
	"X-Priority: 2\n"
	"\n"
	"body\n";

struct extension_case {
	const char *name, *require, *script, *outcome;
};

#define YES " { fileinto \"yes\"; }"
#define IS_YES "fileinto \"yes\"\n"
#define KEPT "keep (implicit)\n"
#define COLUMN "failed: 2:"

static const struct extension_case cases[] = {
	/* RFC 3894 */
	{ "copy: fileinto", "copy", "fileinto :copy \"a\";",
	  "fileinto \"a\"\n" KEPT },
	{ "copy: redirect", "copy", "redirect :copy \"a@b.example\";",
	  "redirect \"a@b.example\"\n" KEPT },
	{ "copy: a later discard discards", "copy",
	  "fileinto :copy \"a\"; discard;", "fileinto \"a\"\ndiscard\n" },
	{ "copy: the same folder without it cancels", "copy",
	  "fileinto :copy \"a\"; fileinto \"a\";", "fileinto \"a\"\n" },
	{ "copy: not for keep", "copy", "keep :copy;",
	  "2:6 keep takes no \":copy\"\n" },
	{ "copy: needs require", "", "fileinto :copy \"a\";",
	  "2:10 \":copy\" needs the extension \"copy\"; did you mean to write: "
	  "require \"copy\";\n" },
	/* RFC 5231; the examples of its section 6 */
	{ "relational: count of addresses", "relational",
	  "if address :count \"ge\" [\"to\", \"cc\"] \"4\"" YES, IS_YES },
	{ "relational: count of one field", "relational",
	  "if anyof (address :count \"ge\" \"to\" \"4\", address :count "
	  "\"ge\" \"cc\" \"4\")" YES,
	  KEPT },
	{ "relational: count of fields", "relational",
	  "if header :count \"eq\" [\"received\", \"subject\"] \"3\"" YES,
	  IS_YES },
	{ "relational: count of none", "relational",
	  "if header :count \"eq\" \"x-none\" \"0\"" YES, IS_YES },
	{ "relational: count as a number", "relational",
	  "if header :count \"lt\" \"received\" \"10\"" YES, IS_YES },
	{ "relational: value as a number", "relational",
	  "if header :value \"lt\" :comparator \"i;ascii-numeric\" "
	  "\"x-priority\" \"10\"" YES,
	  IS_YES },
	{ "relational: value as text", "relational",
	  "if header :value \"lt\" \"x-priority\" \"10\"" YES, KEPT },
	{ "relational: any pair", "relational",
	  "if header :value \"ne\" \"x-priority\" [\"2\", \"3\"]" YES, IS_YES },
	{ "relational: no such relation", "relational",
	  "if header :value \"xx\" \"a\" \"b\" {}",
	  "2:18 \"gt\", \"ge\", \"lt\", \"le\", \"eq\" or \"ne\" must follow "
	  "\":value\"\n" },
	{ "relational: one match type", "relational",
	  "if header :is :count \"eq\" \"a\" \"1\" {}",
	  "2:15 \":count\" cannot stand with \":is\"\n" },
	{ "relational: the null sender counts none", "relational",
	  "if envelope :count \"eq\" \"from\" \"0\"" YES, IS_YES },
	{ "relational: one recipient", "relational",
	  "if envelope :count \"eq\" \"to\" \"1\"" YES, IS_YES },
	/* RFC 5233 */
	{ "subaddress: user", "subaddress",
	  "if address :user \"cc\" \"ken\"" YES, IS_YES },
	{ "subaddress: detail from the first separator on", "subaddress",
	  "if address :detail \"cc\" \"sieve+x\"" YES, IS_YES },
	{ "subaddress: user of a plain address", "subaddress",
	  "if address :user \"from\" \"boss\"" YES, IS_YES },
	{ "subaddress: no detail matches nothing", "subaddress",
	  "if address :detail :matches \"from\" \"*\"" YES, KEPT },
	{ "subaddress: an empty detail", "subaddress",
	  "if envelope :detail \"to\" \"\"" YES, IS_YES },
	/* RFC 5229; the examples of its text */
	{ "variables: set", "variables",
	  "set \"Honorific\" \"Mr\"; set \"n\" \"${honorific} X\"; fileinto "
	  "\"${N}\";",
	  "fileinto \"Mr X\"\n" },
	{ "variables: what is no reference stays", "variables",
	  "set \"company\" \"ACME\"; fileinto \"${BAD${Company}\";",
	  "fileinto \"${BADACME\"\n" },
	{ "variables: bad names stay", "variables",
	  "fileinto \"${a-b}${}${1a}$x${y}\";",
	  "fileinto \"${a-b}${}${1a}$x\"\n" },
	{ "variables: unknown is empty", "variables", "fileinto \"a${b}c\";",
	  "fileinto \"ac\"\n" },
	{ "variables: not required", "", "fileinto \"a${b}c\";",
	  "fileinto \"a${b}c\"\n" },
	{ "variables: backslashes go first", "variables",
	  "set \"foo\" \"x\"; fileinto \"${fo\\o}\";", "fileinto \"x\"\n" },
	{ "variables: encoded characters go first",
	  "variables\", \"encoded-character",
	  "set \"name\" \"E\"; fileinto \"dear${hex:20 24 7b 4e}ame}\";",
	  "fileinto \"dear E\"\n" },
	{ "variables: match variables", "variables",
	  "if header :matches \"Subject\" \"[*] *\" { fileinto \"${1}/${02}\"; "
	  "}",
	  "fileinto \"acme-users/[fwd] version 1/0 is out\"\n" },
	{ "variables: as little as possible", "variables",
	  "if address :matches [\"To\", \"From\"] [\"a@**.com\", "
	  "\"boss@**.com\"] { fileinto \"<${0}|${1}|${2}>\"; }",
	  "fileinto \"<boss@ACME/Example/COM||ACME/Example>\"\n" },
	{ "variables: ${0} and ?", "variables",
	  "if header :matches \"X-Priority\" \"?\" { fileinto \"${0}${1}\"; }",
	  "fileinto \"22\"\n" },
	{ "variables: a failed match leaves them", "variables",
	  "if header :matches \"X-Priority\" \"*\" {} if header :matches "
	  "\"Subject\" \"*x*\" {} fileinto \"p${1}\";",
	  "fileinto \"p2\"\n" },
	{ "variables: lists of matches", "variables",
	  "if header :matches \"List-ID\" \"*<*@*\"" YES
	  " elsif header :matches \"List-ID\" \"*<*.lists.*\" { fileinto "
	  "\"INBOX.lists.${2}\"; }",
	  "fileinto \"lists/users\"\n" },
	{ "variables: tests stop at the first", "variables",
	  "if anyof (true, address :domain :matches \"To\" \"*.org\") { "
	  "fileinto \"x${1}\"; }",
	  "fileinto \"x\"\n" },
	{ "variables: :length", "variables",
	  "set \"a\" \"juMBlEd lETteRS\"; set :length \"b\" \"${a}\"; fileinto "
	  "\"${b}\";",
	  "fileinto \"15\"\n" },
	{ "variables: :length counts characters", "variables",
	  "set :length \"b\" \"\xC3\xA4\xE2\x82\xAC\xFF\"; fileinto \"${b}\";",
	  "fileinto \"3\"\n" },
	{ "variables: :lower", "variables",
	  "set :lower \"b\" \"juMBlEd lETteRS\"; fileinto \"${b}\";",
	  "fileinto \"jumbled letters\"\n" },
	{ "variables: :upperfirst :lower", "variables",
	  "set :upperfirst :lower \"b\" \"juMBlEd lETteRS\"; fileinto "
	  "\"${b}\";",
	  "fileinto \"Jumbled letters\"\n" },
	{ "variables: :lowerfirst :upper", "variables",
	  "set :lowerfirst :upper \"b\" \"juMBlEd\"; fileinto \"${b}\";",
	  "fileinto \"jUMBLED\"\n" },
	{ "variables: :quotewildcard", "variables",
	  "set :quotewildcard \"b\" \"R*c?\\\\\"; if string \"${b}\" "
	  "\"R\\\\*c\\\\?\\\\\\\\\"" YES,
	  IS_YES },
	{ "variables: :length comes last", "variables",
	  "set :length :quotewildcard \"b\" \"R*\"; fileinto \"${b}\";",
	  "fileinto \"3\"\n" },
	{ "variables: one of a precedence", "variables",
	  "set :lower :upper \"a\" \"b\";",
	  "2:12 \":upper\" cannot stand with \":lower\"\n" },
	{ "variables: bad name", "variables", "set \"a-b\" \"\";",
	  "2:5 this is no name of a variable: it is made of letters, digits "
	  "and \"_\", and begins with no digit\n" },
	{ "variables: a match variable cannot be set", "variables",
	  "set \"1\" \"\";",
	  "2:5 this is no name of a variable: it is made of letters, digits "
	  "and \"_\", and begins with no digit\n" },
	{ "variables: the name is constant", "variables", "set \"${a}\" \"\";",
	  "2:5 this is no name of a variable: it is made of letters, digits "
	  "and \"_\", and begins with no digit\n" },
	{ "variables: unknown namespace", "variables",
	  "fileinto \"${vnd.x.y}\";",
	  "2:10 there are no variables of that kind: \"${vnd.x.y}\"\n" },
	{ "variables: too high a match variable", "variables",
	  "fileinto \"${33}\";", "2:10 match variables end at \"${32}\"\n" },
	{ "variables: string", "variables",
	  "set \"state\" \"${state} pending\"; if string :matches \" "
	  "${state} \" \"* pending *\"" YES,
	  IS_YES },
	{ "variables: no space is taken off", "variables",
	  "if string \" a\" \"a\"" YES, KEPT },
	{ "variables: count of strings", "variables\", \"relational",
	  "if string :count \"eq\" [\"a\", \"\", \"b\"] \"2\"" YES, IS_YES },
	{ "variables: an address at run time", "variables",
	  "set \"a\" \"b@c.example\"; redirect \"${a}\";",
	  "redirect \"b@c.example\"\n" },
	{ "variables: a bad address at run time", "variables",
	  "set \"a\" \"b c\"; redirect \"${a}\";",
	  COLUMN "25 \"b c\" is not one mail address\n" },
	{ "variables: a bad folder at run time", "variables",
	  "fileinto \"${a}\";", COLUMN "10 the folder name \"\" is empty\n" },
	/* RFC 5232 */
	{ "imap4flags: fileinto :flags", "imap4flags",
	  "fileinto :flags \"\\\\Seen\" \"a\";",
	  "fileinto :flags \"\\\\Seen\" \"a\"\n" },
	{ "imap4flags: keep :flags", "imap4flags",
	  "keep :flags [\"\\\\Seen\", \"x y\"];",
	  "keep :flags \"\\\\Seen\" \"x\" \"y\"\n" },
	{ "imap4flags: the internal variable", "imap4flags",
	  "setflag \"\\\\Seen\"; addflag \"Work\"; fileinto \"a\"; removeflag "
	  "\"\\\\SEEN\"; keep;",
	  "fileinto :flags \"\\\\Seen\" \"Work\" \"a\"\nkeep :flags "
	  "\"Work\"\n" },
	{ "imap4flags: of the implicit keep", "imap4flags",
	  "addflag [\"a\", \" b  a \", \"\"];",
	  "keep (implicit) :flags \"a\" \"b\"\n" },
	{ "imap4flags: what is no flag is ignored", "imap4flags",
	  "keep :flags [\"\\\\Recent\", \"\\\\x\", \"a(b\", \"\xC3\xA4\", "
	  "\"a\\\"b\", \"ok\"];",
	  "keep :flags \"ok\"\n" },
	{ "imap4flags: the last flags win", "imap4flags",
	  "fileinto :flags \"a\" \"f\"; fileinto :flags \"b\" \"f\";",
	  "fileinto :flags \"b\" \"f\"\n" },
	{ "imap4flags: hasflag", "imap4flags",
	  "setflag \"A B\"; if hasflag :is \"b A\"" YES,
	  "fileinto :flags \"A\" \"B\" \"yes\"\n" },
	{ "imap4flags: hasflag, none", "imap4flags",
	  "if hasflag :contains \"a\"" YES, KEPT },
	{ "imap4flags: named variables", "imap4flags\", \"variables",
	  "setflag \"MyVar\" \"NonJunk gnus-forward\"; if hasflag :contains "
	  "\"MyVar\" [\"label\", \"forward\"] { fileinto :flags \"${myvar}\" "
	  "\"a\"; }",
	  "fileinto :flags \"NonJunk\" \"gnus-forward\" \"a\"\n" },
	{ "imap4flags: count", "imap4flags\", \"variables\", \"relational",
	  "set \"f\" \"a B b\"; if hasflag :count \"eq\" \"f\" \"2\"" YES,
	  IS_YES },
	{ "imap4flags: a variable needs variables", "imap4flags",
	  "setflag \"a\" \"b\";",
	  "2:9 a variable needs the extension \"variables\"; did you mean to "
	  "write: require \"variables\";\n" },
	{ "imap4flags: needs require", "", "setflag \"a\";",
	  "2:1 \"setflag\" needs the extension \"imap4flags\"; did you mean to "
	  "write: require \"imap4flags\";\n" },
};

static struct str run_case(struct arena *arena, const struct extension_case *c)
{
	struct message message = message_parse(arena, str_from(mail));
	struct envelope envelope = {
		.sender = sender_parse(STR("<>")),
		.recipient = STR("user+@example.org"),
	};
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope };
	struct str script = arena_printf(
		arena,
		"require [\"fileinto\", \"envelope\", "
		"\"comparator-i;ascii-numeric\", \"%s\"];\n%s",
		c->require[0] != '\0' ? c->require : "fileinto", c->script);

	return run_script(arena, script, &facts);
}

static struct str repeated(struct arena *arena, size_t times, const char *text)
{
	struct buf out = buf_new(arena, (size_t)1 << 20);

	for (size_t i = 0; i < times; i++)
		buf_add(&out, str_from(text));
	return buf_str(&out);
}

/* Variables that double grow to their limit, and many of them to the script's.
 */
static void test_limits(struct arena *arena)
{
	struct str doubling =
		repeated(arena, 40, "set \"a\" \"${a}${a}\xE2\x82\xAC\";");
	struct str text = arena_printf(
		arena, "%.*s set :length \"b\" \"${a}\"; fileinto \"${b}\";",
		STR_ARG(doubling));
	struct extension_case c = { "", "variables", NULL, NULL };

	c.script = arena_cstr(arena, text);
	is_str(run_case(arena, &c), "fileinto \"2730\"\n",
	       "8192 bytes, no character cut");
	text = repeated(arena, 2000, "set \"a\" \"${a}${a}bb\";");
	c.script = arena_cstr(arena, text);
	ok(str_find_str(run_case(arena, &c), STR("makes too much text")) <
		   (size_t)60,
	   "text is limited");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 27, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(run_case(arena, &cases[i]), cases[i].outcome, "%s",
		       cases[i].name);
	test_limits(arena);
	arena_free(arena);
	return done_testing();
}
