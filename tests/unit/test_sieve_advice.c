/* Scripts that compile, and what is said about what they can hardly mean. */
#include "include_case.h"
#include "sieve_case.h"

struct advice_case {
	const char *script, *advice;
};

#define ALL                                                                    \
	"require [\"fileinto\", \"envelope\", \"relational\", \"date\", "      \
	"\"body\", \"imap4flags\", \"spamtest\", \"spamtestplus\", "           \
	"\"virustest\", \"subaddress\", \"ihave\", \"copy\", "                 \
	"\"comparator-i;ascii-numeric\"];\n"
#define NEVER_RUNS "warning: this never runs: "
#define MATCHES                                                                \
	"warning: \"*\" stands for itself here; did you mean \":matches\"?\n"
#define KEYWORD "warning: this is a keyword; the flag is written "
#define USE                                                                    \
	"warning: no special use has this name; one is written \"\\\\Junk\"\n"
#define AS_TEXT                                                                \
	"warning: these are compared as text, in which \"10\" is less than "   \
	"\"5\"; did you mean: :comparator \"i;ascii-numeric\"\n"
#define BEYOND "warning: the scale ends below this: it never matches\n"
#define DATE                                                                   \
	"warning: this part of a date never has such a value: digits are "     \
	"written with leading zeros\n"

