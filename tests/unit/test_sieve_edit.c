/* RFC 5293: scripts that change the header, and the mail that comes of it. */
#include "edit_case.h"

#define MAIL                                                                   \
	"Received: from c by b; Tue, 3 Mar 2026 10:00:00 +0000\n"              \
	"X-Hello: one\n"                                                       \
	"From: a@a.example\n"                                                  \
	"X-Hello: two\n"                                                       \
	"Subject: hi\n"                                                        \
	"X-Hello: three\n"                                                     \
	"\n"                                                                   \
	"body\n"

#define RECEIVED "Received: from c by b; Tue, 3 Mar 2026 10:00:00 +0000\n"
#define REST "From: a@a.example\nX-Hello: two\nSubject: hi\n"

struct edit_case {
	const char *name, *script, *kept;
};

static const struct edit_case cases[] = {
	{ "nothing", "", MAIL },
	{ "addheader: at the beginning", "addheader \"X-A\" \"b\";",
	  "X-A: b\n" MAIL },
	{ "addheader: the last one first",
	  "addheader \"X-A\" \"1\"; addheader \"X-A\" \"2\";",
	  "X-A: 2\nX-A: 1\n" MAIL },
	{ "addheader: at the end",
	  "addheader :last \"X-A\" \"1\"; addheader :last \"X-A\" \"2\";",
	  RECEIVED "X-Hello: one\n" REST
		   "X-Hello: three\nX-A: 1\nX-A: 2\n\nbody\n" },
	/* RFC 5293 7 */
	{ "added and deleted again",
	  "addheader \"X-Hello\" \"World\"; deleteheader :index 1 "
	  "\"X-Hello\";",
	  MAIL },
	{ "the first and the third",
	  "deleteheader :index 1 \"X-Hello\"; deleteheader :index 2 "
	  "\"X-Hello\";",
	  RECEIVED REST "\nbody\n" },
	/* RFC 5293 5 */
	{ "deleteheader: all of them", "deleteheader \"x-HELLO\";",
	  RECEIVED "From: a@a.example\nSubject: hi\n\nbody\n" },
	{ "deleteheader: counted from the end",
	  "deleteheader :index 1 :last \"X-Hello\";",
	  RECEIVED "X-Hello: one\n" REST "\nbody\n" },
	{ "deleteheader: more than there are",
	  "deleteheader :index 4 \"X-Hello\"; deleteheader :index 4 :last "
	  "\"X-Hello\";",
	  MAIL },
	{ "deleteheader: by value", "deleteheader :is \"X-Hello\" \"two\";",
	  RECEIVED "X-Hello: one\nFrom: a@a.example\nSubject: hi\n"
		   "X-Hello: three\n\nbody\n" },
	{ "deleteheader: any of the patterns",
	  "deleteheader :matches \"X-Hello\" [\"o*\", \"th*\"];",
	  RECEIVED REST "\nbody\n" },
	{ "deleteheader: counted before it is compared",
	  "deleteheader :index 1 :contains \"X-Hello\" \"t\";", MAIL },
	{ "deleteheader: relational",
	  "deleteheader :value \"gt\" \"X-Hello\" \"one\";",
	  RECEIVED "X-Hello: one\nFrom: a@a.example\nSubject: hi\n"
		   "\nbody\n" },
	{ "deleteheader: a match type without patterns",
	  "deleteheader :comparator \"i;octet\" :contains \"Subject\";",
	  RECEIVED "X-Hello: one\nFrom: a@a.example\nX-Hello: two\n"
		   "X-Hello: three\n\nbody\n" },
	{ "tests see what was added",
	  "addheader \"X-New\" \"World\"; if header :contains \"X-New\" "
	  "\"World\" { deleteheader \"Subject\"; }",
	  "X-New: World\n" RECEIVED
	  "X-Hello: one\nFrom: a@a.example\nX-Hello: two\n"
	  "X-Hello: three\n\nbody\n" },
	{ "tests do not see what was deleted",
	  "deleteheader \"X-Hello\"; if exists \"X-Hello\" { addheader "
	  "\"X-Bad\" \"1\"; }",
	  RECEIVED "From: a@a.example\nSubject: hi\n\nbody\n" },
	{ "the subject can be replaced",
	  "if header :matches \"Subject\" \"*\" { deleteheader \"Subject\"; "
	  "addheader :last \"Subject\" \"[x] ${1}\"; }",
	  RECEIVED "X-Hello: one\nFrom: a@a.example\nX-Hello: two\n"
		   "X-Hello: three\nSubject: [x] hi\n\nbody\n" },
	{ "another charset is encoded", "addheader \"X-A\" \"Grüße an alle\";",
	  "X-A: =?utf-8?q?Gr=C3=BC=C3=9Fe?= an alle\n" MAIL },
	{ "a value is trimmed", "addheader \"X-A\" \"  b \";",
	  "X-A: b\n" MAIL },
	{ "an encoded value is tested as it was given",
	  "addheader \"X-A\" \"Grüße\"; if header :is \"X-A\" \"Grüße\" { "
	  "deleteheader \"X-A\"; }",
	  MAIL },
	/* RFC 5293 6, and what is our own word */
	{ "traces stay",
	  "deleteheader \"Received\"; deleteheader :index 1 \"received\";",
	  MAIL },
	{ "results cannot be written",
	  "addheader \"Authentication-Results\" \"mx.home.example; "
	  "dmarc=pass\"; addheader \"x-spam-flag\" \"NO\"; addheader "
	  "\"X-Waxseal-Reason\" \"x\"; addheader \"Return-Path\" \"<>\"; "
	  "addheader \"Received-SPF\" \"pass\";",
	  MAIL },
	{ "nor deleted",
	  "addheader \"X-Waxseal-Redirected-From\" \"x\"; deleteheader "
	  "\"Return-Path\"; deleteheader \"X-Spam-Flag\";",
	  MAIL },
	/* what is no field */
	{ "no name", "addheader \"\" \"x\";",
	  "failed: 2:11 a header field's name has 1 to 100 letters\n" },
	{ "a name with a colon", "addheader \"X:\" \"x\";",
	  "failed: 2:11 no header field can have this name\n" },
	{ "a name that is not ASCII", "deleteheader \"Ä\";",
	  "failed: 2:14 no header field can have this name\n" },
	{ "a name by variables", "set \"a\" \"X \"; addheader \"${a}Y\" \"x\";",
	  "failed: no header field can have this name: \"X Y\"" },
	{ "two lines", "addheader \"X\" \"a\nb\";",
	  "failed: 2:15 a header field's value is one line, without control "
	  "characters\n" },
	{ "two lines by variables",
	  "set \"a\" \"x\ny\"; addheader \"X\" \"${a}\";", "X: x  y\n" MAIL },
	{ ":last without :index", "deleteheader :last \"X\";",
	  "failed: 2:1 \":last\" needs \":index\"\n" },
	{ "counted from 1", "deleteheader :index 0 \"X\";",
	  "failed: 2:21 fields are counted from 1\n" },
};

