/* Script, mail, and the actions that come of it. */
#include "sieve_case.h"

static const char mail_a[] = "Date: Tue, 1 Apr 1997 09:06:31 -0800 (PST)\r\n"
			     "From: coyote@desert.example.org\r\n"
			     "To: roadrunner@acme.example.com\r\n"
			     "Subject: I have a present for you\r\n"
			     "X-Caffeine: C8H10N4O2\r\n"
			     "\r\n"
			     "Look, I'm sorry about the whole anvil thing.\r\n";

static const char mail_b[] =
	"From: youcouldberich!@reply-by-postal-mail.invalid\n"
	"Sender: b1ff@de.res.example.com\n"
	"To: rube@landru.example.com\n"
	"Subject: $$$ YOU, TOO, CAN BE A MILLIONAIRE! $$$\n"
	"\n"
	"YOU MAY HAVE ALREADY WON TEN MILLION DOLLARS!\n";

static const char mail_odd[] =
	"From : \"Smith, Joe\" <Joe.Smith@Example.COM> (at work),\n"
	"\t\"odd @ name\"@example.net\n"
	"To: friends: a@example.org, B <b@sub.example.org>;, justlocal\n"
	"Subject:  =?UTF-8?Q?Gr=C3=BC=C3=9Fe?= =?ISO-8859-1?Q?_aus_K=F6ln?=  \n"
	"X-Folded: one\n"
	"\ttwo\n"
	" three \n"
	"X-Twice: first\n"
	"X-Twice: second\n"
	"X-Raw: 8\xE4\xFF bit\n"
	"X-Empty:\n"
	"X-Star: a*b\n"
	"\n"
	"body\n";

struct run_case {
	const char *name, *mail, *script, *outcome;
};

#define REQUIRE "require [\"fileinto\", \"envelope\"]; "
#define YES " { fileinto \"yes\"; }"
#define IS_YES "fileinto \"yes\"\n"
#define KEPT "keep (implicit)\n"

