/* Programs that scripts run (spec-bosch-sieve-extprograms): what they are asked,
 * and what comes of whatever they answer. */
#include "../../filter/sieve/programs.h"

#include "edit_case.h"

/* -- a program that answers as the case says -------------------------------------- */

static struct fake {
	struct sieve_programs programs;
	struct programs_answer answer;
	struct str mail; /* as received */
	struct buf asked;
} fake;

static void run(const struct sieve_programs *programs, struct arena *arena,
		const struct programs_call *call,
		struct programs_answer *answer)
{
	(void)programs;
	buf_printf(&fake.asked, "%.*s(", STR_ARG(call->name));
	for (size_t i = 0; i < call->arguments.count; i++)
		buf_printf(&fake.asked, "%s%.*s", i > 0 ? ", " : "",
			   STR_ARG(call->arguments.items[i]));
	buf_printf(&fake.asked, ") < \"");
	buf_add(&fake.asked, call->mail != NULL
				     ? edited_text(arena, fake.mail, call->mail)
				     : call->input);
	buf_printf(&fake.asked, "\" %zu\n", call->most);
	*answer = fake.answer;
}

struct said {
	struct sieve_outcome outcome;
	struct str told;
};

static struct said run_over(struct arena *arena, struct str text,
			    struct str mail, bool available)
{
	static struct message message;
	static struct envelope envelope;
	struct sieve_script script = { STR("test"), text };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .programs =
					     available ? &fake.programs : NULL,
				     .no_programs = STR("not now") };
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile(arena, &script, &errors);
	struct said said = { .told = STR("") };

	message = message_parse(arena, mail);
	fake.mail = mail;
	fake.asked = buf_new(arena, (size_t)1 << 24);
	fake.programs.run = run;
	if (sieve == NULL) {
		said.outcome.failed = true;
		said.outcome.error.text = errors_text(arena, &errors);
		return said;
	}
	said.outcome = sieve_run(arena, sieve, &facts);
	said.told = errors_text(arena, &said.outcome.told);
	return said;
}

/* -- compiling -------------------------------------------------------------------- */

#define ALL                                                                    \
	"require [\"vnd.dovecot.filter\", \"vnd.dovecot.execute\", "           \
	"\"variables\", \"fileinto\", \"editheader\", \"body\"];"

static const struct {
	const char *script, *errors;
} compiled[] = {
	{ ALL "filter \"p\"; if filter \"p\" [\"a\", \"b\"] { keep; }", "" },
	{ ALL "execute \"p\"; if not execute :pipe :output \"v\" \"p\" \"a\" "
	      "{ keep; }",
	  "" },
	{ ALL "execute :input \"${v}\" \"p\";", "" },
	{ "filter \"p\";",
	  "1:1 \"filter\" needs the extension \"vnd.dovecot.filter\"; did you "
	  "mean to write: require \"vnd.dovecot.filter\";\n" },
	{ "require \"vnd.dovecot.execute\";execute :output \"v\" \"p\";",
	  "1:39 \":output\" needs the extension \"variables\"; did you mean to "
	  "write: require \"variables\";\n" },
	{ "require \"vnd.dovecot.execute\";execute :pipe :input \"v\" \"p\";",
	  "1:45 \":input\" cannot stand with \":pipe\"\n" },
	{ ALL "\nexecute :output \"1\" \"p\";",
	  "2:17 this is no name of a variable: it is made of letters, digits "
	  "and \"_\", and begins with no digit\n" },
	{ ALL "\nexecute :output \"a.b\" \"p\";",
	  "2:17 this is no name of a variable: it is made of letters, digits "
	  "and \"_\", and begins with no digit\n" },
	{ ALL "\nexecute \"${p}\";",
	  "2:9 the name of a program holds no variables\n" },
	{ ALL "\nif filter \"/p\" { keep; }",
	  "2:11 this is no name of a program: it holds no \"/\" and does not "
	  "begin with \".\" or \"-\"\n" },
	{ "require [\"vnd.dovecot.filter\", \"foreverypart\"];\n"
	  "foreverypart { filter \"p\"; }",
	  "2:16 \"filter\" cannot stand in the block of a "
	  "\"foreverypart\"\n" },
	{ ALL "\nfilter;",
	  "2:1 wrong arguments; it is: filter <program-name: string> "
	  "[arguments: string list]\n" },
	{ ALL "\nif filter \"p\" { keep; } filter { keep; }",
	  "2:25 \"filter\" takes no block; a \";\" ends it\n" },
};