static const struct advice_case cases[] = {
	{ "require [\"fileinto\", \"special-use\"];\n"
	  "fileinto :specialuse \"\\Junk\" \"Spam\";",
	  "2:22 " USE },
	{ "require \"special-use\";\n"
	  "if specialuse_exists [\"\\\\Junk\", \"Junk\"] { keep; }",
	  "2:33 " USE },
	{ "require [\"fileinto\", \"special-use\"];\n"
	  "fileinto :specialuse \"\\\\Junk\" \"Spam\";",
	  "" },
	{ ALL "keep;", "" },
	/* keys */
	{ ALL "if header :count \"gt\" \"to\" \"many\" {}",
	  "2:28 warning: \":count\" is compared with numbers\n" },
	{ ALL "if header :count \"gt\" \"to\" \"5\" {}", "" },
	{ ALL "if header :value \"gt\" :comparator \"i;ascii-numeric\" "
	      "\"x\" \"ten\" {}",
	  "2:57 warning: this is no number: it counts as larger than all that "
	  "are\n" },
	{ ALL "if header :value \"gt\" \"x\" \"ten\" {}", "" },
	{ ALL "if header :value \"gt\" \"x-score\" \"5\" {}", "2:33 " AS_TEXT },
	{ ALL "if spamtest :value \"ge\" \"5\" {}", "2:25 " AS_TEXT },
	{ ALL "if currentdate :value \"ge\" \"hour\" \"8\" {}", "2:35 " DATE },
	{ ALL "if currentdate :value \"ge\" \"hour\" \"08\" {}", "" },
	{ ALL "if currentdate :value \"ge\" \"date\" \"2026-11\" {}", "" },
	{ ALL "if address :domain \"from\" [\"a.example\", \"b@a.example\"] {}",
	  "2:41 warning: a domain holds no \"@\": this never matches\n" },
	{ ALL "if envelope :localpart :matches \"from\" \"*@a\" {}",
	  "2:40 warning: this part of an address holds no \"@\": it never "
	  "matches\n" },
	{ ALL "if address :detail :contains \"to\" \"@\" {}",
	  "2:35 warning: this part of an address holds no \"@\": it never "
	  "matches\n" },
	{ ALL "if address \"from\" \"a.example\" {}",
	  "2:19 warning: no address is only a domain; did you mean "
	  "\":domain\"?\n" },
	{ ALL "if address :contains \"from\" \"a.example\" {}", "" },
	{ ALL "if address \"from\" \"undisclosed\" {}", "" },
	{ ALL "if envelope \"from\" \"\" {}", "" },
	{ ALL "if envelope \"from\" \"<>\" {}",
	  "2:20 warning: the null sender is written \"\", without brackets\n" },
	{ ALL "if address \"from\" \"*@a.example\" {}", "2:19 " MATCHES },
	{ ALL "if address :contains \"from\" \"ann*\" {}", "2:29 " MATCHES },
	{ ALL "if address :matches \"from\" \"*@a.example\" {}", "" },
	{ ALL "if header \"subject\" \"*sale*\" {}", "2:21 " MATCHES },
	{ ALL "if header \"subject\" \"***SPAM***\" {}", "" },
	{ ALL "if header \"x-spam-level\" \"*****\" {}", "" },
	{ ALL "if header \"subject\" \"*\" {}", "" },
	{ ALL "if header :contains \"subject\" \"*sale*\" {}", "" },
	{ ALL "if header \"subject\" \"what?\" {}", "" },
	{ ALL "if header \"subject\" \"sale \" {}",
	  "2:21 warning: no field begins or ends with a blank: this never "
	  "matches\n" },
	{ ALL "if header :contains \"subject\" \"sale \" {}", "" },
	{ ALL "if header :contains \"subject\" \"a\nb\" {}",
	  "2:31 warning: a field is one line, without line ends: this never "
	  "matches\n" },
	{ ALL "if currentdate \"month\" \"7\" {}", "2:24 " DATE },
	{ ALL "if currentdate \"month\" \"07\" {}", "" },
	{ ALL "if currentdate :value \"ge\" \"month\" \"7\" {}", "2:36 " DATE },
	{ ALL "if date \"date\" \"date\" \"2026-1-1\" {}", "2:23 " DATE },
	{ ALL "if currentdate \"weekday\" [\"0\", \"Sun\"] {}", "2:32 " DATE },
	{ ALL "if spamtest :value \"ge\" \"50\" {}", "2:25 " BEYOND },
	{ ALL "if spamtest :percent :value \"ge\" :comparator "
	      "\"i;ascii-numeric\" \"50\" {}",
	  "" },
	{ ALL "if spamtest :value \"lt\" :comparator \"i;ascii-numeric\" "
	      "\"50\" {}",
	  "" },
	{ ALL "if virustest :value \"ge\" \"6\" {}", "2:26 " BEYOND },
	/* flags */
	{ ALL "addflag \"\\Seen\";", "2:9 " KEYWORD "\"\\\\Seen\"\n" },
	{ ALL "addflag [\"\\\\Seen\", \"$Work\", \"work\"];", "" },
	{ ALL "keep :flags \"flagged\";", "2:13 " KEYWORD "\"\\\\flagged\"\n" },
	{ ALL "if hasflag \"Seen\" {}", "2:12 " KEYWORD "\"\\\\Seen\"\n" },
	/* what an extension would make of a string */
	{ ALL "fileinto \"${list}\";",
	  "2:10 warning: \"${\" is plain text here; did you mean to write: "
	  "require \"variables\";\n" },
	{ ALL "fileinto \"${hex: 41}\";",
	  "2:10 warning: \"${\" is plain text here; did you mean to write: "
	  "require \"encoded-character\";\n" },
	{ ALL "fileinto \"$5 {or} ${ more }\";", "" },
	{ "require [\"fileinto\", \"variables\"]; fileinto \"${list}\";", "" },
	{ ALL "if body :content \"text/*\" :contains \"a\" {}",
	  "2:18 warning: no part has this type; all of \"text\" are written "
	  "\"text\"\n" },
	/* logic */
	{ ALL "if allof (header \"a\" \"b\", false) {}",
	  "2:27 warning: with this, \"allof\" is never true\n" },
	{ ALL "if anyof (true, header \"a\" \"b\") {}",
	  "2:11 warning: with this, \"anyof\" is always true\n" },
	{ ALL "if allof (true, size :over 1) {}", "" },
	{ ALL "if false {}", "" },
	{ ALL "if allof (size :over 1M, size :under 1M) {}",
	  "2:4 warning: no mail has such a size: \"allof\" is never true\n" },
	{ ALL "if allof (size :over 1K, size :under 1M) {}", "" },
	{ ALL "if anyof (size :over 1M, size :under 1K) {}", "" },
	/* what never runs */
	{ ALL "stop;\nkeep;\nkeep;",
	  "3:1 " NEVER_RUNS "the script ends before it\n" },
	{ ALL "if true { discard; stop; }\nkeep;",
	  "3:1 " NEVER_RUNS "the script ends before it\n" },
	{ ALL "if size :over 1 { stop; }\nkeep;", "" },
	{ ALL "if size :over 1 { stop; } else { stop; }\nkeep;",
	  "3:1 " NEVER_RUNS "the script ends before it\n" },
	{ ALL "if size :over 1 { stop; } elsif size :over 2 { keep; }\n"
	      "else { stop; }\nkeep;",
	  "" },
	{ ALL "if true { keep; }\nelse { discard; }",
	  "3:1 " NEVER_RUNS "the branch before it always does\n" },
	{ ALL "if header \"a\" \"b\" { keep; }\n"
	      "elsif header \"a\" \"c\" { keep; }\n"
	      "elsif HEADER \"a\" \"b\" { discard; }",
	  "4:1 " NEVER_RUNS "line 2 has the same test\n" },
	{ ALL "if header \"a\" \"b\" { keep; }\n"
	      "elsif header \"a\" \"B\" { keep; }\n"
	      "elsif not header \"a\" \"b\" { discard; }",
	  "" },
	{ ALL "fileinto \"a\";\ndiscard;",
	  "3:1 warning: the mail is stored all the same, by \"fileinto\" in "
	  "line 2\n" },
	{ ALL "redirect :copy \"a@b.example\"; discard;", "" },
	/* names that are not here */
	{ ALL "if ihave \"vnd.x\" { frobnicate \"a\"; "
	      "if header :frob \"a\" \"b\" {} }",
	  "" },
};