static const struct run_case cases[] = {
	/* RFC 5228 2.10.2, 4: actions and the implicit keep */
	{ "no command", mail_a, "", KEPT },
	{ "keep", mail_a, "keep;", "keep\n" },
	{ "discard", mail_a, "discard;", "discard\n" },
	{ "stop", mail_a, "stop; discard;", KEPT "stopped\n" },
	{ "fileinto", mail_a, REQUIRE "fileinto \"a\"; stop;",
	  "fileinto \"a\"\nstopped\n" },
	{ "redirect", mail_a, "redirect \"Bart <bart@example.com>\";",
	  "redirect \"bart@example.com\"\n" },
	{ "several actions", mail_a,
	  REQUIRE "fileinto \"a\"; keep; redirect \"a@b.example\"; discard;",
	  "fileinto \"a\"\nkeep\nredirect \"a@b.example\"\ndiscard\n" },
	{ "2.10.3: nothing twice", mail_a,
	  REQUIRE "keep; fileinto \"a\"; fileinto \"inbox\"; fileinto \"a\";"
		  "keep; redirect \"a@b.example\"; redirect \"a@b.example\";",
	  "keep\nfileinto \"a\"\nredirect \"a@b.example\"\n" },
	{ "separators of other servers", mail_a,
	  REQUIRE "fileinto \"INBOX.Lists.c\"; fileinto \"Lists/c\"; "
		  "fileinto \"INBOX/x\";",
	  "fileinto \"Lists/c\"\nfileinto \"x\"\n" },
	{ "a folder that cannot be", mail_a, REQUIRE "fileinto \"a..b\";",
	  "failed: 1:44 the folder name \"a..b\" has an empty level\n" },
	{ "an error makes all actions void", mail_a,
	  REQUIRE "discard; fileinto \"\\\\\n\";",
	  "failed: 1:53 the folder name \"\\??\" holds a control character\n" },
	/* RFC 5228 3.1: if */
	{ "if true", mail_a, "if true { discard; }", "discard\n" },
	{ "if false", mail_a, "if false { discard; }", KEPT },
	{ "elsif", mail_a,
	  REQUIRE "if false { fileinto \"a\"; } elsif true { fileinto \"b\"; }"
		  " elsif true { fileinto \"c\"; } else { fileinto \"d\"; } "
		  "fileinto \"e\";",
	  "fileinto \"b\"\nfileinto \"e\"\n" },
	{ "else", mail_a,
	  REQUIRE "if false {} elsif false {} else { fileinto \"d\"; }",
	  "fileinto \"d\"\n" },
	{ "two chains", mail_a,
	  REQUIRE "if true { fileinto \"a\"; } if false { } else { fileinto "
		  "\"b\"; }",
	  "fileinto \"a\"\nfileinto \"b\"\n" },
	{ "stop in a block", mail_a, "if true { if true { stop; } } discard;",
	  KEPT "stopped\n" },
	/* tests of tests */
	{ "allof", mail_a, REQUIRE "if allof (true, true)" YES, IS_YES },
	{ "allof, one false", mail_a, REQUIRE "if allof (true, false)" YES,
	  KEPT },
	{ "anyof", mail_a, REQUIRE "if anyof (false, true)" YES, IS_YES },
	{ "anyof, all false", mail_a, REQUIRE "if anyof (false, false)" YES,
	  KEPT },
	{ "not", mail_a, REQUIRE "if not not not false" YES, IS_YES },
	/* RFC 5228 5.7: header */
	{ "header :is is the default", mail_a,
	  REQUIRE "if header \"subject\" \"i HAVE a present for you\"" YES,
	  IS_YES },
	{ "header with lists", mail_a,
	  REQUIRE "if header :contains [\"x\", \"Subject\"] [\"a\", \"b\"]" YES,
	  IS_YES },
	{ ":is with the empty key", mail_a,
	  REQUIRE "if header :is [\"X-Caffeine\"] [\"\"]" YES, KEPT },
	{ ":contains the empty key", mail_a,
	  REQUIRE "if header :contains [\"X-Caffeine\"] [\"\"]" YES, IS_YES },
	{ "a field that is not there has no empty key", mail_a,
	  REQUIRE "if header :contains \"X-Nothing\" \"\"" YES, KEPT },
	{ "absent or blank: absent", mail_a,
	  REQUIRE "if not header :matches \"Cc\" \"?*\"" YES, IS_YES },
	{ "absent or blank: blank", mail_odd,
	  REQUIRE "if not header :matches \"X-Empty\" \"?*\"" YES, IS_YES },
	{ "an empty field", mail_odd, REQUIRE "if header \"X-Empty\" \"\"" YES,
	  IS_YES },
	{ "a space before the colon", mail_odd,
	  REQUIRE "if header :contains \"from\" \"smith\"" YES, IS_YES },
	{ "no header has a colon in its name", mail_a,
	  REQUIRE "if header :contains \"From:\" \"\"" YES, KEPT },
	{ "unfolded", mail_odd,
	  REQUIRE "if header \"X-Folded\" \"one\ttwo three\"" YES, IS_YES },
	{ "encoded words", mail_odd,
	  REQUIRE "if header \"Subject\" \"Gr\xC3\xBC\xC3\x9F"
		  "e aus K\xC3\xB6ln\"" YES,
	  IS_YES },
	{ "8-bit bytes stay", mail_odd,
	  REQUIRE "if header \"X-Raw\" \"8\xE4\xFF bit\"" YES, IS_YES },
	{ "any of several fields", mail_odd,
	  REQUIRE "if header \"X-Twice\" \"second\"" YES, IS_YES },
	{ "i;octet", mail_b,
	  REQUIRE "if header :comparator \"i;octet\" :contains \"Subject\" "
		  "\"millionaire\"" YES,
	  KEPT },
	{ ":matches", mail_b,
	  REQUIRE "if header :matches \"Subject\" \"*too?*be*\"" YES, IS_YES },
	{ "\"\\\\*\" is a star", mail_odd,
	  REQUIRE "if header :matches \"X-Star\" \"a\\\\*b\"" YES, IS_YES },
	/* RFC 5228 2.4.2.4 */
	{ "encoded-character", mail_b,
	  "require \"encoded-character\"; if header :contains \"Subject\" "
	  "\"$${hex:24 24}\" { discard; }",
	  "discard\n" },
	{ "encoded-character, not required", mail_b,
	  "if header :contains \"Subject\" \"$${hex:24 24}\" { discard; }",
	  KEPT },
	/* RFC 5228 5.1: address */
	{ "address :all is the default", mail_odd,
	  REQUIRE "if address \"from\" \"joe.smith@example.com\"" YES, IS_YES },
	{ "address :localpart", mail_odd,
	  REQUIRE "if address :localpart \"from\" \"joe.smith\"" YES, IS_YES },
	{ "address :domain", mail_odd,
	  REQUIRE "if address :domain \"from\" \"example.net\"" YES, IS_YES },
	{ "a quoted local part", mail_odd,
	  REQUIRE "if address :localpart \"from\" \"odd @ name\"" YES, IS_YES },
	{ "never the phrase", mail_odd,
	  REQUIRE "if address :contains \"from\" \"Smith, Joe\"" YES, KEPT },
	{ "never a comment", mail_odd,
	  REQUIRE "if address :contains \"from\" \"work\"" YES, KEPT },
	{ "addresses in a group", mail_odd,
	  REQUIRE "if address \"to\" \"b@sub.example.org\"" YES, IS_YES },
	{ "never a group's name", mail_odd,
	  REQUIRE "if address :contains \"to\" \"friends\"" YES, KEPT },
	{ "no :localpart of what is no address", mail_odd,
	  REQUIRE "if address :localpart \"to\" \"justlocal\"" YES, KEPT },
	{ ":domain is not a suffix", mail_odd,
	  REQUIRE "if address :domain \"to\" \"ple.org\"" YES, KEPT },
	/* RFC 5228 5.5: exists */
	{ "exists", mail_a, REQUIRE "if exists [\"From\", \"date\"]" YES,
	  IS_YES },
	{ "exists wants all", mail_b,
	  REQUIRE "if exists [\"From\", \"Date\"]" YES, KEPT },
	/* RFC 5228 5.9: size, with CRLF at each line end */
	{ "not over itself", "A: b\r\n\r\nc\r\n",
	  REQUIRE "if size :over 11" YES, KEPT },
	{ "not under itself", "A: b\r\n\r\nc\r\n",
	  REQUIRE "if size :under 11" YES, KEPT },
	{ "over", "A: b\r\n\r\nc\r\n", REQUIRE "if size :over 10" YES, IS_YES },
	{ "under", "A: b\r\n\r\nc\r\n", REQUIRE "if size :under 12" YES,
	  IS_YES },
	{ "LF counts as CRLF", "A: b\n\nc\n", REQUIRE "if size :over 10" YES,
	  IS_YES },
	{ "and no more", "A: b\n\nc\n", REQUIRE "if size :over 11" YES, KEPT },
	{ "1K is 1024", mail_a, REQUIRE "if size :under 1K" YES, IS_YES },
	/* RFC 5228 5.4: envelope */
	{ "envelope from", mail_a,
	  REQUIRE "if envelope \"FROM\" \"tim@example.com\"" YES, IS_YES },
	{ "envelope :domain", mail_a,
	  REQUIRE "if envelope :domain \"from\" \"example.com\"" YES, IS_YES },
	{ "envelope to", mail_a,
	  REQUIRE "if envelope :localpart \"to\" \"roadrunner\"" YES, IS_YES },
	/* examples of RFC 5228 */
	{ "3.1, message A", mail_a,
	  "if header :contains [\"From\"] [\"coyote\"] { redirect "
	  "\"acm@example.com\"; } elsif header :contains \"Subject\" \"$$$\" "
	  "{ redirect \"postmaster@example.com\"; } else { redirect "
	  "\"field@example.com\"; }",
	  "redirect \"acm@example.com\"\n" },
	{ "3.1, message B", mail_b,
	  "if header :contains [\"From\"] [\"coyote\"] { redirect "
	  "\"acm@example.com\"; } elsif header :contains \"Subject\" \"$$$\" "
	  "{ redirect \"postmaster@example.com\"; } else { redirect "
	  "\"field@example.com\"; }",
	  "redirect \"postmaster@example.com\"\n" },
};