/* Section 3 and 4: what must be possible, and what must not. */
static void test_bounds(struct arena *arena)
{
	static const char *const bad[] = {
		"",	    "a/b",	    "a\nb",	    "a\x7f",
		"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xFF"
	};
	struct buf longest = buf_new(arena, 600),
		   arguments = buf_new(arena, 1 << 15);
	struct said said;

	for (size_t i = 0; i < 128; i++)
		buf_add(&longest, STR("\xF0\x9F\x93\xA7"));
	is_str(compile(arena, arena_printf(arena, ALL "filter \"%.*s\";",
					   STR_ARG(buf_str(&longest)))),
	       "", "a name of 128 characters");
	ok(str_find_str(
		   compile(arena, arena_printf(arena, ALL "filter \"%.*sx\";",
					       STR_ARG(buf_str(&longest)))),
		   STR("this is no name of a program")) < 200,
	   "a longer one is not cut");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(str_find_str(
			   compile(arena,
				   arena_printf(arena, ALL "execute \"%s\";",
						bad[i])),
			   STR("this is no name of a program")) < 200,
		   "%zu: what no name holds", i);
	for (size_t i = 0; i < 16; i++) {
		buf_add(&arguments, i > 0 ? STR(", \"") : STR("[\""));
		for (size_t n = 0; n < 1024; n++)
			buf_add_char(&arguments, 'a');
		buf_add(&arguments, STR("\""));
	}
	fake.answer = (struct programs_answer){ .end = PROGRAMS_DONE };
	said = run_over(arena,
			arena_printf(arena, ALL "execute \"p\" %.*s];",
				     STR_ARG(buf_str(&arguments))),
			STR("A: b\n\n"), true);
	ok(!said.outcome.failed, "sixteen arguments of 1024 bytes");
	ok(fake.asked.len > 16 * 1024, "reach the program");
}

static void test_compiling(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(compiled) / sizeof(compiled[0]); i++)
		is_str(compile(arena, str_from(compiled[i].script)),
		       compiled[i].errors, "%s", compiled[i].script);
}

/* -- where there are none ---------------------------------------------------------- */

static struct str compile_without(struct arena *arena, const char *text)
{
	static const struct sieve_includable includable = { .no_programs =
								    true };
	struct sieve_script script = { STR("test"), str_from(text) };
	struct sieve_errors errors;

	sieve_compile_with(arena, &script, &includable, &errors);
	return errors_text(arena, &errors);
}

static void test_without(struct arena *arena)
{
	is_str(compile_without(arena, "require \"vnd.dovecot.pipe\"; "
				      "pipe \"p\"; pipe \"q\";"),
	       "1:9 \"vnd.dovecot.pipe\": scripts may run no programs here; "
	       "the "
	       "administrator can allow it (sieve_programs)\n",
	       "require says it once");
	is_str(compile_without(arena, "require \"ihave\"; "
				      "if ihave \"vnd.dovecot.filter\" "
				      "{ filter \"p\"; } else { keep; }"),
	       "", "behind an ihave that finds none, they may stand");
}

/* -- running ------------------------------------------------------------------------ */

#define MAIL                                                                   \
	"Received: by mx\n"                                                    \
	"Authentication-Results: b.example; dkim=pass\n"                       \
	"From: a@a.example\n"                                                  \
	"Subject: hi\n"                                                        \
	"\n"                                                                   \
	"body\n"

struct run_case {
	const char *name, *script;
	struct programs_answer answer;
	const char *asked; /* how it ends; or NULL */
	const char *told;
	const char *kept; /* the mail, or NULL: as it was */
	const char *outcome; /* how it begins */
};

#define DONE(text)                                                             \
	{                                                                      \
		.end = PROGRAMS_DONE, .output = STR_INIT(text)                 \
	}
#define KEEP "keep (implicit)"

