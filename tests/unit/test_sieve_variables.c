/* "variables" (RFC 5229), in the order of its text: scripts, and what they would
 * answer or do. */
#include "sieve_case.h"

static const char mail[] = "From: boss@a.example\n"
			   "To: coyote@ACME.Example.COM\n"
			   "Subject: [acme-users] [fwd] version 1.0 is out\n"
			   "List-ID: ACME <announce@lists.acme.example>\n"
			   "X-Dear: dear Ethelbert\n"
			   "\n";

/* Strings with "company" set to "ACME", and what they are then, with its
 * backslashes doubled. */
static const struct {
	const char *text, *becomes;
} strings[] = {
	{ "&%${}!", "&%${}!" },
	{ "${doh!}", "${doh!}" },
	{ "${full}", "" },
	{ "${company}", "ACME" },
	{ "${COMPANY}${CoMpAnY}", "ACMEACME" },
	{ "${BAD${Company}", "${BADACME" },
	{ "${President, ${Company} Inc.}", "${President, ACME Inc.}" },
	{ "${${company}}", "${ACME}" },
	{ "${company", "${company" },
	{ "${ company}", "${ company}" },
	{ "$company $ {company}", "$company $ {company}" },
	{ "${1.5} ${1.company}", "${1.5} ${1.company}" },
	{ "${00}${01}${32}", "" },
	/* 3.1 */
	{ "${com\\pany}", "ACME" },
	{ "${com\\\\pany}", "${com\\\\pany}" },
	{ "\\${company}", "ACME" },
	{ "\\\\${company}", "\\\\ACME" },
	{ "regarding ${dollar}{beep}", "regarding ${beep}" },
	/* 4 */
	{ "${a_1}${_A}", "xy" },
	{ "${name_of_thirty_two_characters_xx}", "long" },
};

static struct str run_over(struct arena *arena, struct str script)
{
	struct message message = message_parse(arena, str_from(mail));
	struct envelope envelope = { .recipient = STR("a@b.example") };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope };

	return run_script(arena,
			  arena_printf(arena,
				       "require [\"variables\", \"fileinto\", "
				       "\"vacation\", \"relational\", "
				       "\"encoded-character\"];\n%.*s",
				       STR_ARG(script)),
			  &facts);
}

static void test_strings(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(strings) / sizeof(*strings); i++) {
		struct str script = arena_printf(
			arena,
			"set \"company\" \"ACME\"; set \"dollar\" \"$\"; "
			"set \"a_1\" \"x\"; set \"_a\" \"y\"; set "
			"\"name_of_thirty_two_characters_xx\" \"long\"; "
			"vacation \"%s\";",
			strings[i].text);
		struct str wanted = arena_printf(
			arena, "vacation :days 7 \"%s\"\nkeep (implicit)\n",
			strings[i].becomes);

		is_str(run_over(arena, script), arena_cstr(arena, wanted), "%s",
		       strings[i].text);
	}
}

struct variables_case {
	const char *name, *script, *outcome;
};

#define TRUE " { discard; }"
#define IS_TRUE "discard\n"
#define KEPT "keep (implicit)\n"
#define NO_NAME                                                                \
	"2:5 this is no name of a variable: it is made of letters, digits "    \
	"and \"_\", and begins with no digit\n"