static struct str run_with(struct arena *arena, struct str mail,
			   const char *sender, struct str script)
{
	struct message message = message_parse(arena, mail);
	struct envelope envelope = {
		.sender = sender_parse(str_from(sender)),
		.recipient = STR("roadrunner@acme.example.com"),
	};
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope };

	return run_script(arena, script, &facts);
}

static void test_envelope(struct arena *arena)
{
	static const struct {
		const char *sender, *script, *outcome;
	} envelopes[] = {
		{ "<>", "if envelope \"from\" \"\"" YES, IS_YES },
		{ "<>", "if envelope :domain \"from\" \"\"" YES, IS_YES },
		{ "", "if envelope :localpart \"from\" \"\"" YES, IS_YES },
		{ "<@a.example,@b.example:c@d.example>",
		  "if envelope \"from\" \"c@d.example\"" YES, IS_YES },
		{ "no address", "if envelope \"from\" \"\"" YES, KEPT },
		{ "no address",
		  "if envelope :localpart \"from\" \"no "
		  "address\"" YES,
		  KEPT },
		{ "no address", "if envelope \"from\" \"no address\"" YES,
		  IS_YES },
	};

	for (size_t i = 0; i < sizeof(envelopes) / sizeof(*envelopes); i++) {
		struct str script = arena_printf(arena, "%s%s", REQUIRE,
						 envelopes[i].script);

		is_str(run_with(arena, str_from(mail_a), envelopes[i].sender,
				script),
		       envelopes[i].outcome, "MAIL FROM %s: %s",
		       envelopes[i].sender, envelopes[i].script);
	}
}

