/* What is told of a script's steps, at each level. */
#include "../../filter/sieve/journal.h"
#include "sieve_case.h"

static const char mail[] = "From: Ann <ann@a.example>\n"
			   "Subject: ripe apples \x1b[31m\n"
			   "\n"
			   "Boskoop.\n";

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

static struct str told(struct arena *arena, enum journal_level level,
		       struct str script)
{
	struct message message = message_parse(arena, str_from(mail));
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
	text = told(arena, JOURNAL_MATCHING, buf_str(&script));
	ok(text.len < LIMIT_SIEVE_JOURNAL + 100, "the journal is bounded");
	ok(str_ends(text, STR("... and more\n")), "and says so");
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(told(arena, cases[i].level, str_from(cases[i].script)),
		       cases[i].told, "%zu: what is told", i);
	test_limit(arena);
	arena_free(arena);
	return done_testing();
}
