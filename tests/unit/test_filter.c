#include "../../filter/score.h"
#include "../../filter/filter.h"

#include "../tap.h"
#include "asked.h"

static const char zone[] = "bank.example TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
			   "_dmarc.bank.example TXT \"v=DMARC1; p=reject\"\n"
			   "_dmarc.slow.example TXT FAIL\n"
			   "mx.bank.example A 192.0.2.1\n"
			   "1.2.0.192.in-addr.arpa PTR mx.bank.example\n";

#define GOOD "192.0.2.1" /* the bank's client */
#define EVIL "198.51.100.1" /* whose mail as the bank is Junk */

#define REQUIRE "require \"fileinto\";\n"
#define BROKEN "if if if\n"

/* What the scripts (before; the user's; after) make of a mail. */
static const struct {
	const char *what, *client, *detail;
	const char *before, *user, *after;
	const char *want; /* actions; after "|" those withheld; "?" an error */
} cases[] = {
	{ "no script", GOOD, "", NULL, NULL, NULL, "INBOX" },
	{ "no script, Junk", EVIL, "", NULL, NULL, NULL, "Junk+" },
	{ "no script, a detail", GOOD, "Bills", NULL, NULL, NULL,
	  "Bills(or INBOX)" },
	{ "no script, a detail, Junk", EVIL, "Bills", NULL, NULL, NULL,
	  "Junk+" },
	{ "keep", GOOD, "", NULL, "keep;", NULL, "INBOX" },
	{ "fileinto", GOOD, "Bills", NULL, REQUIRE "fileinto \"Lists\";", NULL,
	  "Lists" },
	{ "discard", GOOD, "", NULL, "discard;", NULL, "discard" },
	{ "redirect", GOOD, "", NULL, "redirect \"x@y.example\";", NULL,
	  "redirect x@y.example" },
	{ "stop ends its own script", GOOD, "", NULL, "stop;",
	  REQUIRE "fileinto \"After\";", "After" },
	{ "so does keep", GOOD, "", "keep; stop;", REQUIRE "fileinto \"User\";",
	  NULL, "User" },
	{ "into INBOX: not handed on", GOOD, "", REQUIRE "fileinto \"INBOX\";",
	  REQUIRE "fileinto \"User\";", NULL, "INBOX" },
	/* one after another */
	{ "the first that files decides", GOOD, "",
	  REQUIRE "fileinto \"Before\";", REQUIRE "fileinto \"User\";",
	  REQUIRE "fileinto \"After\";", "Before" },
	{ "the administrator's discard is final", GOOD, "", "discard;",
	  REQUIRE "fileinto \"User\";", NULL, "discard" },
	{ "those that do nothing leave it to the next", GOOD, "",
	  "if false { discard; }", "if false { keep; }",
	  REQUIRE "fileinto \"After\";", "After" },
	/* broken scripts */
	{ "a broken user script", GOOD, "", NULL, BROKEN, NULL, "INBOX?" },
	{ "a broken user script, Junk", EVIL, "", NULL, BROKEN, NULL,
	  "Junk+?" },
	{ "a broken script does not stop the next", GOOD, "", BROKEN,
	  REQUIRE "fileinto \"User\";", NULL, "User?" },
	/* Junk */
	{ "Junk: keep", EVIL, "", NULL, "keep;", NULL, "Junk+" },
	{ "Junk: fileinto INBOX", EVIL, "", NULL, REQUIRE "fileinto \"INBOX\";",
	  NULL, "Junk+" },
	{ "Junk by a hard rule: fileinto", EVIL, "", NULL,
	  REQUIRE "fileinto \"Bank\";", NULL, "Junk+|Bank" },
	{ "Junk by a hard rule: fileinto Junk", EVIL, "", NULL,
	  REQUIRE "fileinto \"Junk\";", NULL, "Junk+" },
	{ "Junk: discard", EVIL, "", NULL, "discard;", NULL, "discard" },
	{ "Junk: redirect", EVIL, "", NULL, "redirect \"x@y.example\";", NULL,
	  "Junk+|redirect x@y.example" },
	{ "Junk: redirect and keep", EVIL, "", NULL,
	  "redirect \"x@y.example\"; keep;", NULL,
	  "Junk+|redirect x@y.example" },
};

static struct str action_name(struct arena *arena, const struct action *action)
{
	if (action->type == ACTION_STORE)
		return arena_printf(arena, "%.*s%s%s", STR_ARG(action->folder),
				    action->create ? "+" : "",
				    action->or_inbox ? "(or INBOX)" : "");
	if (action->type == ACTION_REDIRECT)
		return arena_printf(arena, "redirect %.*s",
				    STR_ARG(action->address));
	return STR("discard");
}

static struct str describe(struct arena *arena, const struct decision *decision)
{
	struct buf text = buf_new(arena, 4096);

	for (size_t i = 0; i < decision->actions.count; i++) {
		buf_add(&text, i > 0 ? STR(" ") : STR(""));
		buf_add(&text, action_name(arena, &decision->actions.list[i]));
	}
	for (size_t i = 0; i < decision->withheld.count; i++) {
		buf_add(&text, STR("|"));
		buf_add(&text, action_name(arena, &decision->withheld.list[i]));
	}
	if (decision->errors.count > 0)
		buf_add(&text, STR("?"));
	return buf_str(&text);
}

