/* The language itself, in the order of RFC 5228: its examples, and what it
 * demands. */
#include "sieve_case.h"

#define COYOTE                                                                 \
	"Date: Tue, 1 Apr 1997 09:06:31 -0800 (PST)\r\n"                       \
	"From: coyote@desert.example.org\r\n"                                  \
	"To: roadrunner@acme.example.com\r\n"                                  \
	"Subject: I have a present for you\r\n"                                \
	"X-Caffeine: C8H10N4O2\r\n"                                            \
	"\r\n"                                                                 \
	"Look, I'm sorry about the anvil.\r\n"

#define RICH                                                                   \
	"From: youcouldberich!@reply-by-postal-mail.invalid\r\n"               \
	"Sender: b1ff@de.res.example.com\r\n"                                  \
	"To: rube@landru.example.com\r\n"                                      \
	"Date:  Mon, 31 Mar 1997 18:26:10 -0800\r\n"                           \
	"Subject: $$$ YOU, TOO, CAN BE A MILLIONAIRE! $$$\r\n"                 \
	"\r\n"                                                                 \
	"COLD HARD CASH!\r\n"

#define OTHER "From: tim@example.com\r\nSubject: hello\r\n\r\n"

/* A list of everything that can hold addresses (5.1). */
#define RESENT                                                                 \
	"Resent-From: a@a.example\r\n"                                         \
	"Resent-To: b@b.example\r\n"                                           \
	"Bcc: c@c.example\r\n"                                                 \
	"Sender: d@d.example\r\n"                                              \
	"Reply-To: e@e.example\r\n"                                            \
	"\r\n"

struct base_case {
	const char *name, *mail, *script, *outcome;
};

#define KEPT "keep (implicit)\n"
#define DROPPED "discard\n"
#define DROP " { discard; }"

