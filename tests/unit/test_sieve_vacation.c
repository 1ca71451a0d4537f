/* RFC 5230, 6131, 8580: scripts that answer the sender. */
#include "sending_case.h"

static const struct sending_case vacations[] = {
	/* RFC 5230 */
	{ "3: needs require", "fileinto", "vacation \"x\";",
	  "2:1 \"vacation\" needs the extension \"vacation\"; did you mean to "
	  "write: require \"vacation\";\n" },
	{ "4.2: one of two texts", "vacation",
	  "if header :contains \"subject\" \"cyrus\" {\n"
	  "    vacation \"I'm out -- send mail to cyrus-bugs\";\n"
	  "} else {\n"
	  "    vacation \"I'm out -- call me at +1 304 555 0123\";\n"
	  "}",
	  "vacation :days 7 \"I'm out -- call me at +1 304 555 0123\"\n" KEPT },
	{ "4.2: variables in the subject", "vacation\", \"variables",
	  "if header :matches \"subject\" \"*\" {\n"
	  "    vacation :subject \"Automatic response to: ${1}\"\n"
	  "             \"I'm away -- send mail to foo in my absence\";\n"
	  "}",
	  "vacation :days 7 :subject \"Automatic response to: [Knitting] A "
	  "new sweater\" \"I'm away -- send mail to foo in my "
	  "absence\"\n" KEPT },
	{ "4.2: a handle", "vacation",
	  "if header :contains \"subject\" \"lunch\" {\n"
	  "    vacation :handle \"ran-away\" \"I'm out and can't meet for "
	  "lunch\";\n"
	  "} else {\n"
	  "    vacation :handle \"ran-away\" \"I'm out\";\n"
	  "}",
	  "vacation :days 7 :handle \"ran-away\" \"I'm out\"\n" KEPT },
	{ "4.4: a MIME entity", "vacation",
	  "vacation :mime text:\n"
	  "Content-Type: multipart/alternative; boundary=foo\n"
	  "\n"
	  "--foo\n"
	  "\n"
	  "I'm at the beach relaxing.  Mmmm, surf...\n"
	  "--foo--\n"
	  ".\n"
	  ";",
	  "vacation :days 7 :mime \"Content-Type: multipart/alternative; "
	  "boundary=foo\?\?\?\?--foo\?\?\?\?I'm at the beach relaxing.  "
	  "Mmmm, surf...\?\?--foo--\?\?\"\n" KEPT },
	{ "4.8: days and addresses", "vacation",
	  "vacation :days 23 :addresses [\"tjs@example.edu\",\n"
	  "                              \"ts4z@landru.example.edu\"]\n"
	  "\"I'm away until October 19.\" ;",
	  "vacation :days 23 :addresses \"tjs@example.edu\" "
	  "\"ts4z@landru.example.edu\" \"I'm away until October 19.\"\n" KEPT },
	{ "4.8: or a redirect", "vacation",
	  "if header :contains \"from\" \"coyote@desert.example.org\" {\n"
	  "    redirect \"pleeb@isp.example.org\";\n"
	  "} else {\n"
	  "    vacation \"Sorry, I'm away\";\n"
	  "}",
	  "redirect \"pleeb@isp.example.org\"\n" },
	{ "7: by language", "vacation",
	  "if header :contains [\"accept-language\", \"content-language\"] "
	  "\"en\" { vacation \"I am away this week.\"; }\n"
	  "else { vacation \"Estoy ausente esta semana.\"; }",
	  "vacation :days 7 \"Estoy ausente esta semana.\"\n" KEPT },
	{ "7: by whom it is from", "vacation",
	  "if address :matches \"from\" \"*@ourdivision.example.com\"\n"
	  "{\n"
	  "    vacation :subject \"Gone fishing\"\n"
	  "             \"Having lots of fun! Back in a day or two!\";\n"
	  "} else {\n"
	  "    vacation :subject \"Je suis parti cette semaine\"\n"
	  "             \"Je lirai votre message quand je retourne.\";\n"
	  "}",
	  "vacation :days 7 :subject \"Je suis parti cette semaine\" \"Je "
	  "lirai votre message quand je retourne.\"\n" KEPT },
	{ "4.1: as many days as one wants", "vacation",
	  "vacation :days 31 \"x\";", "vacation :days 31 \"x\"\n" KEPT },
	{ "4.1: no day means one", "vacation", "vacation :days 0 \"x\";",
	  "vacation :days 1 \"x\"\n" KEPT },
	{ "4.1: a maximum, without an error", "vacation",
	  "vacation :days 100000 \"x\";", "vacation :days 365 \"x\"\n" KEPT },
	{ "4.1: a maximum of any number", "vacation",
	  "vacation :days 4294967295 \"x\";",
	  "vacation :days 365 \"x\"\n" KEPT },
	{ "4.3: from", "vacation",
	  "vacation :from \"Ann <ann@a.example>\" \"x\";",
	  "vacation :days 7 :from \"Ann <ann@a.example>\" \"x\"\n" KEPT },
	{ "4.3: a list of mailboxes", "vacation",
	  "vacation :from \"a@a.example, b@b.example\" \"x\";",
	  "vacation :days 7 :from \"a@a.example, b@b.example\" \"x\"\n" KEPT },
	{ "4.3: an invalid from", "vacation",
	  "vacation :from \"nobody\" \"x\";",
	  "2:16 \"nobody\" is no mail address\n" },
	{ "4.3: a from with a line end", "vacation",
	  "vacation :from \"a@a.example\nBcc: b@b.example\" \"x\";",
	  "2:16 \"a@a.example\?\?Bcc: b@b.example\" is no mail address\n" },
	{ "4.3: variables make an invalid from", "vacation\", \"variables",
	  "set \"f\" \"nobody\"; vacation :from \"${f}\" \"x\";",
	  "failed: 2:34 \"nobody\" is no mail address\n" },
	{ "4.5: an address that is none", "vacation",
	  "vacation :addresses [\"a@a.example\", \"me\"] \"x\";",
	  "2:37 warning: \"me\" is not one mail address: no mail is addressed "
	  "to it\n" },
	{ "4.7: once for each script", "vacation",
	  "vacation \"a\";\nvacation \"b\";",
	  "failed: 3:1 \"vacation\" cannot be done for a mail that has "
	  "\"vacation\" of line 2\n" },
	{ "4.7: the same twice, too", "vacation",
	  "vacation \"a\"; vacation \"a\";",
	  "failed: 2:15 \"vacation\" cannot be done for a mail that has "
	  "\"vacation\" of line 2\n" },
	{ "4.7: beside discard", "vacation", "vacation \"x\"; discard;",
	  "vacation :days 7 \"x\"\ndiscard\n" },
	{ "4.7: beside keep, fileinto and redirect", "vacation",
	  "keep; fileinto \"a\"; redirect \"a@b.example\"; vacation \"x\";",
	  "keep\nfileinto \"a\"\nredirect \"a@b.example\"\n"
	  "vacation :days 7 \"x\"\n" },
	{ "5: 8bit in a MIME header", "vacation",
	  "vacation :mime \"Content-Type: text/plain; x=\xc3\xa9\n\nx\";",
	  "2:16 this text has a MIME header with characters that are not "
	  "ASCII\n" },
	{ "5: 8bit in a MIME body", "vacation",
	  "vacation :mime \"A: b\n\n\xc3\xa9\";",
	  "vacation :days 7 :mime \"A: b\?\?\?\?\xc3\xa9\"\n" KEPT },
	{ "5: 8bit by variables", "vacation\", \"variables",
	  "set \"x\" \"\xc3\xa9\"; vacation :mime \"A: ${x}\n\n\";",
	  "failed: 2:30 this text has a MIME header with characters that are "
	  "not ASCII\n" },
	{ "no tag of another", "vacation\", \"copy", "vacation :copy \"x\";",
	  "2:10 vacation takes no \":copy\"\n" },
	{ "a text is needed", "vacation", "vacation :days 1;",
	  "2:1 wrong arguments; it is: vacation <reason: string>\n" },
	{ "a NUL is no text", "vacation\", \"encoded-character",
	  "vacation \"a${hex:00}b\";",
	  "failed: 2:10 a NUL stands in this text\n" },
	/* RFC 6131 */
	{ "6131: seconds", "vacation-seconds",
	  "vacation :addresses [\"tjs@example.edu\", "
	  "\"ts4z@landru.example.edu\"]\n"
	  "         :seconds 1800\n"
	  "         \"I am in a meeting, and do not have access to email.\";",
	  "vacation :seconds 1800 :addresses \"tjs@example.edu\" "
	  "\"ts4z@landru.example.edu\" \"I am in a meeting, and do not have "
	  "access to email.\"\n" KEPT },
	{ "6131: no seconds", "vacation-seconds", "vacation :seconds 0 \"x\";",
	  "vacation :seconds 0 \"x\"\n" KEPT },
	{ "6131: the largest number", "vacation-seconds",
	  "vacation :seconds 2147483648 \"x\";",
	  "vacation :days 365 \"x\"\n" KEPT },
	{ "6131: a handle, and an answer to every mail", "vacation-seconds",
	  "vacation :handle \"auto-resp\" :seconds 0\n"
	  "    \"Your request has been received.\";",
	  "vacation :seconds 0 :handle \"auto-resp\" \"Your request has been "
	  "received.\"\n" KEPT },
	{ "6131: a maximum is a year", "vacation-seconds",
	  "vacation :seconds 31536001 \"x\";",
	  "vacation :days 365 \"x\"\n" KEPT },
	{ "6131: neither of both", "vacation-seconds", "vacation \"x\";",
	  "vacation :days 7 \"x\"\n" KEPT },
	{ "6131: not with days, in the other order", "vacation-seconds",
	  "vacation :seconds 1 :days 1 \"x\";",
	  "2:21 \":days\" cannot stand with \":seconds\"\n" },
	{ "6131: not with days", "vacation-seconds",
	  "vacation :days 1 :seconds 1 \"x\";",
	  "2:18 \":seconds\" cannot stand with \":days\"\n" },
	{ "6131: needs require", "vacation", "vacation :seconds 1 \"x\";",
	  "2:10 \":seconds\" needs the extension \"vacation-seconds\"; did "
	  "you mean to write: require \"vacation-seconds\";\n" },
	/* RFC 8580 */
	{ "8580: a copy", "vacation\", \"fcc",
	  "vacation :days 7 :from \"hemingway@example.com\"\n"
	  "         :fcc \"INBOX.Sent\" \"Gone Fishin'\";",
	  "vacation :days 7 :from \"hemingway@example.com\" :fcc \"Sent\" "
	  "\"Gone Fishin'\"\n" KEPT },
	{ "8580: created, with flags",
	  "vacation\", \"fcc\", \"mailbox\", "
	  "\"imap4flags",
	  "vacation :fcc \"Sent\" :create :flags [\"\\\\Seen\"] \"x\";",
	  "vacation :days 7 :fcc \"Sent\" :create :flags \"\\\\Seen\" "
	  "\"x\"\n" KEPT },
	{ "8580: flags are the copy's alone",
	  "vacation\", \"fcc\", "
	  "\"imap4flags",
	  "setflag \"a\"; vacation :fcc \"Sent\" \"x\";",
	  "vacation :days 7 :fcc \"Sent\" \"x\"\n"
	  "keep (implicit) :flags \"a\"\n" },
	{ "8580: needs require", "vacation", "vacation :fcc \"Sent\" \"x\";",
	  "2:10 \":fcc\" needs the extension \"fcc\"; did you mean to write: "
	  "require \"fcc\";\n" },
	{ "8580: not for fileinto", "fileinto\", \"fcc",
	  "fileinto :fcc \"a\" \"b\";", "2:10 fileinto takes no \":fcc\"\n" },
	{ "8580: a folder by its use", "vacation\", \"fcc\", \"special-use",
	  "vacation :fcc \"Sent\" :specialuse \"\\\\Sent\" \"x\";",
	  "vacation :days 7 :fcc \"Sent\" \"x\"\n" KEPT },
	{ "8580: a folder by its id", "vacation\", \"fcc\", \"mailboxid",
	  "vacation :fcc \"Sent\" :mailboxid \"F1\" \"x\";",
	  "vacation :days 7 :fcc \"Sent\" \"x\"\n" KEPT },
	{ "8580: created, needs mailbox", "vacation\", \"fcc",
	  "vacation :fcc \"Sent\" :create \"x\";",
	  "2:22 \":create\" needs the extension \"mailbox\"; did you mean to "
	  "write: require \"mailbox\";\n" },
	{ "8580: flags without a copy", "vacation\", \"imap4flags",
	  "vacation :flags \"a\" \"x\";", "2:1 \":flags\" needs \":fcc\"\n" },
	{ "8580: not for reject", "reject\", \"fcc", "reject :fcc \"a\" \"x\";",
	  "2:8 reject takes no \":fcc\"\n" },
	{ "8580: a name that is none", "vacation\", \"fcc",
	  "vacation :fcc \"../a\" \"x\";",
	  "2:15 the name of the folder for a copy has an empty level\n" },
};

