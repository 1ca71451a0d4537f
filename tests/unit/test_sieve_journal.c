/* What is told of a script's steps, at each level. */
#include "../../filter/sieve/journal.h"
#include "sieve_case.h"

static const char mail[] = "From: Ann <ann@a.example>\n"
			   "Subject: ripe apples \x1b[31m\n"
			   "\n"
			   "Boskoop.\n";

#define PARTS                                                                  \
	"From: a@a.example\n"                                                  \
	"Content-Type: multipart/mixed; boundary=o\n"                          \
	"\n"                                                                   \
	"--o\n"                                                                \
	"\n"                                                                   \
	"one\n"                                                                \
	"--o\n"                                                                \
	"Content-Type: image/gif; name=\"a.gif\"\n"                            \
	"Content-MD5: x\n"                                                     \
	"\n"                                                                   \
	"two\n"                                                                \
	"--o--\n"

struct journal_case {
	enum journal_level level;
	const char *script, *told;
};

static const struct journal_case cases[] = {
	{ JOURNAL_MATCHING, "", "" },
	{ JOURNAL_ACTIONS, "if true { keep; }",
	  "-- test\n"
	  "    1    does: keep\n" },
	{ JOURNAL_COMMANDS, "if false {\n} elsif true {\nkeep;\n}\nstop;",
	  "-- test\n"
	  "    1  if: no\n"
	  "    2  elsif: yes, its block runs\n"
	  "    3    keep\n"
	  "    3    does: keep\n"
	  "    5  stop\n" },
	{ JOURNAL_COMMANDS, "if false {} else { stop; }",
	  "-- test\n"
	  "    1  if: no\n"
	  "    1  else: yes, its block runs\n"
	  "    1    stop\n" },
	{ JOURNAL_TESTS, "if not exists [\"a\", \"b\"] {}",
	  "-- test\n"
	  "    1  not\n"
	  "    1    exists [\"a\", \"b\"]\n"
	  "    1    exists: no\n"
	  "    1  not: yes\n"
	  "    1  if: yes, its block runs\n" },
	{ JOURNAL_TESTS, "if size :over 2K {}",
	  "-- test\n"
	  "    1  size :over 2048\n"
	  "    1  size: no\n"
	  "    1  if: no\n" },
	/* what was looked at, and safe to show */
	{ JOURNAL_MATCHING,
	  "if header :contains \"subject\" [\"pear\", \"apple\"] {}",
	  "-- test\n"
	  "    1  header :contains \"subject\" [\"pear\", \"apple\"]\n"
	  "    1    looks at Subject: \"ripe apples ?[31m\"\n"
	  "    1    \"ripe apples ?[31m\" with \"pear\": no\n"
	  "    1    \"ripe apples ?[31m\" with \"apple\": yes\n"
	  "    1  header: yes\n"
	  "    1  if: yes, its block runs\n" },
	{ JOURNAL_MATCHING,
	  "require [\"variables\", \"relational\"];\n"
	  "if address :matches \"from\" \"*@*.example\" "
	  "{ set \"a\" \"${2}!\"; }\n"
	  "if header :count \"gt\" \"to\" \"0\" {}",
	  "-- test\n"
	  "    2  address :matches \"from\" \"*@*.example\"\n"
	  "    2    looks at From: \"Ann <ann@a.example>\"\n"
	  "    2    \"ann@a.example\" with \"*@*.example\": yes\n"
	  "    2    ${1} is \"ann\"\n"
	  "    2    ${2} is \"a\"\n"
	  "    2  address: yes\n"
	  "    2  if: yes, its block runs\n"
	  "    2    set \"a\" \"${2}!\"\n"
	  "    2    ${a} is now \"a!\"\n"
	  "    3  header :count \"gt\" \"to\" \"0\"\n"
	  "    3    \"0\" with \"0\": no\n"
	  "    3  header: no\n"
	  "    3  if: no\n" },
	{ JOURNAL_ACTIONS, "require \"ihave\"; error \"no\";",
	  "-- test\n"
	  "    1  fails: no\n" },
};