#define REQUIRE                                                                \
	"require [\"editheader\", \"variables\", \"relational\", "             \
	"\"fileinto\", \"copy\", \"enclose\"];\n"

static void test_cases(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str script =
			arena_printf(arena, REQUIRE "%s", cases[i].script);

		is_str(kept_mail(arena, script, STR(MAIL)), cases[i].kept, "%s",
		       cases[i].name);
	}
}

/* Mails that are no ordinary ones; "addheader :last" over each. */
static const struct {
	const char *name, *mail, *above, *below;
} odd[] = {
	{ "no body", "A: b\n", "X: y\nA: b\n", "A: b\nX: y\n" },
	{ "no line end", "A: b", "X: y\nA: b", "A: b\nX: y\n" },
	{ "no header", "\nbody", "X: y\n\nbody", "X: y\n\nbody" },
	{ "nothing", "", "X: y\n", "X: y\n" },
	{ "CRLF", "A: b\r\n\r\nc\r\n", "X: y\nA: b\r\n\r\nc\r\n",
	  "A: b\r\nX: y\n\r\nc\r\n" },
	{ "a first line that continues nothing", " c\nA: b\n\nx",
	  "X: y\nX-Waxseal-Malformed: the first line was:\n c\nA: b\n\nx",
	  " c\nA: b\nX: y\n\nx" },
};

