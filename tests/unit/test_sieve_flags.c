/* "imap4flags" (RFC 5232), in the order of its text. */
#include "sieve_case.h"

struct flags_case {
	const char *name, *script, *outcome;
};

#define KEPT "keep (implicit)\n"
#define YES " { discard; }"
/* Whether it is true for the internal variable "A B". */
#define OF_AB "addflag \"A B\"; if hasflag "
#define MYVAR                                                                  \
	"set \"MyVar\" \"NonJunk Junk gnus-forward $Forwarded NotJunk "        \
	"JunkRecorded $Junk $NotJunk\"; if hasflag :contains \"MyVar\" "

static const struct flags_case cases[] = {
	/* 2 */
	{ "2: empty strings are nothing",
	  "addflag [\"\", \"a\", \" \", \"b\"]; removeflag [\"\", \"b\"]; keep "
	  ":flags [\"\", \"c\"];",
	  "keep :flags \"c\"\n" },
	{ "2: empty strings leave the others",
	  "addflag [\"\", \"a\", \" \", \"b\"]; removeflag [\"\", \"b\"]; "
	  "keep;",
	  "keep :flags \"a\"\n" },
	{ "2: in hasflag, too", "if hasflag :contains [\"\", \"x\"]" YES,
	  KEPT },
	{ "2: words of a string are a list", "keep :flags \"a b c\";",
	  "keep :flags \"a\" \"b\" \"c\"\n" },
	{ "2: any number of spaces", "keep :flags \"  a   b  \";",
	  "keep :flags \"a\" \"b\"\n" },
	{ "2: what IMAP does not allow is ignored",
	  "keep :flags [\"\xC3\xA9\", \"a\\\\b\", \"(\", \"a{\", \"%\", \"*\", "
	  "\"a]\", \"\\\"\", \"a\x01\", \"ok!\"];",
	  "keep :flags \"ok!\"\n" },
	{ "2: flags that nobody can set are ignored",
	  "keep :flags [\"\\\\Recent\", \"\\\\*\", \"\\\\Nonsense\", "
	  "\"\\\\answered\"];",
	  "keep :flags \"\\\\answered\"\n" },
	{ "2: nothing of such a list fails", "setflag \"\\\\Recent\"; keep;",
	  "keep\n" },
	/* 3 */
	{ "3: without a variable the internal one", "addflag \"a\"; keep;",
	  "keep :flags \"a\"\n" },
	{ "3: which is empty first", "keep;", "keep\n" },
	{ "3: and that of the implicit keep", "addflag \"a\";",
	  "keep (implicit) :flags \"a\"\n" },
	{ "3: a named one leaves it alone", "addflag \"v\" \"a\"; keep;",
	  "keep\n" },
	{ "3: a set is words in a string",
	  "setflag \"v\" [\"a\", \"b\", \"A\"]; vacation \"${v}\";",
	  "vacation :days 7 \"a b\"\nkeep (implicit)\n" },
	{ "3: set replaces one, too",
	  "setflag \"v\" \"a\"; set \"v\" \"b  c\"; keep :flags \"${v}\";",
	  "keep :flags \"b\" \"c\"\n" },
	{ "3: addflag adds", "setflag \"a\"; addflag \"b\"; keep;",
	  "keep :flags \"a\" \"b\"\n" },
	{ "3: removeflag removes", "setflag \"a b\"; removeflag \"a\"; keep;",
	  "keep :flags \"b\"\n" },
	{ "3: setflag replaces", "setflag \"a b\"; setflag \"c\"; keep;",
	  "keep :flags \"c\"\n" },
	{ "3: :flags stands for the internal variable",
	  "setflag \"a\"; fileinto :flags \"b\" \"f\"; keep;",
	  "fileinto :flags \"b\" \"f\"\nkeep :flags \"a\"\n" },
	{ "3: of the same mailbox twice the last flags",
	  "fileinto :flags \"a b\" \"f\"; fileinto :flags \"c\" \"f\";",
	  "fileinto :flags \"c\" \"f\"\n" },
	{ "3: of none, too", "keep :flags \"a\"; keep :flags \"\";", "keep\n" },
	{ "3: of INBOX by either name",
	  "keep :flags \"a\"; fileinto :flags \"b\" \"INBOX\";",
	  "keep :flags \"b\"\n" },
	/* 3.1 */
	{ "3.1: a large mail", "if size :over 10 { setflag \"\\\\Deleted\"; }",
	  "keep (implicit) :flags \"\\Deleted\"\n" },
	{ "3.1: from the boss",
	  "if header :contains \"from\" \"boss@frobnitzm.example.edu\" {\n"
	  "    setflag \"flagvar\" \"\\\\Flagged\";\n"
	  "    fileinto :flags \"${flagvar}\" \"INBOX.From Boss\";\n}",
	  "fileinto :flags \"\\\\Flagged\" \"From Boss\"\n" },
	/* 3.2 */
	{ "3.2: one after the other",
	  "addflag \"v\" \"\\\\Deleted\"; addflag \"v\" \"\\\\Answered\"; keep "
	  ":flags \"${v}\";",
	  "keep :flags \"\\\\Deleted\" \"\\\\Answered\"\n" },
	{ "3.2: as a list",
	  "addflag \"v\" [\"\\\\Deleted\", \"\\\\Answered\"]; keep :flags "
	  "\"${v}\";",
	  "keep :flags \"\\\\Deleted\" \"\\\\Answered\"\n" },
	{ "3.2: as words",
	  "addflag \"v\" \"\\\\Deleted \\\\Answered\"; keep :flags \"${v}\";",
	  "keep :flags \"\\\\Deleted\" \"\\\\Answered\"\n" },
	{ "3.2: in another order",
	  "addflag \"v\" \"\\\\Answered \\\\Deleted\"; keep :flags \"${v}\";",
	  "keep :flags \"\\\\Answered\" \"\\\\Deleted\"\n" },
	/* 3.3 */
	{ "3.3: what is not set", "setflag \"a\"; removeflag \"b\"; keep;",
	  "keep :flags \"a\"\n" },
	{ "3.3: every occurrence",
	  "set \"v\" \"a b A a\"; removeflag \"v\" \"A\"; keep :flags "
	  "\"${v}\";",
	  "keep :flags \"b\"\n" },
	{ "3.3: one after the other",
	  "setflag \"a b c\"; removeflag \"a\"; removeflag \"c\"; keep;",
	  "keep :flags \"b\"\n" },
	{ "3.3: a receipt is wanted, but not of this list",
	  "if header :contains \"Disposition-Notification-To\"\n"
	  "   \"mel@example.com\" { addflag \"flagvar\" \"$MDNRequired\"; }\n"
	  "if header :contains \"from\" \"boss\" {\n"
	  "    removeflag \"flagvar\" \"$MDNRequired\";\n"
	  "    fileinto :flags \"${flagvar}\" \"INBOX.imap-list\";\n}",
	  "fileinto \"imap-list\"\n" },
	{ "3.3: a receipt is wanted",
	  "if header :contains \"Disposition-Notification-To\"\n"
	  "   \"mel@example.com\" { addflag \"flagvar\" \"$MDNRequired\"; }\n"
	  "if header :contains \"from\" \"nobody\" {\n"
	  "    removeflag \"flagvar\" \"$MDNRequired\"; }\n"
	  "keep :flags \"${flagvar}\";",
	  "keep :flags \"$MDNRequired\"\n" },
	/* 4 */
	{ "4: any flag of any variable",
	  "setflag \"v\" \"a\"; setflag \"w\" \"b\"; if hasflag [\"v\", \"w\"] "
	  "[\"x\", \"b\"]" YES,
	  "discard\n" },
	{ "4: :is in any case is the default", OF_AB "\"a\"" YES, "discard\n" },
	{ "4: not a part of a flag", "addflag \"AB\"; if hasflag \"a\"" YES,
	  "keep (implicit) :flags \"AB\"\n" },
	{ "4: with i;octet", OF_AB ":comparator \"i;octet\" \"a\"" YES,
	  "keep (implicit) :flags \"A\" \"B\"\n" },
	{ "4: a variable that is not there", "if hasflag \"v\" \"a\"" YES,
	  KEPT },
	{ "4: count of a list of variables",
	  "setflag \"v\" \"a b\"; setflag \"w\" \"b c\"; if hasflag :count "
	  "\"eq\" [\"v\", \"w\"] \"4\"" YES,
	  "discard\n" },
	{ "4: distinct flags count",
	  "set \"v\" \"a b A\"; if hasflag :count \"eq\" \"v\" \"2\"" YES,
	  "discard\n" },
	{ "4: the internal variable counts", OF_AB ":count \"eq\" \"2\"" YES,
	  "discard\n" },
	{ "4: b A", OF_AB ":is \"b A\"" YES, "discard\n" },
	{ "4: b and A", OF_AB "[\"b\",\"A\"]" YES, "discard\n" },
	{ "4: Junk", MYVAR "\"Junk\"" YES, "discard\n" },
	{ "4: forward", MYVAR "\"forward\"" YES, "discard\n" },
	{ "4: label or forward", MYVAR "[\"label\", \"forward\"]" YES,
	  "discard\n" },
	{ "4: junk or forward", MYVAR "[\"junk\", \"forward\"]" YES,
	  "discard\n" },
	{ "4: junk forward", MYVAR "\"junk forward\"" YES, "discard\n" },
	{ "4: forward junk", MYVAR "\"forward junk\"" YES, "discard\n" },
	{ "4: label", MYVAR "\"label\"" YES, KEPT },
	{ "4: label1 or label2", MYVAR "[\"label1\", \"label2\"]" YES, KEPT },
	{ "4: two distinct flags",
	  "set \"MyFlags\" \"A B\"; if hasflag :count \"ge\" :comparator "
	  "\"i;ascii-numeric\"\n \"MyFlags\" \"2\"" YES,
	  "discard\n" },
	/* 5, 6 */
	{ "5: only the flags of :flags", "setflag \"a\"; keep :flags \"b\";",
	  "keep :flags \"b\"\n" },
	{ "5: no flags at all", "setflag \"a\"; keep :flags \"\";", "keep\n" },
	{ "6: the implicit keep is as ever",
	  "addflag \"a\"; redirect \"b@c.example\";",
	  "redirect \"b@c.example\"\n" },
};

