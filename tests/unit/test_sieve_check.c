/* Scripts that compile, and what is told about those that do not. */
#include "sieve_case.h"

struct check_case {
	const char *script, *errors;
};

static const struct check_case cases[] = {
	{ "", "" },
	{ "keep;", "" },
	{ "KEEP; Stop;", "" },
	/* names */
	{ "kepp;", "1:1 \"kepp\" is no command; did you mean \"keep\"?\n" },
	{ "frobnicate;", "1:1 there is no command \"frobnicate\"\n" },
	{ "if heder \"a\" \"b\" {}",
	  "1:4 \"heder\" is no test; did you mean \"header\"?\n" },
	{ "header \"a\" \"b\";",
	  "1:1 \"header\" is a test; it stands in \"if\"\n" },
	{ "if keep {}", "1:4 \"keep\" is a command, not a test\n" },
	/* require (RFC 5228 3.2, 2.10.5) */
	{ "require \"fileinto\"; fileinto \"a\";", "" },
	{ "require [\"fileinto\", \"envelope\"]; require "
	  "\"encoded-character\"; keep;",
	  "" },
	{ "require [\"comparator-i;octet\", \"comparator-i;ascii-casemap\", "
	  "\"comparator-i;ascii-numeric\"];",
	  "" },
	{ "fileinto \"a\";\nfileinto \"b\";",
	  "1:1 \"fileinto\" needs the extension \"fileinto\"; did you mean to "
	  "write: require \"fileinto\";\n" },
	{ "if envelope \"from\" \"a\" {}",
	  "1:4 \"envelope\" needs the extension \"envelope\"; did you mean to "
	  "write: require \"envelope\";\n" },
	{ "require \"fileintoo\";",
	  "1:9 the extension \"fileintoo\" is not supported; did you mean "
	  "\"fileinto\"?\n" },
	{ "require \"FILEINTO\";",
	  "1:9 the extension \"FILEINTO\" is not supported; did you mean "
	  "\"fileinto\"?\n" },
	{ "require [\"x\", \"vnd.acme.rocket-sled\"];",
	  "1:10 the extension \"x\" is not supported\n"
	  "1:15 the extension \"vnd.acme.rocket-sled\" is not supported\n" },
	{ "keep; require \"fileinto\";",
	  "1:7 \"require\" must stand before all other commands\n" },
	{ "if true { require \"fileinto\"; }",
	  "1:11 \"require\" must stand before all other commands\n" },
	{ "require;",
	  "1:1 wrong arguments; it is: require <capabilities: string list>\n" },
	/* if, elsif, else (RFC 5228 3.1) */
	{ "if true {} elsif false {} elsif true {} else {}", "" },
	{ "else {}", "1:1 \"else\" must directly follow the block of an "
		     "\"if\" or \"elsif\"\n" },
	{ "if true {} keep; elsif true {}",
	  "1:18 \"elsif\" must directly follow the block of an \"if\" or "
	  "\"elsif\"\n" },
	{ "if true {} else {} else {}",
	  "1:20 \"else\" must directly follow the block of an \"if\" or "
	  "\"elsif\"\n" },
	{ "if true { if true {} } else {}", "" },
	{ "if true {} else if false {}",
	  "1:17 write \"elsif\" for \"else if\"\n" },
	{ "if {}",
	  "1:1 \"if\" needs one test, without parentheses around it\n" },
	{ "if (true) {}",
	  "1:1 \"if\" needs one test, without parentheses around it\n" },
	{ "if true;", "1:1 \"if\" needs a block: { ... }\n" },
	/* shapes */
	{ "keep {}", "1:1 \"keep\" takes no block; a \";\" ends it\n" },
	{ "keep true;", "1:1 \"keep\" takes no test\n" },
	/* a word where no test can be: quotes, ":", a habit */
	{ "if header subject \"x\" {}",
	  "1:11 \"subject\" has no meaning here; a string stands in '\"'\n" },
	{ "if size over 5M {}",
	  "1:9 \"over\" has no meaning here; a tag begins with \":\"\n" },
	{ "if header \"a\" \"b\" then { keep; }",
	  "1:19 \"then\" has no meaning here; behind its test comes \"{\"\n" },
	{ "if exists \"a\" or exists \"b\" {}",
	  "1:15 \"or\" has no meaning here; write: anyof (test, test)\n" },
	{ "require fileinto;",
	  "1:9 \"fileinto\" has no meaning here; a string stands in '\"'\n" },
	{ "require \"fileinto\", \"copy\";\nfileinto :copy \"A\";",
	  "1:19 \",\" stands in lists alone: [\"a\", \"b\"] or (test, "
	  "test)\n" },
	/* a broken "require" may have named what is missing */
	{ "require \"fileinto\"\nif true { fileinto \"A\"; }",
	  "2:1 a \";\" is missing before \"if\"\n" },
	{ "require [\"fileinto\" \"copy\"];\nfileinto :copy \"A\";",
	  "1:20 \",\" or \"]\" is expected here\n" },
	{ "discard\nkeep;", "2:1 a \";\" is missing before \"keep\"\n" },
	{ "if allof true {}",
	  "1:4 \"allof\" needs a list of tests: (test, test)\n" },
	{ "if not (true) {}", "1:4 \"not\" needs one test, without "
			      "parentheses around it\n" },
	{ "if not not anyof (true, allof (false)) {}", "" },
	/* arguments (RFC 5228 2.6) */
	{ "stop \"a\";", "1:1 wrong arguments; it is: stop\n" },
	{ "redirect;",
	  "1:1 wrong arguments; it is: redirect <address: string>\n" },
	{ "redirect [\"a@b.example\", \"c@d.example\"];",
	  "1:10 wrong arguments; it is: redirect <address: string>\n" },
	{ "if header \"a\" 1 {}",
	  "1:15 wrong arguments; it is: header <header-names: string list> "
	  "<key-list: string list>\n" },
	{ "if header \"a\" \"b\" \"c\" {}",
	  "1:4 wrong arguments; it is: header <header-names: string list> "
	  "<key-list: string list>\n" },
	{ "if header :is :contains \"a\" \"b\" {}",
	  "1:15 \":contains\" cannot stand with \":is\"\n" },
	{ "if header :is :is \"a\" \"b\" {}",
	  "1:15 \":is\" stands here twice\n" },
	{ "if header \"a\" :is \"b\" {}",
	  "1:15 warning: \":is\" must stand before the other arguments\n" },
	{ "if header :contain \"a\" \"b\" {}",
	  "1:11 header takes no \":contain\"; did you mean \":contains\"?\n" },
	{ "if header :localpart \"a\" \"b\" {}",
	  "1:11 header takes no \":localpart\"\n" },
	{ "if header :CONTAINS \"a\" \"b\" {}", "" },
	/* comparators (RFC 5228 2.7.3) */
	{ "if header :comparator \"i;octet\" :contains \"a\" \"b\" {}", "" },
	{ "if header :comparator \"a\" {}",
	  "1:4 wrong arguments; it is: header <header-names: string list> "
	  "<key-list: string list>\n" },
	{ "if header :comparator [\"a\",\"b\"] \"a\" \"b\" {}",
	  "1:11 a string must follow \":comparator\"\n" },
	{ "if header :comparator \"i;klingon\" \"a\" \"b\" {}",
	  "1:23 there is no comparator \"i;klingon\"\n" },
	{ "if header :comparator \"i;ascii-numeric\" \"a\" \"b\" {}",
	  "1:23 \"comparator i;ascii-numeric\" needs the extension "
	  "\"comparator-i;ascii-numeric\"; did you mean to write: require "
	  "\"comparator-i;ascii-numeric\";\n" },
	{ "require \"comparator-i;ascii-numeric\"; if header :comparator "
	  "\"i;ascii-numeric\" \"a\" \"1\" {}",
	  "" },
	{ "require \"comparator-i;ascii-numeric\";\nif header :contains "
	  ":comparator \"i;ascii-numeric\" \"a\" \"1\" {}",
	  "2:33 \"i;ascii-numeric\" cannot search within a text; use it with "
	  "\":is\"\n" },
	/* address, envelope, header, size */
	{ "if address :domain [\"From\", \"resent-to\"] \"a\" {}", "" },
	{ "if address \"Subject\" \"a\" {}",
	  "1:12 \"Subject\" is no field of addresses; use the test "
	  "\"header\"\n" },
	{ "if address :all :domain \"from\" \"a\" {}",
	  "1:17 \":domain\" cannot stand with \":all\"\n" },
	{ "require \"envelope\";\nif envelope [\"FROM\", \"to\", \"auth\"] "
	  "\"a\" {}",
	  "2:28 the envelope has no \"auth\"; it has \"from\" and \"to\"\n" },
	{ "if header [\"Subject:\", \"a b\", \"\"] \"a\" {}",
	  "1:12 warning: no header field has this name; it is written "
	  "without \":\" and spaces\n"
	  "1:24 warning: no header field has this name; it is written "
	  "without \":\" and spaces\n"
	  "1:31 warning: no header field has this name; it is written "
	  "without \":\" and spaces\n" },
	{ "if size :over 1K {}", "" },
	{ "if size 1K {}", "1:4 size needs \":over\" or \":under\"\n" },
	{ "if size :over :under 1K {}",
	  "1:15 \":under\" cannot stand with \":over\"\n" },
	{ "if size :over \"1K\" {}",
	  "1:15 wrong arguments; it is: size <limit: number>\n" },
	/* outbound addresses (RFC 5228 2.4.2.3) */
	{ "redirect \"tim@example.com\";", "" },
	{ "redirect \"Tim <tim@example.com>\";", "" },
	{ "redirect \"a@example.com, b@example.com\";",
	  "1:10 \"a@example.com, b@example.com\" is not one mail address\n" },
	{ "redirect \"<@example.org:a@example.com>\";",
	  "1:10 \"<@example.org:a@example.com>\" is not one mail address\n" },
	{ "redirect \"all: a@example.com;\";",
	  "1:10 \"all: a@example.com;\" is not one mail address\n" },
	{ "redirect \"postmaster\";",
	  "1:10 \"postmaster\" is not one mail address\n" },
	{ "redirect \"-oQ/tmp@b.example\";",
	  "1:10 \"-oQ/tmp@b.example\" is not one mail address\n" },
	{ "redirect \"\\\"a, b\\\"@b.example\";",
	  "1:10 \"\"a, b\"@b.example\" is not one mail address\n" },
	{ "require \"enotify\"; notify \"mailto:-oQ@b.example\";",
	  "1:27 warning: to notify by this is an error: something that is no "
	  "address\n" },
	{ "redirect \"\";", "1:10 \"\" is not one mail address\n" },
	{ "redirect \"a\xC2\x9B@b\";",
	  "1:10 \"a??@b\" is not one mail address\n" },
	/* folders */
	{ "require \"fileinto\"; fileinto \"a//b\";",
	  "1:30 warning: the name of this folder has an empty level: mail for "
	  "it stays in INBOX, with an error\n" },
	/* encoded-character (RFC 5228 2.4.2.4) */
	{ "require \"encoded-character\"; if header \"a\" "
	  "\"${unicode:200000}\" {}",
	  "1:44 \"${unicode:...}\" holds a number that is no character\n" },
	{ "require \"encoded-character\"; if header \"a\" "
	  "\"${Unicode:DF01}\" {}",
	  "1:44 \"${unicode:...}\" holds a number that is no character\n" },
	{ "require \"encoded-character\"; if header \"a\" "
	  "\"${unicode:200000\" {}",
	  "" },
	{ "if header \"a\" \"${unicode:200000}\" {}", "" },
	/* several errors in one run, in the order of the text */
	{ "kepp;\nfileinto \"a\"\nkeep;\nif size 1 { stop }\nredirect;",
	  "1:1 \"kepp\" is no command; did you mean \"keep\"?\n"
	  "2:1 \"fileinto\" needs the extension \"fileinto\"; did you mean to "
	  "write: require \"fileinto\";\n"
	  "4:4 size needs \":over\" or \":under\"\n"
	  "4:17 a \";\" is missing here\n"
	  "5:1 wrong arguments; it is: redirect <address: string>\n" },
};