static struct str key_of(struct arena *arena, const char *script)
{
	struct sending_case c = { "", "vacation-seconds\", \"variables", script,
				  "" };
	struct str told;
	struct sieve_outcome outcome =
		outcome_of(arena, required(arena, &c), &told);

	if (outcome.actions.count != 1)
		return STR("no action");
	return outcome.actions.list[0].key;
}

/* RFC 5230 4.2: which responses are the same. */
static void test_keys(struct arena *arena)
{
	static const struct {
		const char *name, *a, *b;
		bool same;
	} cases[] = {
		{ "the text makes it", "vacation \"a\";", "vacation \"b\";",
		  false },
		{ "the period does not", "vacation :days 1 \"a\";",
		  "vacation :seconds 5 \"a\";", true },
		{ "nor do addresses", "vacation \"a\";",
		  "vacation :addresses \"x@y.example\" \"a\";", true },
		{ "the subject does", "vacation :subject \"s\" \"a\";",
		  "vacation \"a\";", false },
		{ "no argument is taken for another",
		  "vacation :subject \"a@b.example\" \"a\";",
		  "vacation :from \"a@b.example\" \"a\";", false },
		{ "mime does", "vacation :mime \"a\";", "vacation \"a\";",
		  false },
		{ "as written, before variables",
		  "set \"x\" \"1\"; vacation :subject \"${x}\" \"a\";",
		  "set \"x\" \"2\"; vacation :subject \"${x}\" \"a\";", true },
		{ "a handle alone", "vacation :handle \"h\" \"a\";",
		  "vacation :handle \"h\" :subject \"s\" \"b\";", true },
		{ "another handle", "vacation :handle \"h\" \"a\";",
		  "vacation :handle \"i\" \"a\";", false },
		{ "a handle is no text", "vacation :handle \"a\" \"b\";",
		  "vacation \"a\";", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct str a = key_of(arena, cases[i].a);
		struct str b = key_of(arena, cases[i].b);

		ok(a.len > 0 && a.len <= LIMIT_MARK_KEY &&
			   str_eq(a, b) == cases[i].same,
		   "%s", cases[i].name);
	}
	is_str(key_of(arena, "vacation :seconds 0 \"a\";"), "",
	       "without a period nothing is remembered");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 27, NULL);

	TEST(arena, vacations);
	test_keys(arena);
	arena_free(arena);
	return done_testing();
}