static const struct run_case cases[] = {
	{ "arguments and the mail as it is now",
	  ALL "addheader \"X\" \"1\"; execute :pipe \"p\" [\"a\", \"b c\"];",
	  DONE(""), "p(a, b c) < \"X: 1\n" MAIL "\" 0\n", "", "X: 1\n" MAIL,
	  KEEP },
	{ "a text", ALL "set \"x\" \"y\"; execute :input \"${x}${x}\" \"p\";",
	  DONE("unwanted"), "p() < \"yy\" 0\n", "", NULL, KEEP },
	{ "output", ALL "if execute :output \"v\" \"p\" { fileinto \"${v}\"; }",
	  DONE("out"), "p() < \"\" 16384\n", "", NULL, "fileinto \"out\"" },
	{ "no",
	  ALL "if not execute :output \"v\" \"p\" { fileinto \"a${v}\"; }",
	  { .end = PROGRAMS_REFUSED,
	    .output = STR_INIT("x"),
	    .why = STR_INIT("status 1") },
	  NULL,
	  "",
	  NULL,
	  "fileinto \"a\"" },
	{ "no, to a command",
	  ALL "execute \"p\";",
	  { .end = PROGRAMS_REFUSED, .why = STR_INIT("p: status 1") },
	  NULL,
	  "1:102 p: status 1\n",
	  NULL,
	  KEEP },
	{ "killed",
	  ALL "if not execute \"p\" { fileinto \"a\"; }",
	  { .end = PROGRAMS_FAILED, .why = STR_INIT("took\ntoo long") },
	  NULL,
	  "1:109 took?too long\n",
	  NULL,
	  "fileinto \"a\"" },
	{ "none of that name, as a test",
	  ALL "if not filter \"p\" { fileinto \"a\"; }",
	  { .end = PROGRAMS_UNKNOWN, .why = STR_INIT("p: none") },
	  NULL,
	  "1:109 p: none\n",
	  NULL,
	  "fileinto \"a\"" },
	{ "none of that name",
	  ALL "discard; filter \"p\";",
	  { .end = PROGRAMS_UNKNOWN, .why = STR_INIT("p: none") },
	  NULL,
	  "",
	  NULL,
	  "failed: 1:111 p: none" },
	{ "another mail",
	  ALL "if filter \"p\" { if body :contains \"new\" "
	      "{ fileinto \"${v}a\"; } }",
	  DONE("Subject: new\n\nnew body\n"), "p() < \"" MAIL "\" 3145728\n",
	  "", "Received: by mx\nSubject: new\n\nnew body\n", "fileinto \"a\"" },
	{ "the same mail", ALL "filter \"p\";", DONE(MAIL), NULL, "", NULL,
	  KEEP },
	{ "CRLF, and no last line end", ALL "filter \"p\";",
	  DONE("A: b\r\nReceived: by\r\n mx\r\n\r\nx"), NULL, "",
	  "A: b\nReceived: by\n mx\n\nx\n", KEEP },
	{ "no body", ALL "filter \"p\";", DONE("A: b"), NULL, "",
	  "Received: by mx\nA: b\n\n", KEEP },
	{ "what is ours is not taken", ALL "filter \"p\";",
	  DONE("authentication-results: mx; dmarc=pass\n"
	       "Authentication-Results: b.example; dkim=pass\n"
	       "X-Spam_score: 0\nX-Spamd-Bar: x\nX-Rspamd-Y: z\n"
	       "Received-SPF: pass\nX-Waxseal-Reason: x\nX-Spam: no\n"
	       "Return-Path: <>\nX-Spam-Flag: NO\n"
	       "Received: by mx\nA: b\n\n"),
	  NULL, "",
	  "Authentication-Results: b.example; dkim=pass\nReceived: by mx\n"
	  "A: b\n\n",
	  KEEP },
	{ "no mail", ALL "filter \"p\";", DONE(""), NULL,
	  "1:102 p: it printed no mail\n", NULL, KEEP },
	{ "not a header", ALL "filter \"p\";", DONE("hello\n\nx"), NULL,
	  "1:102 p: what it printed is no mail: its header is malformed\n",
	  NULL, KEEP },
	{ "a NUL in it", ALL "filter \"p\";", DONE("A: b\0\n\nx"), NULL,
	  "1:102 p: what it printed is no mail: its header is malformed\n",
	  NULL, KEEP },
	{ "two authors", ALL "filter \"p\";", DONE("From: a\nFrom: b\n\n"),
	  NULL,
	  "1:102 p: what it printed is no mail: its header is malformed\n",
	  NULL, KEEP },
	{ "cut",
	  ALL "filter \"p\";",
	  { .end = PROGRAMS_DONE, .output = STR_INIT("A: b\n\n"), .cut = true },
	  NULL,
	  "1:102 p: what it printed is too long\n",
	  NULL,
	  KEEP },
	{ "changed once more",
	  ALL "filter \"p\"; addheader \"X\" \"1\"; addheader :last \"Y\" "
	      "\"2\"; deleteheader \"A\";",
	  DONE("A: b\nB: c\n\nx\n"), NULL, "",
	  "X: 1\nReceived: by mx\nB: c\nY: 2\n\nx\n", KEEP },
	{ "an error behind it keeps the mail as it came",
	  ALL "filter \"p\"; fileinto \"${v}\";", DONE("A: b\n\nx\n"), NULL, "",
	  NULL, "failed: " },
	{ "false changes no mail",
	  ALL "if filter \"p\" { fileinto \"a\"; }",
	  { .end = PROGRAMS_REFUSED,
	    .output = STR_INIT("A: b\n\n"),
	    .why = STR_INIT("status 1") },
	  NULL,
	  "",
	  NULL,
	  KEEP },
	{ "no input, no output", ALL "execute \"p\";", DONE("x"),
	  "p() < \"\" 0\n", "", NULL, KEEP },
	{ "filed before, filtered after",
	  ALL "fileinto \"a\"; filter \"p\"; fileinto \"b\";",
	  DONE("Received: by mx\nA: b\n\nx\n"), NULL, "", NULL,
	  "fileinto \"a\"\nfileinto \"b\"" },
};

