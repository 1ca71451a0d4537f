/* "spamtest", "spamtestplus" and "virustest" (RFC 5235), in the order of its
 * text: what was judged of a mail, and where a script puts it. */
#include "sieve_case.h"

/* In hundredths of the 5.00 at which mail is Junk; or one of these. */
#define UNTESTED (-1000)
#define BY_RULE 1000

#define NUMERIC ":comparator \"i;ascii-numeric\" "
#define REST "\"fileinto\", \"relational\", \"comparator-i;ascii-numeric\"];\n"

/* The examples of 3.2.1, 3.2.2 and 3.3. */
static const char plain[] = "require [\"spamtest\", " REST
			    "if spamtest :value \"eq\" " NUMERIC "\"0\"\n"
			    "{\n    fileinto \"INBOX.unclassified\";\n}\n"
			    "elsif spamtest :value \"ge\" " NUMERIC "\"3\"\n"
			    "{\n    fileinto \"INBOX.spam-trap\";\n}\n";

#define PERCENT                                                                \
	"elsif spamtest :percent :value \"eq\" " NUMERIC "\"0\"\n"             \
	"{\n    fileinto \"INBOX.not-spam\";\n}\n"                             \
	"elsif spamtest :percent :value \"lt\" " NUMERIC "\"37\"\n"            \
	"{\n    fileinto \"INBOX.spam-trap\";\n}\n"                            \
	"else\n{\n    discard;\n}\n"

static const char percent[] =
	"require [\"spamtestplus\", " REST "if spamtest :value \"eq\" " NUMERIC
	"\"0\"\n"
	"{\n    fileinto \"INBOX.unclassified\";\n}\n" PERCENT;

static const char by_count[] =
	"require [\"spamtestplus\", " REST
	"if spamtest :percent :count \"eq\" " NUMERIC "\"0\"\n"
	"{\n    fileinto \"INBOX.unclassified\";\n}\n" PERCENT;

static const char virus[] = "require [\"virustest\", " REST
			    "if virustest :value \"eq\" " NUMERIC "\"0\"\n"
			    "{\n    fileinto \"INBOX.unclassified\";\n}\n"
			    "if virustest :value \"eq\" " NUMERIC "\"4\"\n"
			    "{\n    fileinto \"INBOX.quarantine\";\n}\n"
			    "elsif virustest :value \"eq\" " NUMERIC "\"5\"\n"
			    "{\n    discard;\n}\n";

#define TEST(extension, test)                                                  \
	"require [\"" extension "\", " REST "if " test " { discard; }"

