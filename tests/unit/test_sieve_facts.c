/* What scripts ask about a delivery: what was seen before (RFC 7352), what the
 * sender asked for (RFC 6009), where the script runs (RFC 5183). */
#include "sieve_case.h"

static const char mail[] = "From: a@example.org\n"
			   "Message-ID: <1@example.org>\n"
			   "Message-ID: <2@example.org>\n"
			   "Subject: ALERT: disk full\n"
			   "X-Event-ID:  =?utf-8?q?=C3=A9v?=\n"
			   " 1 \n"
			   "X-Odd: =?x-none?q?a?=\n"
			   "X-Ticket-ID: 7\n"
			   "To: support@example.com\n"
			   "\n";

#define NOW ((time_t)1700000000)
#define DAY ((uint64_t)86400)

/* -- a memory for the tests ------------------------------------------------------ */

struct memory {
	struct seen seen;
	struct mark list[8];
	size_t count;
	size_t asked;
};

static bool has(const struct seen *seen, struct arena *arena, struct str key,
		time_t now)
{
	struct memory *memory = (struct memory *)seen;

	(void)arena;
	memory->asked++;
	if (now != NOW || key.len > LIMIT_MARK_KEY)
		return false;
	for (size_t i = 0; i < memory->count; i++)
		if (str_eq(memory->list[i].key, key))
			return true;
	return false;
}

static struct sieve_outcome run_over(struct arena *arena, const char *script,
				     const struct envelope *envelope,
				     struct memory *memory, struct str *told)
{
	struct message message =
		message_parse(arena, (struct str){ mail, sizeof(mail) - 1 });
	struct sieve_facts facts = { .message = &message,
				     .envelope = envelope,
				     .now = NOW,
				     .host = STR("mx.home.example"),
				     .user = STR("ann@home.example"),
				     .version = STR("1"),
				     .seen = memory != NULL ? &memory->seen
							    : NULL };
	struct sieve_script source = { STR("test"), str_from(script) };
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile(arena, &source, &errors);
	struct sieve_outcome outcome = { .failed = true };

	*told = errors_text(arena, &errors);
	if (sieve == NULL)
		return outcome;
	outcome = sieve_run(arena, sieve, &facts);
	*told = outcome_text(arena, &outcome);
	return outcome;
}

/* -- duplicate ------------------------------------------------------------------- */

#define IF "require [\"duplicate\", \"variables\", \"fileinto\"]; if "
#define THEN " { discard; }"
#define KEPT "keep (implicit)\n"

/* The examples of RFC 7352 5. */
#define TRASH                                                                  \
	"require [\"duplicate\", \"fileinto\", \"mailbox\"];\n"                \
	"if duplicate { fileinto :create \"Trash/Duplicate\"; }"
#define ALERTS                                                                 \
	"require [\"duplicate\", \"variables\", \"imap4flags\",\n"             \
	"  \"fileinto\"];\n"                                                   \
	"if header :matches \"subject\" \"ALERT: *\" {\n"                      \
	"  if duplicate :seconds 60 :uniqueid \"${1}\" {\n"                    \
	"    setflag \"\\\\seen\";\n"                                          \
	"  }\n"                                                                \
	"  fileinto \"Alerts\";\n"                                             \
	"}"
#define NOTICES(id, method)                                                    \
	"require [\"variables\", \"envelope\", \"enotify\", \"duplicate\"];\n" \
	"if envelope :matches \"from\" \"*\" { set \"sender\" \"${1}\"; }\n"   \
	"if header :matches \"subject\" \"*\" { set \"subject\" \"${1}\"; }\n" \
	"if string :comparator \"i;ascii-casemap\"\n"                          \
	"  :matches \"${subject}\" \"Re:*\" { set \"subject\" \"${1}\"; }\n"   \
	"if not duplicate :seconds 1800 :uniqueid \"" id "\" {\n"              \
	"  notify :message \"[SIEVE] ${sender}: ${subject}\" \"" method        \
	"\";\n}"
#define TICKETS                                                                \
	"require [\"duplicate\", \"imap4flags\"];\n"                           \
	"if duplicate :header \"X-Event-ID\" :handle \"notifier\" {\n"         \
	"  discard;\n}\n"                                                      \
	"if allof (\n"                                                         \
	"  duplicate :header \"X-Ticket-ID\" :handle \"support\",\n"           \
	"  address \"to\" \"support@example.com\",\n"                          \
	"  header :contains \"subject\" \"disk\") {\n"                         \
	"  setflag \"\\\\seen\";\n}"

