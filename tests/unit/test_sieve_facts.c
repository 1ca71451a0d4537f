/* What scripts ask about a delivery: what the sender asked for (RFC 6009), where
 * the script runs (RFC 5183); and when "duplicate" compiles. */
#include "facts_case.h"

#define ENVELOPE                                                               \
	"require [\"envelope\", \"envelope-dsn\", \"envelope-deliverby\", "    \
	"\"relational\", \"comparator-i;ascii-numeric\", \"fileinto\"];\nif "
#define ENV                                                                    \
	"require [\"variables\", \"fileinto\", \"vnd.dovecot.environment\", "  \
	"\"vnd.waxseal.auth\", \"environment\"];\n"

static const struct {
	const char *name, *script, *outcome;
} cases[] = {
	{ "duplicate: a field and a text",
	  IF "duplicate :header \"foo\" :uniqueid \"bar\"" THEN,
	  "1:76 \":uniqueid\" cannot stand with \":header\"\n" },
	{ "duplicate: no index", IF "duplicate :index 2" THEN,
	  "1:62 duplicate takes no \":index\"\n" },
	{ "duplicate: no :mime", IF "duplicate :mime" THEN,
	  "1:62 duplicate takes no \":mime\"\n" },
	{ "duplicate: needs require", "if duplicate { keep; }",
	  "1:4 \"duplicate\" needs the extension \"duplicate\"; did you mean "
	  "to write: require \"duplicate\";\n" },
	/* RFC 6009 4, 5 */
	{ "dsn: notify", ENVELOPE "envelope \"notify\" \"SUCCESS\"" THEN,
	  "discard\n" },
	{ "dsn: only failures",
	  ENVELOPE "allof (envelope \"notify\" \"FAILURE\", envelope "
		   ":comparator \"i;ascii-numeric\" :count \"eq\" \"notify\" "
		   "\"1\")" THEN,
	  KEPT },
	{ "dsn: two conditions",
	  ENVELOPE "envelope :count \"eq\" \"notify\" \"2\"" THEN,
	  "discard\n" },
	{ "dsn: orcpt",
	  ENVELOPE "envelope :matches \"orcpt\" \"rfc822;*@example.com\"" THEN,
	  "discard\n" },
	{ "dsn: ret", ENVELOPE "envelope \"ret\" \"hdrs\"" THEN, "discard\n" },
	{ "dsn: envid", ENVELOPE "envelope \"EnvID\" \"QQ314159\"" THEN,
	  "discard\n" },
	{ "dsn: what is not told is not there",
	  ENVELOPE "envelope :count \"eq\" \"bymode\" \"0\"" THEN, KEPT },
	{ "dsn: no part of an address",
	  ENVELOPE "envelope :domain \"envid\" \"x\"" THEN,
	  "2:21 \"envid\" is no address: it has no \":domain\"\n" },
	{ "dsn: needs require",
	  "require \"envelope\"; if envelope \"ret\" \"FULL\" { stop; }",
	  "1:33 \"envelope ret\" needs the extension \"envelope-dsn\"; did "
	  "you mean to write: require \"envelope-dsn\";\n" },
	{ "by: needs require",
	  "require \"envelope\"; if envelope \"bymode\" \"return\" { stop; }",
	  "1:33 \"envelope bymode\" needs the extension "
	  "\"envelope-deliverby\"; "
	  "did you mean to write: require \"envelope-deliverby\";\n" },
	{ "by: late",
	  ENVELOPE "anyof (envelope :contains \"bytimerelative\" \"-\", "
		   "envelope :value \"eq\" :comparator \"i;ascii-numeric\" "
		   "\"bytimerelative\" \"0\")" THEN,
	  KEPT },
	{ "by: seconds", ENVELOPE "envelope \"bytimerelative\" \"120\"" THEN,
	  "discard\n" },
	{ "by: a time",
	  ENVELOPE "envelope :matches :zone \"+0100\" \"bytimeabsolute\" "
		   "\"2023-11-14T23:15:20+01:00\"" THEN,
	  "discard\n" },
	{ "by: a zone that is none",
	  ENVELOPE "envelope :zone \"CET\" \"bytimeabsolute\" \"x\"" THEN,
	  "2:19 this is no time zone; one is written \"+0130\"\n" },
	{ "by: mode and trace",
	  ENVELOPE "allof (envelope \"bymode\" \"return\", envelope "
		   "\"bytrace\" \"trace\", envelope :count \"eq\" "
		   ":comparator \"i;ascii-numeric\" \"bytrace\" \"1\")" THEN,
	  "discard\n" },
	/* spec-bosch-sieve-dovecot-environment */
	{ "env: user", ENV "fileinto \"User/${env.vnd.dovecot.username}\";",
	  "fileinto \"User/ann@home/example\"\n" },
	{ "env: mailbox",
	  ENV "fileinto \"${env.vnd.dovecot.default_mailbox}\";", "keep\n" },
	{ "env: an item with a hyphen",
	  ENV "set \"x\" \"${env.remote_ip}\"; if string \"${x}\" \"\"" THEN,
	  "discard\n" },
	{ "env: an item of ours",
	  ENV "if string \"${env.vnd.waxseal.dmarc}\" \"\"" THEN, "discard\n" },
	{ "env: items for the test alone",
	  ENV "if environment \"vnd.dovecot.default-mailbox\" \"INBOX\"" THEN,
	  "discard\n" },
	{ "env: no such item", ENV "keep; set \"x\" \"${env.nothing}\";",
	  "2:15 the environment has no item \"nothing\"\n" },
	{ "env: read only", ENV "set \"env.name\" \"x\";",
	  "2:5 this is no name of a variable: it is made of letters, digits "
	  "and \"_\", and begins with no digit\n" },
	{ "env: needs require",
	  "require [\"variables\", \"environment\"]; set \"x\" "
	  "\"${env.name}\";",
	  "1:47 \"${env.name}\" needs the extension \"vnd.waxseal.auth\"; "
	  "did you mean to write: require \"vnd.waxseal.auth\";\n" },
	{ "env: Pigeonhole's items need it",
	  "require \"environment\"; if environment :contains "
	  "\"vnd.dovecot.username\" \"\"" THEN,
	  KEPT },
	{ "env: Pigeonhole's extension is enough",
	  "require \"vnd.dovecot.environment\"; if environment \"name\" "
	  "\"waxseal\"" THEN,
	  "discard\n" },
};