static void test_error_text(struct arena *arena)
{
	struct sieve_script script = { STR("my.sieve"),
				       STR("keep;\n\tif \xC3\xA4 {}\r\n") };
	struct sieve_errors errors;

	sieve_compile(arena, &script, &errors);
	is_str(sieve_error_text(arena, &errors.list[0]),
	       "line 2, column 5 of my.sieve: \"\xC3\xA4\" has no meaning "
	       "here\n  \tif \xC3\xA4 {}\n  \t   ^\n",
	       "line, column, source and caret");
	script.text = STR("/* \xC3\xA4 */ x;");
	sieve_compile(arena, &script, &errors);
	is_str(sieve_error_text(arena, &errors.list[0]),
	       "line 1, column 10 of my.sieve: there is no command \"x\"\n"
	       "  /* \xC3\xA4 */ x;\n          ^\n",
	       "the caret counts characters, the column bytes");
}

static void test_size(struct arena *arena)
{
	size_t size = LIMIT_SIEVE_SCRIPT + 1;
	char *text = arena_alloc(arena, size);

	memset(text, '\n', size);
	is_str(compile(arena, (struct str){ text, size }),
	       "0:0 the script is longer than 1048576 bytes\n", "1 MiB + 1");
	is_str(compile(arena, (struct str){ text, size - 1 }), "", "1 MiB");
	for (size_t i = 0; i < size; i++)
		text[i] = "keep;"[i % 5];
	is_str(compile(arena, (struct str){ text, size - 1 }),
	       "1:100001 the script holds too many commands and tests\n",
	       "1 MiB of commands");
	memcpy(text, "redirect [", 10);
	for (size_t i = 10; i < size; i++)
		text[i] = "\"\","[(i - 10) % 3];
	is_str(compile(arena, (struct str){ text, size - 1 }),
	       "1:150008 the script holds too many strings, numbers and "
	       "tags\n",
	       "1 MiB of strings");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 26, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(compile(arena, str_from(cases[i].script)),
		       cases[i].errors, "%s", cases[i].script);
	test_error_text(arena);
	test_size(arena);
	arena_free(arena);
	return done_testing();
}