static const struct base_case cases[] = {
	{ "2.3: a comment behind a hash", OTHER,
	  "if size :under 100k { # this is a comment\r\n"
	  "   discard;\r\n}",
	  DROPPED },
	{ "2.3: comments in brackets", OTHER,
	  "if size :under 100K { /* this is a comment\r\n"
	  "   this is still a comment */ discard /* this is a comment\r\n"
	  "   */ ;\r\n}",
	  DROPPED },
	{ "2.3: no comment in a string", "Subject: # a /* b */\r\n\r\n",
	  "if header \"subject\" \"# a /* b */\"" DROP, DROPPED },
	{ "2.1: bytes outside of ASCII in comments", OTHER,
	  "# \xFF\xC3\n/* \xC3\xA4 \xFE */ discard;", DROPPED },
	{ "2.4.2: bytes outside of UTF-8 in strings", "Subject: a\xFFz\r\n\r\n",
	  "if header \"subject\" \"a\xFFz\"" DROP, DROPPED },
	/* 2.4.2.1 */
	{ "2.4.2.1: any of a list of any of a list",
	  "Cc: me00@landru.example.com\r\n\r\n",
	  "if header :contains [\"To\", \"Cc\"] [\"me@example.com\", "
	  "\"me00@landru.example.com\"]" DROP,
	  DROPPED },
	{ "2.4.2.1: none of them", OTHER,
	  "if header :contains [\"To\", \"Cc\"] [\"me@example.com\", "
	  "\"me00@landru.example.com\"]" DROP,
	  KEPT },
	{ "2.4.2.1: a string is a list of one", COYOTE,
	  "if allof (exists \"To\", exists [\"To\"])" DROP, DROPPED },
	/* 2.4.2.2 */
	{ "2.4.2.2: spaces before the colon", "To \t : a\r\n\r\n",
	  "if header \"to\" \"a\"" DROP, DROPPED },
	{ "2.4.2.2: no header has a colon in its name", COYOTE,
	  "if anyof (header :contains \"From:\" \"\", exists \"From:\")" DROP,
	  KEPT },
	{ "2.4.2.2: invalid names are no error", COYOTE,
	  "if anyof (exists [\"\", \"a b\"], header :contains [\"\xC3"
	  "\xA4\", \"a:b\"] \"\")" DROP,
	  KEPT },
	{ "2.4.2.2: unfolded", "Subject: a\r\n\t b\r\n\r\n",
	  "if header \"subject\" \"a\t b\"" DROP, DROPPED },
	/* 2.4.2.3 */
	{ "2.4.2.3: a phrase and an address", OTHER,
	  "redirect \"\\\"A. B\\\" <a@b.example>\";",
	  "redirect \"a@b.example\"\n" },
	{ "2.4.2.3: an address that is none, at run time", OTHER,
	  "require \"variables\"; set \"a\" \"@x:y@z.example\"; discard; "
	  "redirect \"<${a}>\";",
	  "failed: 1:66 \"<@x:y@z.example>\" is not one mail address\n" },
	/* 2.4.2.4 */
	{ "2.4.2.4: three dollars", RICH,
	  "require \"encoded-character\";\n"
	  "if header :contains \"Subject\" \"$${hex:24 24}\"" DROP,
	  DROPPED },
	/* 2.5.1 */
	{ "2.5.1: a list of tests, no date", "From: a@b.example\r\n\r\n",
	  "if anyof (not exists [\"From\", \"Date\"],\n"
	  "   header :contains \"from\" \"fool@example.com\")" DROP,
	  DROPPED },
	{ "2.5.1: a list of tests, from a fool",
	  "From: fool@example.com\r\nDate: today\r\n\r\n",
	  "if anyof (not exists [\"From\", \"Date\"],\n"
	  "   header :contains \"from\" \"fool@example.com\")" DROP,
	  DROPPED },
	{ "2.5.1: a list of tests, neither", COYOTE,
	  "if anyof (not exists [\"From\", \"Date\"],\n"
	  "   header :contains \"from\" \"fool@example.com\")" DROP,
	  KEPT },
	/* 2.6.2 */
	{ "2.6.2: tags in any order", RICH,
	  "if allof (address :localpart :comparator \"i;octet\" :contains "
	  "\"from\" \"rich!\", address :contains :comparator \"i;octet\" "
	  ":localpart \"from\" \"rich!\")" DROP,
	  DROPPED },
	/* 2.7 */
	{ "2.7: names of headers by no comparator", COYOTE,
	  "if allof (header :comparator \"i;octet\" :contains \"SUBJECT\" "
	  "\"present\", exists \"sUbJeCt\")" DROP,
	  DROPPED },
	{ "2.7.1: :matches is the whole value", COYOTE,
	  "if header :matches \"subject\" [\"present\", \"*present\", "
	  "\"present*\"]" DROP,
	  KEPT },
	{ "2.7.1: :is is the default", COYOTE,
	  "if anyof (header \"subject\" \"present\", address \"from\" "
	  "\"coyote\")" DROP,
	  KEPT },
	/* 2.7.2 */
	{ "2.7.2: US-ASCII", "Subject: =?us-ascii?q?a=62?=\r\n\r\n",
	  "if header \"subject\" \"ab\"" DROP, DROPPED },
	{ "2.7.2: ISO-8859-1", "Subject: =?iso-8859-1?q?=E9t=E9?=\r\n\r\n",
	  "if header \"subject\" \"\xC3\xA9t\xC3\xA9\"" DROP, DROPPED },
	{ "2.7.2: the ASCII of ISO-8859-16",
	  "Subject: =?iso-8859-16?b?YWI=?=\r\n\r\n",
	  "if header \"subject\" \"ab\"" DROP, DROPPED },
	{ "2.7.2: UTF-8", "Subject: =?UTF-8?B?w6k=?=\r\n\r\n",
	  "if header \"subject\" \"\xC3\xA9\"" DROP, DROPPED },
	{ "2.7.2: an unknown charset stays as it is",
	  "Subject: =?x-none?q?ab?=\r\n\r\n",
	  "if header \"subject\" \"=?x-none?q?ab?=\"" DROP, DROPPED },
	{ "2.7.2: an encoded NUL ends nothing",
	  "Subject: =?utf-8?q?a=00b?=\r\n\r\n",
	  "if header :contains \"subject\" \"b\"" DROP, DROPPED },
	/* 2.7.3 */
	{ "2.7.3: i;octet, as it is written",
	  "Subject: You can MAKE MONEY FAST\r\n\r\n",
	  "if header :contains :comparator \"i;octet\" \"Subject\"\n"
	  "   \"MAKE MONEY FAST\"" DROP,
	  DROPPED },
	{ "2.7.3: i;octet, otherwise",
	  "Subject: You can Make Money Fast\r\n\r\n",
	  "if header :contains :comparator \"i;octet\" \"Subject\"\n"
	  "   \"MAKE MONEY FAST\"" DROP,
	  KEPT },
	{ "2.7.3: i;ascii-casemap is the default",
	  "Subject: You can Make Money Fast\r\n\r\n",
	  "if header :contains \"Subject\" \"MAKE MONEY FAST\"" DROP, DROPPED },
	{ "2.7.3: undefined is no match", "X-Priority: high\r\n\r\n",
	  "require \"comparator-i;ascii-numeric\"; if header :is :comparator "
	  "\"i;ascii-numeric\" \"x-priority\" \"1\"" DROP,
	  KEPT },
	/* 2.7.4 */
	{ "2.7.4: what is no address has no parts", "From: <a b@@c>\r\n\r\n",
	  "if anyof (address :localpart :contains \"from\" \"\", address "
	  ":domain :contains \"from\" \"\")" DROP,
	  KEPT },
	{ "2.7.4: :all is the default", COYOTE,
	  "if address \"from\" \"coyote@desert.example.org\"" DROP, DROPPED },
	{ "2.7.4: parts", COYOTE,
	  "if allof (address :localpart \"from\" \"coyote\", address :domain "
	  "\"from\" \"desert.example.org\")" DROP,
	  DROPPED },
	/* 2.10.2 */
	{ "2.10.2: what produces no action", COYOTE,
	  "if size :over 500K { discard; }", KEPT },
	{ "2.10.2: each action cancels the implicit keep", COYOTE,
	  "require \"fileinto\"; keep; fileinto \"a\"; redirect "
	  "\"b@c.example\"; discard;",
	  "keep\nfileinto \"a\"\nredirect \"b@c.example\"\ndiscard\n" },
	/* 3.1 */
	{ "3.1: both are dropped, A", COYOTE,
	  "require \"fileinto\";\n"
	  "if header :contains \"from\" \"coyote\" {\n discard;\n"
	  "} elsif header :contains [\"subject\"] [\"$$$\"] {\n discard;\n"
	  "} else {\n fileinto \"INBOX\";\n}",
	  DROPPED },
	{ "3.1: both are dropped, B", RICH,
	  "require \"fileinto\";\n"
	  "if header :contains \"from\" \"coyote\" {\n discard;\n"
	  "} elsif header :contains [\"subject\"] [\"$$$\"] {\n discard;\n"
	  "} else {\n fileinto \"INBOX\";\n}",
	  DROPPED },
	{ "3.1: both are dropped, another is not", OTHER,
	  "require \"fileinto\";\n"
	  "if header :contains \"from\" \"coyote\" {\n discard;\n"
	  "} elsif header :contains [\"subject\"] [\"$$$\"] {\n discard;\n"
	  "} else {\n fileinto \"INBOX\";\n}",
	  "keep\n" },
	{ "3.1: any other message", OTHER,
	  "if header :contains [\"From\"] [\"coyote\"] {\n"
	  "   redirect \"acm@example.com\";\n"
	  "} elsif header :contains \"Subject\" \"$$$\" {\n"
	  "   redirect \"postmaster@example.com\";\n"
	  "} else {\n   redirect \"field@example.com\";\n}",
	  "redirect \"field@example.com\"\n" },
	{ "3.1: tests stop at the first that is true", OTHER,
	  "if true {} elsif true" DROP " else" DROP, KEPT },
	/* 3.2 */
	{ "3.2: a list", OTHER, "require [\"fileinto\", \"reject\"];", KEPT },
	{ "3.2: two of them", OTHER,
	  "require \"fileinto\";\nrequire \"vacation\";", KEPT },
	/* 3.3 */
	{ "3.3: the implicit keep that was cancelled", OTHER,
	  "discard; stop; keep;", "discard\nstopped\n" },
	/* 4 */
	{ "4.1: into a folder", COYOTE,
	  "require \"fileinto\";\n"
	  "if header :contains [\"from\"] \"coyote\" {\n"
	  "   fileinto \"INBOX.harassment\";\n}",
	  "fileinto \"harassment\"\n" },
	{ "4.2: all mail", OTHER, "redirect \"bart@example.com\";",
	  "redirect \"bart@example.com\"\n" },
	{ "4.3: a small mail", OTHER,
	  "if size :under 1M { keep; } else { discard; }", "keep\n" },
	{ "4.3: the same without keep", OTHER,
	  "if not size :under 1M { discard; }", KEPT },
	{ "4.3: a keep is a fileinto of INBOX", OTHER,
	  "require \"fileinto\"; keep; fileinto \"INBOX\";", "keep\n" },
	{ "4.4: mail of one sender", "From: idiot@example.com\r\n\r\n",
	  "if header :contains [\"from\"] [\"idiot@example.com\"]" DROP,
	  DROPPED },
	{ "4.4: mail of others", OTHER,
	  "if header :contains [\"from\"] [\"idiot@example.com\"]" DROP, KEPT },
	{ "4.4: with fileinto it is a fileinto", OTHER,
	  "require \"fileinto\"; fileinto \"a\"; discard;",
	  "fileinto \"a\"\ndiscard\n" },
	/* 5 */
	{ "5.1: one address", OTHER,
	  "if address :is :all \"from\" \"tim@example.com\"" DROP, DROPPED },
	{ "5.1: the fields that there must be", RESENT,
	  "if allof (address \"resent-from\" \"a@a.example\", address "
	  "\"resent-to\" \"b@b.example\", address \"bcc\" \"c@c.example\", "
	  "address \"sender\" \"d@d.example\")" DROP,
	  DROPPED },
	{ "5.1: and one more with an address-list", RESENT,
	  "if address \"reply-to\" \"e@e.example\"" DROP, DROPPED },
	{ "5.1: any name with any key", COYOTE,
	  "if address [\"cc\", \"to\"] [\"a@b.example\", "
	  "\"roadrunner@acme.example.com\"]" DROP,
	  DROPPED },
	{ "5.1: other addresses do not matter",
	  "To: a@a.example, b@b.example\r\n\r\n",
	  "if address \"to\" \"b@b.example\"" DROP, DROPPED },
	{ "5.2: false and false", OTHER, "if allof (false, false)" DROP, KEPT },
	{ "5.2: false and true", OTHER, "if allof (false, true)" DROP, KEPT },
	{ "5.2: true and true", OTHER, "if allof (true,  true)" DROP, DROPPED },
	{ "5.3: false or false", OTHER, "if anyof (false, false)" DROP, KEPT },
	{ "5.3: false or true", OTHER, "if anyof (false, true)" DROP, DROPPED },
	{ "5.3: true or true", OTHER, "if anyof (true,  true)" DROP, DROPPED },
	{ "5.4: one sender", OTHER,
	  "require \"envelope\";\n"
	  "if envelope :all :is \"from\" \"tim@example.com\"" DROP,
	  DROPPED },
	{ "5.4: parts in any case, and a list of them", OTHER,
	  "require \"envelope\";\n"
	  "if allof (envelope [\"TO\", \"From\"] \"tim@example.com\", envelope "
	  "[\"from\", \"tO\"] [\"x\", \"user@example.org\"])" DROP,
	  DROPPED },
	{ "5.5: neither From nor Date", OTHER,
	  "if not exists [\"From\",\"Date\"]" DROP, DROPPED },
	{ "5.5: both", COYOTE, "if not exists [\"From\",\"Date\"]" DROP, KEPT },
	{ "5.6: false", OTHER, "if false" DROP, KEPT },
	{ "5.7: :is the empty key", COYOTE,
	  "if header :is [\"X-Caffeine\"] [\"\"]" DROP, KEPT },
	{ "5.7: :contains the empty key", COYOTE,
	  "if header :contains [\"X-Caffeine\"] [\"\"]" DROP, DROPPED },
	{ "5.7: no field, no empty key", OTHER,
	  "if header :contains [\"X-Caffeine\"] [\"\"]" DROP, KEPT },
	{ "5.7: absent", OTHER, "if not header :matches \"Cc\" \"?*\"" DROP,
	  DROPPED },
	{ "5.7: blank", "Cc: \t \r\n\r\n",
	  "if not header :matches \"Cc\" \"?*\"" DROP, DROPPED },
	{ "5.7: not blank", "Cc: a\r\n\r\n",
	  "if not header :matches \"Cc\" \"?*\"" DROP, KEPT },
	{ "5.7: white space around the value", "Cc:  \t a \t\r\n \r\n\r\n",
	  "if header \"Cc\" \"a\"" DROP, DROPPED },
	{ "5.8: not false", OTHER, "if not false" DROP, DROPPED },
	{ "5.8: not true", OTHER, "if not true" DROP, KEPT },
	{ "5.10: true", OTHER, "if true" DROP, DROPPED },
};