static void test_cases(struct arena *arena)
{
	struct envelope envelope = {
		.recipient = STR("a@b.example"),
		.dsn = { .notify = STR("SUCCESS,FAILURE"),
			 .orcpt = STR("rfc822;a@example.com"),
			 .ret = STR("HDRS"),
			 .envid = STR("QQ314159"),
			 .by = STR("120;RT") },
	};
	struct str told;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		run_over(arena, cases[i].script, &envelope, NULL, &told);
		is_str(told, cases[i].outcome, "%s", cases[i].name);
	}
}

/* vnd.dovecot.debug */
static void test_notes(struct arena *arena)
{
	struct envelope envelope = { .recipient = STR("a@b.example") };
	struct sieve_outcome outcome;
	struct str told;

	outcome = run_over(arena,
			   "require [\"vnd.dovecot.debug\", \"variables\"];\n"
			   "if header :matches \"subject\" \"*\" {\n"
			   "debug_log \"subject: ${1}\n\"; }\n"
			   "redirect \"${1}\";",
			   &envelope, NULL, &told);
	ok(outcome.failed, "a script that fails");
	is_int((long long)outcome.notes.count, 1, "said something before");
	is_str(outcome.notes.list[0].text, "subject: ALERT: disk full\?\?",
	       "on one line");
	is_int((long long)outcome.notes.list[0].line, 3, "with its place");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 27, NULL);

	test_cases(arena);
	test_notes(arena);
	arena_free(arena);
	return done_testing();
}