/* Over a mail of two parts. */
static const struct journal_case part_cases[] = {
	{ JOURNAL_MATCHING,
	  "require \"mime\";\n"
	  "if header :mime :anychild :subtype \"content-type\" \"gif\" {}",
	  "-- test\n"
	  "    2  header :mime :anychild :subtype \"content-type\" \"gif\"\n"
	  "    2    looks at Content-Type: \"multipart/mixed; boundary=o\"\n"
	  "    2    \"mixed\" with \"gif\": no\n"
	  "    2    looks at Content-Type of part 2: \"image/gif; "
	  "name=\"a.gif\"\"\n"
	  "    2    \"gif\" with \"gif\": yes\n"
	  "    2  header: yes\n"
	  "    2  if: yes, its block runs\n" },
	{ JOURNAL_MATCHING,
	  "require \"mime\";\n"
	  "if exists :mime :anychild [\"content-md5\", \"x-none\"] {}",
	  "-- test\n"
	  "    2  exists :mime :anychild [\"content-md5\", \"x-none\"]\n"
	  "    2    looks at Content-MD5 of part 2: \"x\"\n"
	  "    2  exists: no\n"
	  "    2  if: no\n" },
	{ JOURNAL_MATCHING,
	  "require [\"mime\", \"foreverypart\", \"variables\"];\n"
	  "if header :matches \"from\" \"*\" {}\n"
	  "foreverypart {\n"
	  "if header :mime :type \"content-type\" \"image\" {\n"
	  "break; } }",
	  "-- test\n"
	  "    2  header :matches \"from\" \"*\"\n"
	  "    2    looks at From: \"a@a.example\"\n"
	  "    2    \"a@a.example\" with \"*\": yes\n"
	  "    2    ${1} is \"a@a.example\"\n"
	  "    2  header: yes\n"
	  "    2  if: yes, its block runs\n"
	  "    3  foreverypart\n"
	  "    3  at the mail itself: multipart/mixed\n"
	  "    4    header :mime :type \"content-type\" \"image\"\n"
	  "    4      looks at Content-Type: \"multipart/mixed; "
	  "boundary=o\"\n"
	  "    4      \"multipart\" with \"image\": no\n"
	  "    4    header: no\n"
	  "    4    if: no\n"
	  "    3  at part 1: text/plain\n"
	  "    4    header :mime :type \"content-type\" \"image\"\n"
	  "    4    header: no\n"
	  "    4    if: no\n"
	  "    3  at part 2: image/gif\n"
	  "    4    header :mime :type \"content-type\" \"image\"\n"
	  "    4      looks at Content-Type of part 2: \"image/gif; "
	  "name=\"a.gif\"\"\n"
	  "    4      \"image\" with \"image\": yes\n"
	  "    4    header: yes\n"
	  "    4    if: yes, its block runs\n"
	  "    5      break\n" },
};

static struct str told(struct arena *arena, enum journal_level level,
		       struct str script, const char *text)
{
	struct message message = message_parse(arena, str_from(text));
	struct envelope envelope = { .recipient = STR("bob@b.example") };
	struct sieve_facts facts = {
		.message = &message,
		.envelope = &envelope,
		.journal = journal_new(arena, level),
	};

	run_script(arena, script, &facts);
	ok(facts.journal->depth == 0, "it ends where it began");
	return journal_text(facts.journal);
}

/* Each test writes a line: beyond the limit there is only a word. */
static void test_limit(struct arena *arena)
{
	struct buf script = buf_new(arena, LIMIT_SIEVE_SCRIPT);
	struct str text;

	buf_add(&script, STR("if true {}\n"));
	for (size_t i = 0; i < 9000; i++)
		buf_add(&script, STR("if true {}\n"));
	text = told(arena, JOURNAL_MATCHING, buf_str(&script), mail);
	ok(text.len < LIMIT_SIEVE_JOURNAL + 100, "the journal is bounded");
	ok(str_ends(text, STR("... and more\n")), "and says so");
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(told(arena, cases[i].level, str_from(cases[i].script),
			    mail),
		       cases[i].told, "%zu: what is told", i);
	for (size_t i = 0; i < sizeof(part_cases) / sizeof(part_cases[0]); i++)
		is_str(told(arena, part_cases[i].level,
			    str_from(part_cases[i].script), PARTS),
		       part_cases[i].told, "%zu: what is told of parts", i);
	test_limit(arena);
	arena_free(arena);
	return done_testing();
}