/* Section 9, and which of its ways a mail goes. */
static const char extended[] =
	"require [\"fileinto\"];\n"
	"#\n"
	"# Handle messages from known mailing lists\n"
	"#\n"
	"if header :is \"Sender\" \"owner-ietf-mta-filters@imc.org\"\n"
	"        {\n"
	"        fileinto \"filter\";  # move to \"filter\" mailbox\n"
	"        }\n"
	"elsif address :DOMAIN :is [\"From\", \"To\"] \"example.com\"\n"
	"        {\n"
	"        keep;               # keep in \"In\" mailbox\n"
	"        }\n"
	"elsif anyof (NOT address :all :contains\n"
	"               [\"To\", \"Cc\", \"Bcc\"] \"me@example.com\",\n"
	"             header :matches \"subject\"\n"
	"               [\"*make*money*fast*\", \"*university*dipl*mas*\"])\n"
	"        {\n"
	"        fileinto \"spam\";   # move to \"spam\" mailbox\n"
	"        }\n"
	"else\n"
	"        {\n"
	"        fileinto \"personal\";\n"
	"        }\n";

static const struct base_case ways[] = {
	{ "9: of the list", "Sender: owner-ietf-mta-filters@imc.org\r\n\r\n",
	  extended, "fileinto \"filter\"\n" },
	{ "9: from the company", "From: boss@Example.Com\r\n\r\n", extended,
	  "keep\n" },
	{ "9: not to me", "From: a@b.example\r\nTo: c@d.example\r\n\r\n",
	  extended, "fileinto \"spam\"\n" },
	{ "9: to me, of money",
	  "Cc: me@example.com\r\nSubject: How to make MONEY really fast\r\n"
	  "\r\n",
	  extended, "fileinto \"spam\"\n" },
	{ "9: to me, of diplomas",
	  "Bcc: me@example.com\r\nSubject: university diplomas\r\n\r\n",
	  extended, "fileinto \"spam\"\n" },
	{ "9: personal", "Cc: me@example.com\r\nSubject: lunch\r\n\r\n",
	  extended, "fileinto \"personal\"\n" },
};