static const struct {
	const char *name;
	const char *first, *second; /* scripts, one after the other */
	size_t marks; /* after the first */
	uint64_t seconds; /* of the first mark */
	const char *outcome; /* of the second */
} pairs[] = {
	{ "a mail is seen once", IF "duplicate" THEN, IF "duplicate" THEN, 1,
	  7 * DAY, "discard\n" },
	{ "3.2: the same field by name", IF "duplicate" THEN,
	  IF "duplicate :header \"message-id\"" THEN, 1, 7 * DAY, "discard\n" },
	{ "3.2: the same text by itself", IF "duplicate" THEN,
	  IF "header :matches \"message-id\" \"*\" { if duplicate :uniqueid "
	     "\"${0}\"" THEN " }",
	  1, 7 * DAY, "discard\n" },
	{ "3.1: the first field alone", IF "duplicate" THEN,
	  IF "duplicate :uniqueid \"<2@example.org>\"" THEN, 1, 7 * DAY, KEPT },
	{ "3.1: unfolded, decoded, trimmed",
	  IF "duplicate :header \"X-Event-ID\"" THEN,
	  IF "duplicate :uniqueid \"\xc3\xa9v 1\"" THEN, 1, 7 * DAY,
	  "discard\n" },
	{ "3.1: case counts", IF "duplicate :uniqueid \"a\"" THEN,
	  IF "duplicate :uniqueid \"A\"" THEN, 1, 7 * DAY, KEPT },
	{ "3.1: no such field", IF "duplicate :header \"X-None\"" THEN,
	  IF "duplicate :header \"X-None\"" THEN, 0, 0, KEPT },
	{ "3.1: no name of a field", IF "duplicate :header \"a b:\"" THEN,
	  IF "duplicate :header \"a b:\"" THEN, 0, 0, KEPT },
	{ "3.2: another handle", IF "duplicate :handle \"a\"" THEN,
	  IF "duplicate :handle \"b\"" THEN, 1, 7 * DAY, KEPT },
	{ "3.2: a handle, and none", IF "duplicate :handle \"a\"" THEN,
	  IF "duplicate" THEN, 1, 7 * DAY, KEPT },
	{ "3.2: an empty handle, and none", IF "duplicate :handle \"\"" THEN,
	  IF "duplicate" THEN, 1, 7 * DAY, KEPT },
	{ "3.2: the same handle", IF "duplicate :handle \"a\"" THEN,
	  IF "duplicate :handle \"a\"" THEN, 1, 7 * DAY, "discard\n" },
	{ "a handle is no part of the text",
	  IF "duplicate :handle \"a\" :uniqueid \"b\"" THEN,
	  IF "duplicate :handle \"\" :uniqueid \"ab\"" THEN, 1, 7 * DAY, KEPT },
	{ "3.3: a minute", IF "duplicate :seconds 60" THEN, IF "duplicate" THEN,
	  1, 60, "discard\n" },
	{ "3.3: no time", IF "duplicate :seconds 0" THEN,
	  IF "duplicate :seconds 0" THEN, 0, 0, KEPT },
	{ "3.3: a maximum", IF "duplicate :seconds 4294967295" THEN,
	  IF "duplicate" THEN, 1, 90 * DAY, "discard\n" },
	{ "3: the same answer throughout a script",
	  IF "duplicate" THEN "if duplicate" THEN, IF "duplicate" THEN, 1,
	  7 * DAY, "discard\n" },
	{ "3: only what is reached", IF "allof (false, duplicate)" THEN,
	  IF "duplicate" THEN, 0, 0, KEPT },
	{ "3: nothing of a script that fails",
	  IF "duplicate" THEN "fileinto \"..\";", IF "duplicate" THEN, 0, 0,
	  KEPT },
	{ "3.1: a value that cannot be decoded",
	  IF "duplicate :header \"X-Odd\"" THEN,
	  IF "duplicate :uniqueid \"=?x-none?q?a?=\"" THEN, 1, 7 * DAY,
	  "discard\n" },
	{ "5.1: duplicates in a folder", TRASH, TRASH, 1, 7 * DAY,
	  "fileinto :create \"Trash/Duplicate\"\n" },
	{ "5.2: alerts of one event", ALERTS, ALERTS, 1, 60,
	  "fileinto :flags \"\\\\seen\" \"Alerts\"\n" },
	{ "5.3: a notice in half an hour",
	  NOTICES("${sender}", "mailto:user@im.example.com"),
	  NOTICES("${sender}", "mailto:user@im.example.com"), 1, 1800, KEPT },
	{ "5.3: or for each subject",
	  NOTICES("${sender} ${subject}", "mailto:user@im.example.com"),
	  NOTICES("${sender} other", "mailto:user@im.example.com"), 1, 1800,
	  "notify :importance \"2\" :message \"[SIEVE] mon@example.org: ALERT: "
	  "disk full\" \"mailto:user@im.example.com\"\n" KEPT },
	{ "5.3: with xmpp the script fails, and nothing is remembered",
	  "require \"variables\"; set \"x\" \"\";",
	  NOTICES("${sender}", "xmpp:user@im.example.com"), 0, 0,
	  "failed: 7:51 nobody is notified by this: the only method here is "
	  "\"mailto:\"\n" },
	{ "5.4: two uses in one script", TICKETS, TICKETS, 2, 7 * DAY,
	  "discard\n" },
	{ "5.4: two uses",
	  IF "duplicate :header \"X-Event-ID\" :handle \"notifier\"" THEN
	     " if duplicate :header \"Message-ID\" :handle \"support\"" THEN,
	  IF "duplicate :header \"X-Event-ID\" :handle \"support\"" THEN, 2,
	  7 * DAY, KEPT },
};