static const struct {
	const char *name;
	int score;
	const char *script, *outcome;
} cases[] = {
	/* 3.1 */
	{ "3.1: it was tested", 0,
	  TEST("spamtest", "spamtest :count \"eq\" \"1\""), "discard\n" },
	{ "3.1: it was not", UNTESTED,
	  TEST("spamtest", "spamtest :count \"eq\" \"0\""), "discard\n" },
	{ "3.1: not for viruses", 0,
	  TEST("virustest", "virustest :count \"eq\" \"0\""), "discard\n" },
	{ "3.1: begins with a number", 250,
	  TEST("spamtest", "spamtest :value \"eq\" " NUMERIC "\"5\""),
	  "discard\n" },
	/* 3.2 */
	{ "3.2: spamtestplus has spamtest", 0,
	  TEST("spamtestplus", "spamtest \"1\""), "discard\n" },
	{ "3.2: :is is the default", BY_RULE,
	  TEST("spamtest", "spamtest \"1\""), "keep (implicit)\n" },
	/* 3.2.1 */
	{ "3.2.1: not tested", UNTESTED, TEST("spamtest", "spamtest \"0\""),
	  "discard\n" },
	{ "3.2.1: clear", 0, TEST("spamtest", "spamtest \"1\""), "discard\n" },
	{ "3.2.1: definitely", BY_RULE, TEST("spamtest", "spamtest \"10\""),
	  "discard\n" },
	{ "3.2.1: more than less", 400,
	  TEST("spamtest", "allof (spamtest :value \"gt\" " NUMERIC
			   "\"5\", spamtest :value \"le\" " NUMERIC "\"9\")"),
	  "discard\n" },
	{ "3.2.1: an unclassified mail", UNTESTED, plain,
	  "fileinto \"unclassified\"\n" },
	{ "3.2.1: a spam", 200, plain, "fileinto \"spam-trap\"\n" },
	{ "3.2.1: a mail that is clear", 0, plain, "keep (implicit)\n" },
	/* 3.2.2 */
	{ "3.2.2: not tested", UNTESTED,
	  TEST("spamtestplus", "spamtest :percent \"0\""), "discard\n" },
	{ "3.2.2: clear", 0, TEST("spamtestplus", "spamtest :percent \"0\""),
	  "discard\n" },
	{ "3.2.2: definitely", BY_RULE,
	  TEST("spamtestplus", "spamtest :percent \"100\""), "discard\n" },
	{ "3.2.2: in between", 499,
	  TEST("spamtestplus", "spamtest :percent \"99\""), "discard\n" },
	{ "3.2.2: an unclassified mail", UNTESTED, percent,
	  "fileinto \"unclassified\"\n" },
	{ "3.2.2: a mail that is clear", 0, percent,
	  "fileinto \"not-spam\"\n" },
	{ "3.2.2: less than 37", 184, percent, "fileinto \"spam-trap\"\n" },
	{ "3.2.2: 37", 185, percent, "discard\n" },
	{ "3.2.2: counted, an unclassified mail", UNTESTED, by_count,
	  "fileinto \"unclassified\"\n" },
	{ "3.2.2: counted, a mail that is clear", 0, by_count,
	  "fileinto \"not-spam\"\n" },
	{ "3.2.2: counted, less than 37", 184, by_count,
	  "fileinto \"spam-trap\"\n" },
	{ "3.2.2: counted, 37", 185, by_count, "discard\n" },
	/* 3.3 */
	{ "3.3: not tested for viruses", BY_RULE,
	  TEST("virustest", "virustest \"0\""), "discard\n" },
	{ "3.3: an unclassified mail", 0, virus,
	  "fileinto \"unclassified\"\n" },
};

static const struct {
	const char *script, *errors;
} wrong[] = {
	{ "if spamtest \"1\" {}",
	  "1:4 \"spamtest\" needs the extension \"spamtest\"; did you mean to "
	  "write: require \"spamtest\";\n" },
	{ "require \"spamtest\"; if spamtest :percent \"1\" {}",
	  "1:33 \":percent\" needs the extension \"spamtestplus\"; did you "
	  "mean to write: require \"spamtestplus\";\n" },
	{ "require [\"spamtest\", \"spamtestplus\"]; if spamtest :percent "
	  "\"1\" {}",
	  "" },
	{ "if virustest \"1\" {}",
	  "1:4 \"virustest\" needs the extension \"virustest\"; did you mean "
	  "to write: require \"virustest\";\n" },
	{ "require \"virustest\"; if virustest :percent \"1\" {}",
	  "1:35 virustest takes no \":percent\"\n" },
	{ "require \"spamtest\"; if spamtest [\"1\", \"2\"] {}",
	  "1:33 wrong arguments; it is: spamtest <value: string>\n" },
};

static struct str run_with(struct arena *arena, int score, const char *script)
{
	/* What a sender says of it has no weight. */
	struct message message = message_parse(
		arena, STR("X-Spam-Level: **********\nX-Virus: EICAR\n\n"));
	struct envelope envelope = { .recipient = STR("a@b.example") };
	struct verdict verdict = { .score = score, .required = 500 };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope };

	if (score == BY_RULE) {
		verdict.hard = true;
		verdict.disposition = DISPOSITION_JUNK;
	}
	if (score != UNTESTED)
		facts.verdict = &verdict;
	return run_script(arena, str_from(script), &facts);
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(run_with(arena, cases[i].score, cases[i].script),
		       cases[i].outcome, "%s", cases[i].name);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		is_str(compile(arena, str_from(wrong[i].script)),
		       wrong[i].errors, "%s", wrong[i].script);
	arena_free(arena);
	return done_testing();
}