static void test_odd_mails(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct str mail = str_from(odd[i].mail);

		is_str(kept_mail(arena, STR(REQUIRE "addheader \"X\" \"y\";"),
				 mail),
		       odd[i].above, "%s: above", odd[i].name);
		is_str(kept_mail(arena,
				 STR(REQUIRE "addheader :last \"X\" \"y\";"),
				 mail),
		       odd[i].below, "%s: below", odd[i].name);
		is_str(kept_mail(arena,
				 STR(REQUIRE
				     "addheader \"X\" \"y\"; addheader :last "
				     "\"X\" \"y\"; deleteheader \"X\";"),
				 mail),
		       odd[i].mail, "%s: and back", odd[i].name);
	}
}

/* "fileinto a 0\nredirect b 1\nkeep 2\n" */
static struct str versions_text(struct arena *arena, const char *script)
{
	struct sieve_outcome outcome = edit_outcome(
		arena, arena_printf(arena, REQUIRE "%s", script), STR(MAIL));
	struct buf out = buf_new(arena, 4096);

	if (outcome.failed)
		return outcome.error.text;
	for (size_t i = 0; i < outcome.actions.count; i++) {
		const struct action *action = &outcome.actions.list[i];

		buf_printf(&out, "%.*s%.*s %zu, ", STR_ARG(action->folder),
			   STR_ARG(action->address), action->version);
	}
	buf_printf(&out, "%zu of %zu", outcome.keep_version,
		   outcome.versions.count);
	return buf_str(&out);
}

static void test_versions(struct arena *arena)
{
	static const struct {
		const char *script, *versions, *name;
	} some[] = {
		{ "fileinto \"a\"; addheader \"X\" \"1\"; fileinto \"b\"; "
		  "redirect \"c@d.example\"; deleteheader \"Subject\"; keep;",
		  "a 0, b 1, c@d.example 1, INBOX 2, 2 of 2",
		  "each as it is then" },
		{ "addheader \"X\" \"1\"; fileinto \"a\"; deleteheader \"X\"; "
		  "fileinto \"b\"; addheader \"X\" \"1\"; fileinto \"c\";",
		  "a 1, b 0, c 1, 1 of 1", "the same again is the same" },
		{ "keep; addheader \"X-Flavor\" \"vanilla\"; keep;",
		  "INBOX 0, 1 of 1", "RFC 5293 7: filed once" },
		{ "discard; addheader \"X\" \"1\";", " 0, 1 of 1",
		  "what is not stored has none" },
	};
	struct buf many = buf_new(arena, 4096);

	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++)
		is_str(versions_text(arena, some[i].script), some[i].versions,
		       "%s", some[i].name);
	for (unsigned i = 0; i <= LIMIT_VERSIONS; i++)
		buf_printf(&many, "addheader \"X\" \"%u\"; fileinto \"f%u\";",
			   i, i);
	buf_add_char(&many, '\0');
	is_str(versions_text(arena, buf_str(&many).ptr),
	       "more than 16 forms of one mail, or 3670016 bytes of text in "
	       "them",
	       "there is an end");
}