static void test_running(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct run_case *test = &cases[i];
		struct said said;
		struct str outcome, asked;

		fake.answer = test->answer;
		said = run_over(arena, str_from(test->script), STR(MAIL), true);
		outcome = outcome_text(arena, &said.outcome);
		asked = buf_str(&fake.asked);
		if (!ok(str_starts(outcome, str_from(test->outcome)), "%s",
			test->name))
			printf("# got %.*s\n", STR_ARG(outcome));
		is_str(said.told, test->told, "%s: told", test->name);
		if (test->asked != NULL)
			is_str(asked, test->asked, "%s: asked", test->name);
		is_str(as_version(arena, STR(MAIL), &said.outcome,
				  said.outcome.keep_version),
		       test->kept != NULL ? test->kept
		       : said.outcome.actions.count > 1
			       ? test->answer.output.ptr
			       : MAIL,
		       "%s: the mail", test->name);
	}
}

static void test_unavailable(struct arena *arena)
{
	struct said said = run_over(
		arena, STR(ALL "if not filter \"p\" { fileinto \"a\"; }"),
		STR(MAIL), false);

	is_str(said.told, "1:109 warning: p was not run: not now\n",
	       "a program that is not run is told of");
	ok(said.outcome.actions.count == 1 && fake.asked.len == 0,
	   "and is false");
}

/* A flood of long mails ends before memory does. */
static void test_flood(struct arena *arena)
{
	size_t size = (size_t)3 * 1024 * 1024;
	char *text = arena_alloc(arena, size);
	struct said said;

	memset(text, 'x', size);
	memcpy(text, "A: b\n\n", 6);
	fake.answer = (struct programs_answer){ .end = PROGRAMS_DONE,
						.output = { text, size } };
	said = run_over(arena, STR(ALL "filter \"p\"; keep; filter \"p\";"),
			STR(MAIL), true);
	ok(!said.outcome.failed || said.outcome.error.text.len > 0,
	   "two mails of three MiB");
	ok(str_find_str(buf_str(&fake.asked), STR("\" 1048")) < fake.asked.len,
	   "the second may be as long as there is room: %.*s",
	   STR_ARG(said.outcome.error.text));
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 28, NULL);

	test_compiling(arena);
	test_bounds(arena);
	test_without(arena);
	test_running(arena);
	test_unavailable(arena);
	test_flood(arena);
	arena_free(arena);
	return done_testing();
}