static struct str run_over(struct arena *arena, struct str mail,
			   const char *script)
{
	struct message message = message_parse(arena, mail);
	struct envelope envelope = {
		.sender = sender_parse(STR("<tim@example.com>")),
		.recipient = STR("user@example.org"),
	};
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope };

	return run_script(arena, str_from(script), &facts);
}

/* 5.9: a mail of 4000 octets is neither over nor under that. */
static void test_size(struct arena *arena)
{
	char *mail = arena_alloc(arena, 4000);

	memset(mail, 'x', 4000);
	memcpy(mail, "A: b\r\n\r\n", 8);
	memcpy(mail + 3998, "\r\n", 2);
	is_str(run_over(arena, (struct str){ mail, 4000 },
			"if anyof (size :over 4000, size :under 4000)" DROP),
	       KEPT, "5.9: neither over nor under its own size");
	is_str(run_over(arena, (struct str){ mail, 4000 },
			"if allof (size :over 3999, size :under 4001)" DROP),
	       DROPPED, "5.9: but over one less, under one more");
}

/* 2.10.7: "anyof (anyof (... true ...))", fifteen times. */
static void test_nesting(struct arena *arena)
{
	struct buf script = buf_new(arena, 4096);

	buf_add(&script, STR("if "));
	for (int i = 0; i < 15; i++)
		buf_add(&script, STR("allof (true, "));
	buf_add(&script, STR("true"));
	for (int i = 0; i < 15; i++)
		buf_add(&script, STR(")"));
	for (int i = 0; i < 15; i++)
		buf_add(&script, STR(" { if true"));
	buf_add(&script, STR(" { discard; }"));
	for (int i = 0; i < 15; i++)
		buf_add(&script, STR(" }"));
	is_str(run_over(arena, STR("\r\n"),
			arena_cstr(arena, buf_str(&script))),
	       DROPPED, "2.10.7: fifteen nested blocks and test lists run");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(run_over(arena, str_from(cases[i].mail),
				cases[i].script),
		       cases[i].outcome, "%s", cases[i].name);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		is_str(run_over(arena, str_from(ways[i].mail), ways[i].script),
		       ways[i].outcome, "%s", ways[i].name);
	test_size(arena);
	test_nesting(arena);
	arena_free(arena);
	return done_testing();
}