static const struct variables_case cases[] = {
	{ "3: the value of then",
	  "set \"a\" \"1\"; fileinto \"f${a}\"; set "
	  "\"a\" \"2\"; fileinto \"f${a}\";",
	  "fileinto \"f1\"\nfileinto \"f2\"\n" },
	{ "3: one pass",
	  "set \"b\" \"${\"; set \"c\" \"c}\"; fileinto "
	  "\"x${b}${c}\";",
	  "fileinto \"x${c}\"\n" },
	{ "3: in text of several lines",
	  "set \"a\" \"Mr\"; vacation text:\nDear ${A}\n.\n;",
	  "vacation :days 7 \"Dear Mr\?\?\"\n" KEPT },
	{ "3: a namespace that nothing has", "fileinto \"${acme.a}\";",
	  "2:10 there are no variables of that kind: \"${acme.a}\"\n" },
	{ "3: of numbers, too", "fileinto \"${acme.1.2}\";",
	  "2:10 there are no variables of that kind: \"${acme.1.2}\"\n" },
	{ "3.1: decoded before it is expanded",
	  "set \"name\" \"Ethelbert\";\n"
	  "if header :contains \"X-Dear\" \"dear${hex:20 24 7b 4e}ame}\"" TRUE,
	  IS_TRUE },
	/* 3.2 */
	{ "3.2: a list by its name",
	  "if header :matches \"List-ID\" \"*<*@*\" {\n"
	  "    fileinto \"INBOX.lists.${2}\"; stop;\n}",
	  "fileinto \"lists/announce\"\nstopped\n" },
	{ "3.2: a list by the subject",
	  "if header :matches \"Subject\" \"[*] *\" {\n"
	  "    fileinto \"INBOX.lists.${1}\"; stop;\n}",
	  "fileinto \"lists/acme-users\"\nstopped\n" },
	{ "3.2: the rest of the subject",
	  "if header :matches \"Subject\" \"[*] *\" { vacation \"${2}\"; }",
	  "vacation :days 7 \"[fwd] version 1.0 is out\"\n" KEPT },
	{ "3.2: two stars",
	  "if address :matches [\"To\", \"Cc\"] "
	  "[\"coyote@**.com\",\n\"wile@**.com\"] {\n"
	  "    vacation \"${0}|${1}|${2}\"; stop;\n}",
	  "vacation :days 7 \"coyote@ACME.Example.COM||ACME.Example\"\n" KEPT
	  "stopped\n" },
	{ "3.2: none behind a match that failed",
	  "if address :matches [\"To\", \"Cc\"] [\"road@**.com\",\n"
	  "\"wile@**.com\"] {} else { vacation \"[${0}${1}]\"; }",
	  "vacation :days 7 \"[]\"\n" KEPT },
	{ "3.2: the second test is not evaluated",
	  "if anyof (true, address :domain :matches \"To\" \"*.com\") {\n"
	  "    vacation \"[${0}${1}]\"; stop;\n}",
	  "vacation :days 7 \"[]\"\n" KEPT "stopped\n" },
	{ "3.2: nor is it of allof",
	  "if allof (false, address :domain :matches \"To\" \"*.com\") {}\n"
	  "vacation \"[${0}${1}]\";",
	  "vacation :days 7 \"[]\"\n" KEPT },
	{ "3.2: from left to right",
	  "if allof (header :matches \"Subject\" \"[*] *\", address :matches "
	  "\"From\" \"*@*\") { vacation \"${1}\"; }",
	  "vacation :days 7 \"boss\"\n" KEPT },
	{ "3.2: a failed match changes nothing",
	  "if header :matches \"Subject\" \"[*] *\" {}\n"
	  "if header :matches \"Subject\" \"*none*\" {}\nvacation \"${1}\";",
	  "vacation :days 7 \"acme-users\"\n" KEPT },
	{ "3.2: nor does another match type",
	  "if header :matches \"Subject\" \"[*] *\" {}\n"
	  "if header :contains \"Subject\" \"version\" {}\nvacation \"${1}\";",
	  "vacation :days 7 \"acme-users\"\n" KEPT },
	{ "3.2: a match without wildcards empties the list",
	  "if header :matches \"Subject\" \"[*] *\" {}\n"
	  "if address :matches \"From\" \"boss@a.example\" {}\n"
	  "vacation \"${0}|${1}\";",
	  "vacation :days 7 \"boss@a.example|\"\n" KEPT },
	{ "3.2: leading zeros",
	  "if header :matches \"Subject\" \"[*] *\" { "
	  "vacation \"${001}\"; }",
	  "vacation :days 7 \"acme-users\"\n" KEPT },
	{ "3.2: as little as possible",
	  "if string :matches \"a.b.c\" \"*.*\" { vacation \"${1}|${2}\"; }",
	  "vacation :days 7 \"a|b.c\"\n" KEPT },
	{ "3.2: each ? has one",
	  "if string :matches \"abc\" \"?b?\" { vacation \"${2}${1}\"; }",
	  "vacation :days 7 \"ca\"\n" KEPT },
	{ "3.2: nine and more",
	  "if string :matches \"abcdefghij\" \"??????????\" { vacation "
	  "\"${9}${10}\"; }",
	  "vacation :days 7 \"ij\"\n" KEPT },
	/* 4 */
	{ "4: a text of several lines",
	  "set \"honorific\"  \"Mr\";\n"
	  "set \"first_name\" \"Wile\";\n"
	  "set \"last_name\"  \"Coyote\";\n"
	  "set \"vacation\" text:\n"
	  "Dear ${HONORIFIC} ${last_name},\n"
	  "I'm out, please leave a message after the meep.\n"
	  ".\n;\nvacation \"${vacation}\";",
	  "vacation :days 7 \"Dear Mr Coyote,\?\?I'm out, please leave a "
	  "message after the meep.\?\?\"\n" KEPT },
	{ "4: names in any case",
	  "set \"aB\" \"1\"; set \"Ab\" \"${AB}2\"; "
	  "fileinto \"${ab}\";",
	  "fileinto \"12\"\n" },
	{ "4: a name is constant", "set \"${a}\" \"\";", NO_NAME },
	{ "4: a name of a match variable", "set \"1\" \"\";", NO_NAME },
	{ "4: a name that is none", "set \"a-b\" \"\";", NO_NAME },
	{ "4: an empty name", "set \"\" \"\";", NO_NAME },
	{ "4: a namespace", "set \"acme.a\" \"\";", NO_NAME },
	{ "4: no effect on the implicit keep", "set \"a\" \"b\";", KEPT },
	/* 4.1 */
	{ "4.1: as it is", "set \"a\" \"juMBlEd lETteRS\"; vacation \"${a}\";",
	  "vacation :days 7 \"juMBlEd lETteRS\"\n" KEPT },
	{ "4.1: :length",
	  "set :length \"b\" \"juMBlEd lETteRS\"; vacation "
	  "\"${b}\";",
	  "vacation :days 7 \"15\"\n" KEPT },
	{ "4.1: :lower",
	  "set :lower \"b\" \"juMBlEd lETteRS\"; vacation "
	  "\"${b}\";",
	  "vacation :days 7 \"jumbled letters\"\n" KEPT },
	{ "4.1: :upperfirst",
	  "set :upperfirst \"b\" \"juMBlEd lETteRS\"; "
	  "vacation \"${b}\";",
	  "vacation :days 7 \"JuMBlEd lETteRS\"\n" KEPT },
	{ "4.1: :upperfirst :lower",
	  "set :upperfirst :lower \"b\" \"juMBlEd "
	  "lETteRS\"; vacation \"${b}\";",
	  "vacation :days 7 \"Jumbled letters\"\n" KEPT },
	{ "4.1: :lower :upperfirst",
	  "set :LOWER :UpperFirst \"b\" \"juMBlEd "
	  "lETteRS\"; vacation \"${b}\";",
	  "vacation :days 7 \"Jumbled letters\"\n" KEPT },
	{ "4.1: :quotewildcard",
	  "set :quotewildcard \"b\" \"Rock*\"; vacation \"${b}\";",
	  "vacation :days 7 \"Rock\\\\*\"\n" KEPT },
	{ "4.1: an unknown modifier", "set :reverse \"a\" \"b\";",
	  "2:5 set takes no \":reverse\"\n" },
	{ "4.1: two of a precedence, 40", "set :lower :upper \"a\" \"b\";",
	  "2:12 \":upper\" cannot stand with \":lower\"\n" },
	{ "4.1: two of a precedence, 30",
	  "set :lowerfirst :upperfirst \"a\" \"b\";",
	  "2:17 \":upperfirst\" cannot stand with \":lowerfirst\"\n" },
	{ "4.1: quoted, then counted",
	  "set :length :quotewildcard \"a\" \"*?\\\\\"; vacation \"${a}\";",
	  "vacation :days 7 \"6\"\n" KEPT },
	{ "4.1.1: characters, not octets",
	  "set :length \"a\" \"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"; "
	  "vacation \"${a}\";",
	  "vacation :days 7 \"3\"\n" KEPT },
	{ "4.1.2: what is quoted matches itself alone",
	  "set :quotewildcard \"b\" \"a*?\\\\\"; if allof (string :matches "
	  "\"a*?\\\\\" \"${b}\", not string :matches \"abcd\" \"${b}\")" TRUE,
	  IS_TRUE },
	{ "4.1.3: letters of ASCII alone",
	  "set :upper \"a\" \"a\xC3\xA9z\"; vacation \"${a}\";",
	  "vacation :days 7 \"A\xC3\xA9Z\"\n" KEPT },
	{ "4.1.3.1: :upper",
	  "set :upper \"a\" \"juMBlEd 1\"; vacation "
	  "\"${a}\";",
	  "vacation :days 7 \"JUMBLED 1\"\n" KEPT },
	{ "4.1.3.3: :upperfirst of no letter",
	  "set :upperfirst \"a\" \"1abc\"; vacation \"${a}\";",
	  "vacation :days 7 \"1abc\"\n" KEPT },
	{ "4.1.3.4: :lowerfirst",
	  "set :lowerfirst \"a\" \"JUMBLED\"; "
	  "vacation \"${a}\";",
	  "vacation :days 7 \"jUMBLED\"\n" KEPT },
	/* 5 */
	{ "5: always true",
	  "set \"state\" \"${state} pending\";\n"
	  "if string :matches \" ${state} \" \"* pending *\"" TRUE,
	  IS_TRUE },
	{ "5: any of a list with any key",
	  "if string [\"a\", \"b\"] [\"c\", \"b\"]" TRUE, IS_TRUE },
	{ "5: :is is the default", "if string \"abc\" \"b\"" TRUE, KEPT },
	{ "5: no white space is taken away",
	  "if anyof (string \" a\" \"a\", string \"a\" \"a \")" TRUE, KEPT },
	{ "5: an empty string counts none",
	  "if string :count \"eq\" \"${none}\" \"0\"" TRUE, IS_TRUE },
	{ "5: another counts one", "if string :count \"eq\" \" \" \"1\"" TRUE,
	  IS_TRUE },
	{ "5: a list counts what is in it",
	  "if string :count \"eq\" [\"a\", \"\", \"b\"] \"2\"" TRUE, IS_TRUE },
	/* 6 */
	{ "6: higher than there are", "fileinto \"${33}\";",
	  "2:10 match variables end at \"${32}\"\n" },
};

