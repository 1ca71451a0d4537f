/* RFC 7352: what was seen before. */
#include "facts_case.h"

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

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);

	test_duplicates(arena);
	test_renewed(arena);
	test_many_marks(arena);
	arena_free(arena);
	return done_testing();
}