static struct decision decide(struct asked *asked, const char *mail,
			      const char *client,
			      const struct recipient *recipient)
{
	struct arena *arena = asked->context.arena;
	struct policy policy = { .authserv_id = STR("mx.home.example"),
				 .junk_score = 500,
				 .temperror_retry = 600 };
	struct message *message = ARENA_NEW(arena, struct message);
	struct assessment *assessment = ARENA_NEW(arena, struct assessment);
	struct envelope envelope = { .client.status = CLIENT_KNOWN,
				     .client.helo = STR("mx.bank.example"),
				     .sender = sender_parse(
					     STR("ann@bank.example")) };

	for (size_t i = 0; i < SCORE_RULES; i++)
		policy.scores[i] = score_rules[i].points;
	ip_parse(str_from(client), &envelope.client.ip);
	*message = message_parse(arena, str_from(mail));
	*assessment =
		filter_assess(&asked->context, &policy, message, &envelope);
	return filter_decide(&asked->context, &policy, assessment, recipient);
}

static void test_scripts(struct asked *asked)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *texts[] = { cases[i].before, cases[i].user,
					cases[i].after };
		struct sieve_script scripts[3];
		struct recipient recipient = {
			.address = STR("bob@home.example"),
			.detail_folder = str_from(cases[i].detail),
			.junk_folder = STR("Junk"),
			.scripts = scripts,
		};
		struct decision decision;

		for (size_t n = 0; n < 3; n++)
			if (texts[n] != NULL)
				scripts[recipient.script_count++] =
					(struct sieve_script){
						STR("x.sieve"),
						str_from(texts[n])
					};
		decision = decide(asked,
				  "From: ann@bank.example\n"
				  "To: bob@home.example\n\nhi\n",
				  cases[i].client, &recipient);
		is_str(describe(asked->context.arena, &decision), cases[i].want,
		       "%s", cases[i].what);
	}
}

static struct str field_names(struct arena *arena, struct str fields)
{
	struct message message = message_parse(arena, fields);
	struct str text = STR("");

	for (size_t i = 0; i < message.header_count; i++)
		text = arena_printf(arena, "%.*s%s%.*s", STR_ARG(text),
				    i > 0 ? " " : "",
				    STR_ARG(message.headers[i].name));
	return text;
}

static void test_fields(struct asked *asked)
{
	static const struct {
		const char *what, *client, *mail, *want;
	} rows[] = {
		{ "good", GOOD, "From: ann@bank.example\n",
		  "Authentication-Results Received-SPF X-Spam-Status "
		  "X-Spam-Score X-Waxseal-Reason" },
		{ "Junk", EVIL, "From: ann@bank.example\n",
		  "Authentication-Results Received-SPF X-Spam-Flag "
		  "X-Spam-Status X-Spam-Score X-Spam-Level "
		  "X-Waxseal-Reason" },
		{ "the mail begins with a continuation", GOOD,
		  " X: y\nFrom: ann@bank.example\n",
		  "Authentication-Results Received-SPF X-Spam-Flag "
		  "X-Spam-Status X-Spam-Score X-Spam-Level "
		  "X-Waxseal-Reason X-Waxseal-Malformed" },
	};
	const struct recipient recipient = { .junk_folder = STR("Junk") };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct decision decision =
			decide(asked, rows[i].mail, rows[i].client, &recipient);

		is_str(field_names(asked->context.arena, decision.fields),
		       rows[i].want, "fields: %s", rows[i].what);
	}
}

static void test_retry(struct asked *asked)
{
	const struct recipient recipient = { .junk_folder = STR("Junk") };
	struct decision decision =
		decide(asked, "From: ann@slow.example\n", GOOD, &recipient);

	ok(decision.verdict.disposition == DISPOSITION_RETRY,
	   "no answer: tried again");
	is_int((long long)decision.actions.count, 0, "nothing is done");
}

static struct decision decide_by(struct asked *asked, const char *client,
				 const char *first, const char *second)
{
	struct sieve_script scripts[] = {
		{ STR("first.sieve"), str_from(first) },
		{ STR("second.sieve"), str_from(second) },
	};
	struct recipient recipient = { .address = STR("bob@home.example"),
				       .junk_folder = STR("Junk"),
				       .scripts = scripts,
				       .script_count = 2 };

	return decide(asked,
		      "From: ann@bank.example\n"
		      "To: bob@home.example\n"
		      "Message-ID: <1@bank.example>\n\nhi\n",
		      client, &recipient);
}

#define DUPLICATE "require \"duplicate\"; if duplicate { discard; }"

/* What scripts leave behind: marks, notes. */
static void test_left(struct asked *asked)
{
	struct decision decision =
		decide_by(asked, GOOD, DUPLICATE,
			  "require [\"vnd.dovecot.debug\", \"fileinto\"];"
			  "debug_log \"here\"; fileinto \"..\";");

	is_int((long long)decision.marks.count, 1, "a mark is left");
	is_int((long long)decision.notes.count, 1,
	       "so is a note, though its script failed");
	decision = decide_by(asked, EVIL, DUPLICATE, DUPLICATE);
	is_int((long long)decision.marks.count, 0,
	       "a spoof leaves no mark: the genuine mail is no duplicate");
}

/* One answer, whoever wants to give it. */
static void test_one_answer(struct asked *asked)
{
	struct decision decision =
		decide_by(asked, GOOD, "require \"vacation\"; vacation \"a\";",
			  "require \"vacation\"; vacation \"b\";");
	size_t answers = 0;

	for (size_t i = 0; i < decision.actions.count; i++)
		answers += decision.actions.list[i].type == ACTION_VACATION;
	is_int((long long)answers, 1, "the first script answers");
	is_int((long long)decision.withheld.count, 1, "the second does not");
	if (decision.withheld.count > 0)
		is_str(decision.withheld.list[0].why,
		       "another script answers this mail already", "and why");
}

int main(void)
{
	struct arena *arena = arena_new(1 << 24, NULL);
	struct asked *asked = asked_new(arena, zone);

	test_scripts(asked);
	test_fields(asked);
	test_retry(asked);
	test_left(asked);
	test_one_answer(asked);
	arena_free(arena);
	return done_testing();
}
