/* RFC 6609: scripts that include others; each case is a set of them. */
#include "include_run.h"

#define MAIL                                                                   \
	"From: ann@garden.example\nTo: bob@home.example\n"                     \
	"Subject: Make money $$\nList-ID: sieve.lists.example\n\nHi.\n"

static const struct row rows[] = {
	/* 3.2 */
	{ "it is personal if nothing is said",
	  INCLUDE "include \"a\";\n== global a\ndiscard;\n== personal a\nkeep;",
	  "keep\n" },
	{ "personal",
	  INCLUDE "include :personal \"a\";\n"
		  "== global a\ndiscard;\n== personal a\nkeep;",
	  "keep\n" },
	{ "global",
	  INCLUDE "include :global \"a\";\n"
		  "== global a\ndiscard;\n== personal a\nkeep;",
	  "discard\n" },
	{ "the location once", INCLUDE "include :global :personal \"a\";\n",
	  "main: 2:17 \":personal\" cannot stand with \":global\"\n" },
	{ "it must be required", "include \"a\";\n== personal a\nkeep;",
	  "main: 1:1 \"include\" needs the extension \"include\"; did you "
	  "mean to write: require \"include\";\n" },
	{ "return, too", "return;\n",
	  "main: 1:1 \"return\" needs the extension \"include\"; did you mean "
	  "to write: require \"include\";\n" },
	{ "within an if",
	  INCLUDE "if true { include \"a\"; }\n== personal a\ndiscard;",
	  "discard\n" },
	{ "its name takes no variables",
	  BOTH "set \"x\" \"a\"; include \"${x}\";\n== personal a\nkeep;",
	  "main: 2:22 \"include\" takes no variables\n" },
	{ "without \"variables\" a name may look like one",
	  INCLUDE "include \"${x}\";\n== personal ${x}\ndiscard;",
	  "discard\n" },
	{ "no path", INCLUDE "include \"./../..//etc/passwd\";\n",
	  "main: 2:9 this cannot be the name of a script: it begins with a "
	  "\".\"\n" },
	{ "no folder", INCLUDE "include \"a/b\";\n",
	  "main: 2:9 this cannot be the name of a script: it holds a \"/\" or "
	  "a control character\n" },
	{ "no control character", INCLUDE "include \"a\001\";\n",
	  "main: 2:9 this cannot be the name of a script: it holds a \"/\" or "
	  "a control character\n" },
	{ "no line separator (RFC 5804 1.6)",
	  INCLUDE "include \"a\xE2\x80\xA8\";\n",
	  "main: 2:9 this cannot be the name of a script: it holds a \"/\" or "
	  "a control character\n" },
	{ "not nothing", INCLUDE "include \"\";\n",
	  "main: 2:9 this cannot be the name of a script: it is empty\n" },
	{ "what a shell would run is a name as any",
	  INCLUDE "include \"foo$(`rm star`)\";\n",
	  "main: failed: 2:9 there is no personal script "
	  "\"foo$(`rm star`)\"\n" },
	/* 3.1: missing */
	{ "missing: when it is reached", INCLUDE "include \"a\";\n",
	  "main: failed: 2:9 there is no personal script \"a\"\n" },
	{ "missing, not reached", INCLUDE "if false { include \"a\"; }\n",
	  KEPT },
	{ "missing, but optional",
	  INCLUDE "include :optional \"a\"; discard;\n", "discard\n" },
	{ "names have their case",
	  INCLUDE "include \"A\";\n== personal a\nkeep;",
	  "main: failed: 2:9 there is no personal script \"A\"\n" },
	{ "unreadable", INCLUDE "include \"a\";\n== personal a\nunreadable\n",
	  "main: failed: 2:9 the personal script \"a\" cannot be read: "
	  "Permission denied\n" },
	{ "missing: nothing that was done before is done",
	  INCLUDE "discard; include \"a\";\n",
	  "main: failed: 2:18 there is no personal script \"a\"\n" },
	/* "The included script MUST be a valid Sieve script." */
	{ "its errors are told with its name",
	  INCLUDE "include \"a\";\n== personal a\nkeep",
	  "personal a: 1:5 a \";\" is missing here\n" },
	{ "each has its own require",
	  "require [\"include\", \"fileinto\"];\ninclude \"a\";\n"
	  "== personal a\nfileinto \"x\";",
	  "personal a: 1:1 \"fileinto\" needs the extension \"fileinto\"; did "
	  "you mean to write: require \"fileinto\";\n" },
	{ "and does not hand it back",
	  INCLUDE "include \"a\"; fileinto \"x\";\n"
		  "== personal a\nrequire \"fileinto\";",
	  "main: 2:14 \"fileinto\" needs the extension \"fileinto\"; did you "
	  "mean to write: require \"fileinto\";\n" },
	{ "what ihave found stays there",
	  "require [\"include\", \"ihave\"];\n"
	  "if ihave \"fileinto\" { include \"a\"; }\n"
	  "== personal a\nrequire \"ihave\";\n"
	  "if true { keep; } else { if ihave \"fileinto\" { keep; } "
	  "fileinto \"x\"; }",
	  "keep\n" },
	/* stop and return */
	{ "stop ends all",
	  INCLUDE "include \"a\"; discard;\n== personal a\nstop;",
	  KEPT "stopped\n" },
	{ "stop, from deep within",
	  INCLUDE "include \"a\"; discard;\n== personal a\n" INCLUDE
		  "include \"b\"; discard;\n== personal b\nkeep; stop;",
	  "keep\nstopped\n" },
	{ "return ends its own",
	  INCLUDE "include \"a\"; discard;\n== personal a\n" INCLUDE
		  "if true { return; } keep;",
	  "discard\n" },
	{ "return in the first is stop", INCLUDE "return; discard;\n",
	  KEPT "stopped\n" },
	/* the implicit keep */
	{ "an action of an included script cancels it",
	  INCLUDE "include \"a\";\n== personal a\n"
		  "redirect \"x@y.example\";",
	  "redirect \"x@y.example\"\n" },
	{ "one that does nothing does not",
	  INCLUDE "include \"a\";\n== personal a\nif false { discard; }",
	  KEPT },
	{ "the same action is one",
	  INCLUDE "keep; include \"a\";\n== personal a\nkeep;", "keep\n" },
	/* ":once" */
	{ "twice",
	  BOTH "include \"a\"; include \"a\"; fileinto \"${global.n}\";\n"
	       "== personal a\n" BOTH "set \"global.n\" \"${global.n}x\";",
	  "fileinto \"xx\"\n" },
	{ "once",
	  BOTH "include \"a\"; include :once \"a\";\n"
	       "fileinto \"${global.n}\";\n"
	       "== personal a\n" BOTH "set \"global.n\" \"${global.n}x\";",
	  "fileinto \"x\"\n" },
	{ "once is for that location",
	  BOTH "include :once \"a\"; include :once :global \"a\";\n"
	       "fileinto \"${global.n}\";\n"
	       "== personal a\n" BOTH "set \"global.n\" \"${global.n}x\";\n"
	       "== global a\n" BOTH "set \"global.n\" \"${global.n}y\";",
	  "fileinto \"xy\"\n" },
	{ "once, in a circle, is no error",
	  INCLUDE "include \"a\"; discard;\n== personal a\n" INCLUDE
		  "include :once \"b\";\n== personal b\n" INCLUDE
		  "include :once \"a\";",
	  "discard\n" },
	{ "once, of itself",
	  INCLUDE "include :once \"main\"; discard;\n"
		  "\n== personal main\n" INCLUDE
		  "include :once \"main\"; discard;\n",
	  "discard\n" },
	/* circles */
	{ "itself",
	  INCLUDE "include \"a\";\n== personal a\n" INCLUDE "include \"a\";",
	  "personal a: failed: 2:1 scripts include each other in a circle: "
	  "\"main\" includes \"a\", which includes \"a\" again\n" },
	{ "each other",
	  INCLUDE "include \"a\";\n== personal a\n" INCLUDE
		  "include \"b\";\n== personal b\n" INCLUDE "include \"a\";",
	  "personal b: failed: 2:1 scripts include each other in a circle: "
	  "\"main\" includes \"a\", which includes \"b\", which includes \"a\" "
	  "again\n" },
	{ "not reached, no error",
	  INCLUDE "include \"a\";\n== personal a\n" INCLUDE
		  "if false { include \"a\"; }",
	  KEPT },
	{ "side by side is no circle",
	  INCLUDE "include \"a\"; include \"b\";\n== personal a\n" INCLUDE
		  "include \"c\";\n== personal b\n" INCLUDE
		  "include \"c\";\n== personal c\nkeep;",
	  "keep\n" },
	{ "global and personal of one name are two",
	  INCLUDE "include \"a\";\n== personal a\n" INCLUDE
		  "include :global \"a\";\n== global a\ndiscard;",
	  "discard\n" },
	/* 3.4: variables */
	{ "variables are its own",
	  BOTH "set \"x\" \"mine\"; include \"a\"; fileinto \"${x}\";\n"
	       "== personal a\nrequire \"variables\";\n"
	       "if string \"${x}\" \"mine\" { stop; } set \"x\" \"yours\";",
	  "fileinto \"mine\"\n" },
	{ "match variables, too",
	  BOTH "if header :matches \"subject\" \"make *\" {\n"
	       "include \"a\"; fileinto \"${1}\"; }\n"
	       "== personal a\nrequire \"variables\";\n"
	       "if not string \"${1}\" \"\" { stop; }\n"
	       "if header :matches \"from\" \"*@*\" { keep; }",
	  "keep\nfileinto \"money $$\"\n" },
	{ "global, both ways",
	  BOTH "global \"x\"; set \"x\" \"a\"; include \"a\";\n"
	       "fileinto \"${x}\";\n"
	       "== personal a\nrequire [\"include\", \"variables\"];\n"
	       "global [\"x\", \"y\"]; set \"x\" \"${x}b\";",
	  "fileinto \"ab\"\n" },
	{ "not declared, another",
	  BOTH "global \"x\"; set \"x\" \"a\"; include \"a\";\n"
	       "fileinto \"${x}\";\n"
	       "== personal a\nrequire \"variables\";\nset \"x\" \"b\";",
	  "fileinto \"a\"\n" },
	{ "the namespace and the command are one",
	  BOTH "global \"x\"; set \"global.X\" \"a\"; "
	       "fileinto \"${x}${GLOBAL.x}\";\n",
	  "fileinto \"aa\"\n" },
	{ "global by namespace, local of the same name",
	  BOTH "set \"global.x\" \"a\"; set \"x\" \"b\"; "
	       "fileinto \"${global.x}${x}\";\n",
	  "fileinto \"ab\"\n" },
	{ "never set: empty",
	  BOTH "global \"x\"; fileinto \"a${x}${global.y}\";\n",
	  "fileinto \"a\"\n" },
	{ "set before: an error", BOTH "set \"x\" \"a\"; global \"x\";\n",
	  "main: failed: 2:21 \"x\" was set before, as a variable of this "
	  "script alone\n" },
	{ "declared twice is not",
	  BOTH "global \"x\"; set \"x\" \"a\"; global \"x\"; "
	       "fileinto \"${x}\";\n",
	  "fileinto \"a\"\n" },
	{ "no namespace below",
	  BOTH "set \"global.data.from\" \"me@example.com\";\n",
	  "main: 2:5 this is no name of a variable: it is made of letters, "
	  "digits and \"_\", and begins with no digit\n" },
	{ "no number", BOTH "set \"global.12\" \"value\";\n",
	  "main: 2:5 this is no name of a variable: it is made of letters, "
	  "digits and \"_\", and begins with no digit\n" },
	{ "global takes no match variable", BOTH "global \"1\";\n",
	  "main: 2:8 this is no name of a variable: it is made of letters, "
	  "digits and \"_\", and begins with no digit\n" },
	{ "nor a namespace", BOTH "global \"global.x\";\n",
	  "main: 2:8 this is no name of a variable: it is made of letters, "
	  "digits and \"_\", and begins with no digit\n" },
	{ "nor a variable", BOTH "global \"${x}\";\n",
	  "main: 2:8 this is no name of a variable: it is made of letters, "
	  "digits and \"_\", and begins with no digit\n" },
	{ "global needs include", "require \"variables\";\nglobal \"x\";\n",
	  "main: 2:1 \"global\" needs the extension \"include\"; did you mean "
	  "to write: require \"include\";\n" },
	{ "and variables", INCLUDE "global \"x\";\n",
	  "main: 2:1 \"global\" needs the extension \"variables\"; did you "
	  "mean to write: require \"variables\";\n" },
	{ "the namespace needs include",
	  "require \"variables\";\nset \"x\" \"${global.x}\";\n",
	  "main: 2:9 \"global.x\" needs the extension \"include\"; did you "
	  "mean to write: require \"include\";\n" },
	{ "set, too", "require \"variables\";\nset \"global.x\" \"a\";\n",
	  "main: 2:5 \"global.x\" needs the extension \"include\"; did you "
	  "mean to write: require \"include\";\n" },
	/* what scripts share */
	{ "flags are set for all",
	  "require [\"include\", \"imap4flags\"];\n"
	  "addflag \"\\\\Seen\"; include \"a\";\n"
	  "== personal a\nrequire \"imap4flags\";\n"
	  "if hasflag \"\\\\seen\" { addflag \"mine\"; }",
	  "keep (implicit) :flags \"\\Seen\" \"mine\"\n" },
	{ "duplicate: a test of another script is no delivery before",
	  "require [\"include\", \"duplicate\"];\n"
	  "include \"a\"; if duplicate :uniqueid \"x\" { discard; }\n"
	  "== personal a\nrequire \"duplicate\";\n"
	  "if duplicate :uniqueid \"x\" { discard; }",
	  KEPT },
	/* the examples of RFC 6609 */
	{ "3.2: a default script and its parts",
	  "require [\"include\"];\n"
	  "include :personal \"always_allow\";\n"
	  "include :global \"spam_tests\";\n"
	  "include :personal \"spam_tests\";\n"
	  "include :personal \"mailing_lists\";\n"
	  "== personal always_allow\n"
	  "if address :is \"from\" \"boss@example.com\" { keep; }\n"
	  "elsif address :is \"from\" \"ceo@example.com\" { keep; }\n"
	  "== global spam_tests\n"
	  "require [\"reject\"];\n"
	  "if anyof (header :contains \"Subject\" \"&&\",\n"
	  "header :contains \"Subject\" \"Make friends\") {\n"
	  "reject \"No thank you.\"; }\n"
	  "== personal spam_tests\n"
	  "require [\"reject\"];\n"
	  "if header :contains \"Subject\" \"XXXX\"\n"
	  "{ reject \"Subject XXXX is unacceptable.\"; }\n"
	  "elsif address :is \"from\" \"money@example.com\"\n"
	  "{ reject \"Mail from this sender is unwelcome.\"; }\n"
	  "== personal mailing_lists\nrequire [\"fileinto\"];\n"
	  "if header :is \"List-ID\" \"sieve.lists.example\" {\n"
	  "fileinto \"lists.sieve\"; }\n",
	  "fileinto \"lists/sieve\"\n" },
	{ "3.2: a default script, and a part that refuses",
	  "require [\"include\"];\n"
	  "include :global \"spam_tests\";\n"
	  "include :personal \"mailing_lists\";\n"
	  "== global spam_tests\n"
	  "require [\"reject\"];\n"
	  "if anyof (header :contains \"Subject\" \"$$\",\n"
	  "header :contains \"Subject\" \"Make money\") {\n"
	  "reject \"No thank you.\"; }\n"
	  "== personal mailing_lists\nrequire [\"fileinto\"];\n"
	  "if header :is \"List-ID\" \"other.lists.example\" {\n"
	  "fileinto \"lists.sieve\"; }\n",
	  "reject \"No thank you.\"\n" },
	{ "3.4.1: a subroutine",
	  "require [\"fileinto\", \"include\", \"variables\", "
	  "\"relational\"];\nglobal \"test\"; global \"test_mailbox\";\n"
	  "set \"test\" \"$$\"; include \"subject_tests\";\n"
	  "set \"test\" \"Make money\"; include \"subject_tests\";\n"
	  "if string :count \"eq\" \"${test_mailbox}\" \"1\" {\n"
	  "fileinto \"${test_mailbox}\"; stop; }\n"
	  "== personal subject_tests\nrequire [\"include\", \"variables\"];\n"
	  "global [\"test\", \"test_mailbox\"];\n"
	  "if header :contains \"Subject\" \"${test}\" {\n"
	  "set \"test_mailbox\" \"spam-${test}\"; }\n",
	  "fileinto \"spam-Make money\"\nstopped\n" },
	{ "3.4.2: two syntaxes of one variable",
	  BOTH "global \"i_am_on_vacation\";\n"
	       "set \"global.i_am_on_vacation\" \"1\";\n"
	       "if string :is \"${i_am_on_vacation}\" \"1\" {\n"
	       "fileinto \"true\"; }\n",
	  "fileinto \"true\"\n" },
	{ "3.4.2: the global namespace alone",
	  "require [\"variables\", \"include\", \"fileinto\"];\n"
	  "set \"global.i_am_on_vacation\" \"1\"; include \"a\";\n"
	  "== personal a\n"
	  "require [\"variables\", \"include\", \"vacation\"];\n"
	  "global \"i_am_on_vacation\";\n"
	  "if string :is \"${i_am_on_vacation}\" \"1\" {\n"
	  "vacation \"It's true, I am on vacation.\"; }\n",
	  "vacation :days 7 \"It's true, I am on vacation.\"\n" KEPT },
	/* 3.5 */
	{ "reject: the script goes on",
	  "require [\"include\", \"vnd.dovecot.debug\"];\n"
	  "include \"a\"; discard;\n"
	  "== personal a\nrequire \"reject\";\nreject \"no\";",
	  "reject \"no\"\ndiscard\n" },
	{ "reject: once in all scripts",
	  "require [\"include\", \"reject\"];\nreject \"a\"; include \"a\";\n"
	  "== personal a\nrequire \"reject\";\nreject \"no\";",
	  "personal a: failed: 2:1 \"reject\" cannot be done for a mail that "
	  "has \"reject\" of line 2\n" },
	{ "a break is valid in no script but the loop's own",
	  "require [\"include\", \"foreverypart\"];\n"
	  "foreverypart { include \"a\"; }\n"
	  "== personal a\nrequire \"foreverypart\";\nbreak;",
	  "personal a: 2:1 \"break\" stands in the block of a "
	  "\"foreverypart\"\n" },
};

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(run_mail(arena, str_from(rows[i].set), STR(MAIL), NULL),
		       rows[i].want, "%s", rows[i].what);
	arena_free(arena);
	return done_testing();
}