static void remember(struct memory *memory, const struct marks *marks)
{
	for (size_t i = 0; i < marks->count && memory->count < 8; i++)
		memory->list[memory->count++] = marks->list[i];
}

static void test_duplicates(struct arena *arena)
{
	struct envelope envelope = { .recipient = STR("a@b.example"),
				     .sender = sender_parse(
					     STR("mon@example.org")) };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct memory memory = { .seen = { has } };
		struct sieve_outcome first, second;
		struct str told;

		first = run_over(arena, pairs[i].first, &envelope, &memory,
				 &told);
		ok(first.marks.count == pairs[i].marks &&
			   (pairs[i].marks == 0 ||
			    first.marks.list[0].seconds == pairs[i].seconds),
		   "%s: what is remembered", pairs[i].name);
		remember(&memory, &first.marks);
		second = run_over(arena, pairs[i].second, &envelope, &memory,
				  &told);
		is_str(told, pairs[i].outcome, "%s", pairs[i].name);
		ok(!str_eq(told, STR("discard\n")) || second.marks.count == 0,
		   "%s: what was seen is not renewed", pairs[i].name);
	}
}

/* RFC 7352 3.3: ":last" counts from the last time on. */
static void test_renewed(struct arena *arena)
{
	struct envelope envelope = { .recipient = STR("a@b.example") };
	struct memory memory = { .seen = { has } };
	struct sieve_outcome outcome;
	struct str told;

	outcome = run_over(arena, IF "duplicate :last :seconds 5" THEN,
			   &envelope, &memory, &told);
	remember(&memory, &outcome.marks);
	outcome = run_over(arena, IF "duplicate :last :seconds 9" THEN,
			   &envelope, &memory, &told);
	is_str(told, "discard\n", "3.3: with :last it is a duplicate, too");
	is_int((long long)outcome.marks.count, 1, "3.3: and remembered anew");
	outcome = run_over(arena, IF "duplicate" THEN, &envelope, NULL, &told);
	is_str(told, KEPT, "without a memory nothing was seen");
	is_int((long long)outcome.marks.count, 1, "but is to be remembered");
}

static void test_many_marks(struct arena *arena)
{
	struct envelope envelope = { .recipient = STR("a@b.example") };
	struct buf script = buf_new(arena, (size_t)64 * 1024);
	struct str told;

	buf_add(&script, STR("require \"duplicate\";"));
	for (size_t i = 0; i <= LIMIT_MARKS; i++)
		buf_printf(&script,
			   "\nif duplicate :uniqueid \"%zu\" { stop; }", i);
	run_over(arena, arena_cstr(arena, buf_str(&script)), &envelope, NULL,
		 &told);
	is_str(told,
	       "failed: 34:4 more than 32 things to remember of one mail\n",
	       "what is remembered is limited");
}

/* -- compiling, envelope, environment --------------------------------------------- */

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

	test_duplicates(arena);
	test_renewed(arena);
	test_many_marks(arena);
	test_cases(arena);
	test_notes(arena);
	arena_free(arena);
	return done_testing();
}