/* Mails of their own; RFC 5293 4 to 7. */
static void test_fields(struct arena *arena)
{
#define LONG_10 "0123456789"
#define LONG_100                                                               \
	LONG_10 LONG_10 LONG_10 LONG_10 LONG_10 LONG_10 LONG_10 LONG_10        \
		LONG_10 LONG_10
#define LONG_990                                                               \
	LONG_100 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100         \
		LONG_100 LONG_100 LONG_10 LONG_10 LONG_10 LONG_10 LONG_10      \
			LONG_10 LONG_10 LONG_10 LONG_10
	static const struct {
		const char *name, *mail, *script, *kept;
	} some[] = {
		{ "Auto-Submitted stays", "Auto-Submitted: no\nA: b\n\n",
		  "deleteheader \"Auto-Submitted\"; deleteheader :index 1 "
		  ":is \"auto-submitted\" \"no\";",
		  "Auto-Submitted: no\nA: b\n\n" },
		{ "patterns do not see white space around a value",
		  "X:   two \t\nX: \n two\nX: twos\n\n",
		  "deleteheader :is \"X\" \"two\";", "X: twos\n\n" },
		{ "patterns see what is encoded",
		  "X: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n\n",
		  "deleteheader :contains \"X\" \"rü\";", "\n" },
		{ "patterns: letters in any case, all of it",
		  "X: TWO\nX: two more\n\n", "deleteheader \"X\" \"two\";",
		  "X: two more\n\n" },
		{ "patterns: by the comparator", "X: TWO\nX: two\n\n",
		  "deleteheader :comparator \"i;octet\" \"X\" \"two\";",
		  "X: TWO\n\n" },
		{ "the first, if it holds that",
		  "Delivered-To: ann@a.example\nDelivered-To: "
		  "bob@b.example\n\n",
		  "deleteheader :index 1 :contains \"Delivered-To\" "
		  "\"bob@b.example\";",
		  "Delivered-To: ann@a.example\nDelivered-To: bob@b.example\n"
		  "\n" },
		{ "and it does",
		  "Delivered-To: bob@b.example\nDelivered-To: "
		  "ann@a.example\n\n",
		  "deleteheader :index 1 :contains \"Delivered-To\" "
		  "\"bob@b.example\";",
		  "Delivered-To: ann@a.example\n\n" },
		{ "the second to last", "X: 1\nX: 2\nX: 3\n\n",
		  "deleteheader :index 2 :last \"X\";", "X: 1\nX: 3\n\n" },
		{ "998 characters and more", "A: b\n\n",
		  "addheader \"X\" \"" LONG_990 LONG_100
		  "\"; if header \"X\" \"" LONG_990 LONG_100
		  "\" { deleteheader \"X\"; }",
		  "A: b\n\n" },
		{ "a subject deleted, and one added", "Subject: a\n\n",
		  "deleteheader \"subject\"; addheader \"Subject\" \"b\"; "
		  "addheader \"X\" \"c\";",
		  "X: c\nSubject: b\n\n" },
		{ "discarded all the same", "A: b\n\n",
		  "discard; addheader \"X\" \"y\"; deleteheader \"A\";", NULL },
	};

	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		struct str mail = str_from(some[i].mail);
		struct sieve_outcome outcome = edit_outcome(
			arena,
			arena_printf(arena, REQUIRE "%s", some[i].script),
			mail);

		is_str(outcome.error.text, "", "%s: runs", some[i].name);
		ok(outcome.implicit_keep == (some[i].kept != NULL),
		   "%s: the implicit keep", some[i].name);
		if (some[i].kept != NULL)
			is_str(as_version(arena, mail, &outcome,
					  outcome.keep_version),
			       some[i].kept, "%s", some[i].name);
	}
}

/* Delivered-To is the user's to write, but what is sent on has what it came
 * with: mail servers find loops by it. */