/* times over, each with its number for "%zu" in it. */
static struct str repeated(struct arena *arena, size_t times, const char *text)
{
	struct buf out = buf_new(arena, (size_t)1 << 22);

	for (size_t i = 0; i < times; i++)
		buf_add(&out, str_from(text));
	return buf_str(&out);
}

/* RFC 5229 6 */
static void test_limits(struct arena *arena)
{
	struct buf script = buf_new(arena, (size_t)1 << 20);
	struct str long_text = repeated(arena, 4000, "\xF0\x9F\x98\x80");

	for (int i = 0; i < 128; i++)
		buf_printf(&script, "set \"v%d\" \"%d\"; ", i, i);
	buf_add(&script, STR("fileinto \"${v0}-${v127}\";"));
	is_str(run_over(arena, buf_str(&script)), "fileinto \"0-127\"\n",
	       "6: 128 variables");
	is_str(run_over(arena,
			arena_printf(arena,
				     "set \"a\" \"%.*s\"; set \"b\" \"${a}\"; "
				     "set :length \"c\" \"${b}\"; fileinto "
				     "\"${c}\";",
				     STR_ARG(long_text))),
	       "fileinto \"4000\"\n", "6: 4000 characters of four bytes");
	is_str(run_over(arena, arena_printf(arena,
					    "set \"a\" \"%.*s\"; set \"b\" "
					    "\"${a}${a}\"; set :length \"c\" "
					    "\"${b}\"; fileinto \"${c}\";",
					    STR_ARG(long_text))),
	       "fileinto \"4096\"\n", "6: cut at run time, without an error");
	is_str(run_over(arena,
			arena_printf(arena, "set \"a\" \"%.*s%.*s\";",
				     STR_ARG(long_text), STR_ARG(long_text))),
	       "2:9 a variable holds no more than 16384 bytes\n",
	       "6: told when the script is checked");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 26, NULL);

	test_strings(arena);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(run_over(arena, str_from(cases[i].script)),
		       cases[i].outcome, "%s", cases[i].name);
	test_limits(arena);
	is_str(compile(arena, STR("require \"${a}\";")),
	       "1:9 the extension \"${a}\" is not supported\n",
	       "1: require is not affected");
	is_str(compile(arena, STR("set \"a\" \"b\";")),
	       "1:1 \"set\" needs the extension \"variables\"; did you mean to "
	       "write: require \"variables\";\n",
	       "2: nothing of it without require");
	arena_free(arena);
	return done_testing();
}