/* text times over, %d replaced by a counter. */
static struct str repeated(struct arena *arena, size_t times,
			   const char *before, const char *behind)
{
	struct buf out = buf_new(arena, (size_t)1 << 20);

	buf_add(&out, STR(REQUIRE));
	for (size_t i = 0; i < times; i++)
		buf_printf(&out, "%s%zu%s", before, i, behind);
	return buf_str(&out);
}

static void test_limits(struct arena *arena)
{
	struct str mail = str_from(mail_a);
	size_t length = 64 * 1000;
	char *value = arena_alloc(arena, length);
	struct str key, slow;

	is_str(run_with(arena, mail, "<>",
			repeated(arena, 33, "fileinto \"", "\";\n")),
	       "failed: 33:1 more than 32 actions for one mail\n",
	       "actions are limited");
	is_str(run_with(arena, mail, "<>",
			repeated(arena, 5, "redirect \"a", "@b.example\";\n")),
	       "failed: 5:1 more than 4 redirects of one mail\n",
	       "redirects are limited");
	memset(value, 'a', length);
	memcpy(value, "X-A: ", 5);
	key = arena_copy(arena, (struct str){ value + 5, length / 2 });
	slow = arena_printf(arena, "if header :contains \"X-A\" \"%.*sb\" {}",
			    STR_ARG(key));
	is_str(run_with(arena, (struct str){ value, length }, "<>", slow),
	       "failed: 1:4 the script takes too long over this mail\n",
	       "steps are limited");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 26, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(run_with(arena, str_from(cases[i].mail),
				"<tim@example.com>", str_from(cases[i].script)),
		       cases[i].outcome, "%s", cases[i].name);
	test_envelope(arena);
	test_limits(arena);
	arena_free(arena);
	return done_testing();
}