static void test_sent_on(struct arena *arena)
{
#define HOPS                                                                   \
	"Delivered-To: me@b.example\nA: 1\ndelivered-to: you@b.example\nB: "   \
	"2\n"
	static const struct {
		const char *name, *mail, *script, *stored, *sent;
	} some[] = {
		{ "deleted", HOPS "\nx", "deleteheader \"Delivered-To\";",
		  "A: 1\nB: 2\n\nx", HOPS "\nx" },
		{ "one of them deleted", HOPS "\nx",
		  "deleteheader :index 2 \"Delivered-To\";",
		  "Delivered-To: me@b.example\nA: 1\nB: 2\n\nx", HOPS "\nx" },
		{ "added", HOPS "\nx",
		  "addheader \"Delivered-To\" \"a\"; addheader :last "
		  "\"DELIVERED-TO\" \"z\";",
		  "Delivered-To: a\n" HOPS "DELIVERED-TO: z\n\nx", HOPS "\nx" },
		{ "replaced", HOPS "\nx",
		  "deleteheader \"Delivered-To\"; addheader \"Delivered-To\" "
		  "\"<c@d.example>\";",
		  "Delivered-To: <c@d.example>\nA: 1\nB: 2\n\nx", HOPS "\nx" },
		{ "among other changes", HOPS "\nx",
		  "deleteheader \"Delivered-To\"; deleteheader \"B\"; "
		  "addheader \"X\" \"y\"; addheader :last \"Z\" \"z\";",
		  "X: y\nA: 1\nZ: z\n\nx",
		  "X: y\nDelivered-To: me@b.example\nA: 1\ndelivered-to: "
		  "you@b.example\nZ: z\n\nx" },
		{ "and enclosed", HOPS "\nx",
		  "deleteheader \"Delivered-To\"; enclose :subject \"s\" "
		  "\"t\"; addheader \"Delivered-To\" \"a\";",
		  NULL, HOPS "\nx" },
		{ "of a mail of nothing else", "Delivered-To: a",
		  "deleteheader \"Delivered-To\"; addheader :last \"X\" "
		  "\"y\";",
		  "X: y\n", "Delivered-To: a\nX: y\n" },
		{ "what was not touched", HOPS "\nx", "deleteheader \"B\";",
		  "Delivered-To: me@b.example\nA: 1\ndelivered-to: "
		  "you@b.example\n\nx",
		  "Delivered-To: me@b.example\nA: 1\ndelivered-to: "
		  "you@b.example\n\nx" },
	};

	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		struct str mail = str_from(some[i].mail);
		struct sieve_outcome outcome =
			edit_outcome(arena,
				     arena_printf(arena,
						  REQUIRE "%s redirect :copy "
							  "\"c@d.example\";",
						  some[i].script),
				     mail);

		is_str(outcome.error.text, "", "%s: runs", some[i].name);
		if (outcome.failed)
			continue;
		if (some[i].stored != NULL)
			is_str(as_version(arena, mail, &outcome,
					  outcome.keep_version),
			       some[i].stored, "%s: stored", some[i].name);
		is_str(as_version(arena, mail, &outcome,
				  outcome.actions.list[0].version),
		       some[i].sent, "%s: sent on", some[i].name);
	}
}

static void test_too_much(struct arena *arena)
{
	struct buf script = buf_new(arena, (size_t)1 << 20);

	buf_add(&script, STR(REQUIRE "set \"a\" \""));
	for (int i = 0; i < 8000; i++)
		buf_add_char(&script, 'a' + i % 7 * (i % 11 > 0));
	buf_add(&script, STR("\";\n"));
	for (int i = 0; i < 80; i++)
		buf_add(&script, STR("addheader \"X\" \"${a}\";"));
	is_str(kept_mail(arena, buf_str(&script), STR(MAIL)),
	       "failed: a header field may have 262144 bytes, all that scripts "
	       "add 524288",
	       "too much text");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)256 << 20, NULL);

	is_str(compile(arena, STR("addheader \"X\" \"y\";")),
	       "1:1 \"addheader\" needs the extension \"editheader\"; did you "
	       "mean to write: require \"editheader\";\n",
	       "addheader must be required");
	is_str(compile(arena, STR("deleteheader \"X\";")),
	       "1:1 \"deleteheader\" needs the extension \"editheader\"; did "
	       "you mean to write: require \"editheader\";\n",
	       "deleteheader must be required");
	test_cases(arena);
	test_odd_mails(arena);
	test_versions(arena);
	test_fields(arena);
	test_sent_on(arena);
	test_too_much(arena);
	arena_free(arena);
	return done_testing();
}