#define HEAD                                                                   \
	"require [\"imap4flags\", \"variables\", \"fileinto\", "               \
	"\"relational\", \"vacation\", \"comparator-i;ascii-numeric\"];\n"

static const char mail[] = "From: boss@frobnitzm.example.edu\n"
			   "Disposition-Notification-To: mel@example.com\n"
			   "\n";

static struct str run_over(struct arena *arena, const char *text,
			   struct str script)
{
	struct message message = message_parse(arena, str_from(text));
	struct envelope envelope = { .recipient = STR("a@b.example") };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope };

	return run_script(arena, script, &facts);
}

/* Section 9 with a limit that a test mail passes; "anyof address" and "remove"
 * as they are meant. */
static const char extended[] =
	"require [\"fileinto\", \"imap4flags\", \"variables\"];\n"
	"if size :over 100 {\n"
	"    addflag \"MyFlags\" \"Big\";\n"
	"    if header :is \"From\" \"boss@company.example.com\" {\n"
	"        addflag \"MyFlags\" \"\\\\Flagged\";\n"
	"    }\n"
	"    fileinto :flags \"${MyFlags}\" \"Big messages\";\n"
	"}\n"
	"if header :is \"From\" \"grandma@example.net\" {\n"
	"    addflag \"MyFlags\" [\"\\\\Answered\", \"$MDNSent\"];\n"
	"    fileinto :flags \"${MyFlags}\" \"GrandMa\";\n"
	"}\n"
	"if header :is \"Sender\" \"owner-ietf-mta-filters@example.org\" {\n"
	"    set \"MyFlags\" \"\\\\Flagged $Work\";\n"
	"    keep :flags \"${MyFlags}\";\n"
	"} elsif address :domain :is [\"From\", \"To\"] "
	"\"company.example.com\" {\n"
	"    keep :flags \"${MyFlags}\";\n"
	"} elsif anyof (not address :all :contains [\"To\", \"Cc\"] "
	"\"me@company.example.com\",\n"
	"    header :matches \"subject\" [\"*make*money*fast*\", "
	"\"*university*dipl*mas*\"]) {\n"
	"    removeflag \"MyFlags\" \"\\\\Flagged\";\n"
	"    fileinto :flags \"${MyFlags}\" \"spam\";\n"
	"} else {\n"
	"    fileinto :flags \"${MyFlags}\" \"personal\";\n"
	"}\n";