static struct str advice(struct arena *arena, struct str text)
{
	static const struct sieve_includable nothing;
	struct sieve_script script = { STR("test"), text };
	struct sieve_checks checks = sieve_check(arena, &script, &nothing);

	ok(checks.count == 1, "one script is looked at");
	return errors_text(arena, &checks.list[0].errors);
}

/* Of a set of scripts, each that was looked at. */
static struct str all_advice(struct arena *arena, const char *text)
{
	struct include_case *set = include_case_parse(arena, str_from(text));
	struct sieve_checks checks =
		sieve_check(arena, &set->script, &set->includable);
	struct buf out = buf_new(arena, (size_t)1 << 16);

	for (size_t i = 0; i < checks.count; i++) {
		const struct sieve_checked *checked = &checks.list[i];

		buf_printf(&out, "-- %.*s%s\n", STR_ARG(checked->name),
			   checked->good ? "" : ": bad");
		buf_add(&out, errors_text(arena, &checked->errors));
	}
	return buf_str(&out);
}

#define INCLUDE "require \"include\";\n"

static void test_included(struct arena *arena)
{
	static const struct {
		const char *name, *set, *advice;
	} sets[] = {
		{ "personal and global ones, each once",
		  INCLUDE
		  "include \"a\"; include \"a\"; include :global "
		  "\"g\";\nstop;\nkeep;"
		  "\n== personal a\n" INCLUDE "include :global \"g\";\n"
		  "if header \"x:\" \"y\" {}"
		  "\n== global g\nstop; keep;\n== personal other\nkepp;",
		  "-- main\n4:1 " NEVER_RUNS "the script ends before it\n"
		  "-- personal a\n3:11 warning: no header field has this name; "
		  "it is written without \":\" and spaces\n"
		  "-- global g\n1:7 " NEVER_RUNS
		  "the script ends before it\n" },
		{ "errors of all, and advice about the rest",
		  INCLUDE "include \"a\";\ninclude \"b\"; kepp;"
			  "\n== personal a\nkepp;\n== personal b\nstop; keep;",
		  "-- main: bad\n3:14 \"kepp\" is no command; did you mean "
		  "\"keep\"?\n-- personal a: bad\n1:1 \"kepp\" is no command; "
		  "did you mean \"keep\"?\n-- personal b\n1:7 " NEVER_RUNS
		  "the script ends before it\n" },
		{ "one that cannot be read",
		  INCLUDE "include \"a\";\n== personal a\nunreadable\n",
		  "-- main\n-- personal a\n0:0 warning: it cannot be read: "
		  "Permission denied\n" },
		{ "a circle",
		  INCLUDE "include \"main\";\n== personal main\n" INCLUDE
			  "include \"main\";\n",
		  "-- main\n" },
	};

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		is_str(all_advice(arena, sets[i].set), sets[i].advice, "%s",
		       sets[i].name);
}

int main(void)
{
	struct arena *all = arena_new(LIMIT_ARENA, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *arena = arena_new(LIMIT_ARENA, NULL);
		struct str script = str_from(cases[i].script);

		is_str(advice(arena, script), cases[i].advice, "%.*s",
		       STR_ARG(str_skip(script,
					str_find_last(script, '\n') + 1)));
		arena_free(arena);
	}
	test_included(all);
	arena_free(all);
	return done_testing();
}