#define BIG                                                                    \
	"X: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"  \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"

static const struct {
	const char *name, *mail, *outcome;
} ways[] = {
	{ "9: a large one from the boss",
	  BIG "From: boss@company.example.com\n\n",
	  "fileinto :flags \"Big\" \"\\\\Flagged\" \"Big messages\"\n"
	  "keep :flags \"Big\" \"\\\\Flagged\"\n" },
	{ "9: a large one from grandma", BIG "From: grandma@example.net\n\n",
	  "fileinto :flags \"Big\" \"Big messages\"\n"
	  "fileinto :flags \"Big\" \"\\\\Answered\" \"$MDNSent\" \"GrandMa\"\n"
	  "fileinto :flags \"Big\" \"\\\\Answered\" \"$MDNSent\" \"spam\"\n" },
	{ "9: a small one from grandma", "From: grandma@example.net\n\n",
	  "fileinto :flags \"\\\\Answered\" \"$MDNSent\" \"GrandMa\"\n"
	  "fileinto :flags \"\\\\Answered\" \"$MDNSent\" \"spam\"\n" },
	{ "9: of the list", "Sender: owner-ietf-mta-filters@example.org\n\n",
	  "keep :flags \"\\\\Flagged\" \"$Work\"\n" },
	{ "9: of the company", "From: a@company.example.com\n\n", "keep\n" },
	{ "9: not to me", "From: a@b.example\n\n", "fileinto \"spam\"\n" },
	{ "9: to me", "Cc: I <me@company.example.com>\n\n",
	  "fileinto \"personal\"\n" },
	{ "9: to me, of money",
	  "Cc: me@company.example.com\nSubject: make much MONEY fast\n\n",
	  "fileinto \"spam\"\n" },
};

static const struct {
	const char *script, *errors;
} wrong[] = {
	{ "setflag \"a\";",
	  "1:1 \"setflag\" needs the extension \"imap4flags\"; did you mean to "
	  "write: require \"imap4flags\";\n" },
	{ "keep :flags \"a\";",
	  "1:6 \":flags\" needs the extension \"imap4flags\"; did you mean to "
	  "write: require \"imap4flags\";\n" },
	{ "if hasflag \"a\" {}",
	  "1:4 \"hasflag\" needs the extension \"imap4flags\"; did you mean to "
	  "write: require \"imap4flags\";\n" },
	{ "require \"imap4flags\";\naddflag \"v\" \"a\";",
	  "2:9 a variable needs the extension \"variables\"; did you mean to "
	  "write: require \"variables\";\n" },
	{ "require \"imap4flags\";\nif hasflag \"v\" \"a\" {}",
	  "2:12 a variable needs the extension \"variables\"; did you mean to "
	  "write: require \"variables\";\n" },
	{ "require [\"imap4flags\", \"variables\"];\nsetflag \"a-b\" \"a\";",
	  "2:9 this is no name of a variable\n" },
	{ "require \"imap4flags\";\nredirect :flags \"a\" \"b@c.example\";",
	  "2:10 redirect takes no \":flags\"\n" },
};

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(run_over(
			       arena, mail,
			       arena_printf(arena, HEAD "%s", cases[i].script)),
		       cases[i].outcome, "%s", cases[i].name);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		is_str(run_over(arena, ways[i].mail, str_from(extended)),
		       ways[i].outcome, "%s", ways[i].name);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		is_str(compile(arena, str_from(wrong[i].script)),
		       wrong[i].errors, "%s", wrong[i].script);
	arena_free(arena);
	return done_testing();
}
