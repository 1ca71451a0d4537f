/* From a script to the mail that it sends: what stands there, or why nothing is
 * sent; the mail is from ann@a.example, and SPF proves it. */
#include "../../filter/filter.h"

#include "../tap.h"
#include "asked.h"

#define SUBJECT "Subject: hello\n"
#define PLAIN                                                                  \
	"From: Ann <ann@a.example>\nTo: bob@home.example\n" SUBJECT            \
	"Message-ID: <1@a.example>\n"
#define LIST PLAIN "List-Id: <knitting.a.example>\n"
#define OTHER                                                                  \
	"From: ann@a.example\nTo: carl@home.example\n" SUBJECT                 \
	"Message-ID: <2@a.example>\n"

#define EDIT                                                                   \
	"require [\"vacation\", \"enotify\", \"reject\", \"ereject\", "        \
	"\"editheader\", \"variables\", \"enclose\", \"replace\"];\n"
#define NOTIFY "notify \"mailto:pager@b.example\";"
#define CHANGE "deleteheader \"Subject\"; addheader \"Subject\" \"changed\";\n"

struct answer_case {
	const char *name, *mail, *script;
	/* A field of what is sent; "body", "to", "sender"; or "not": why
	 * nothing is. */
	const char *what, *want;
};

static const struct answer_case cases[] = {
	/* RFC 5293 7: they look at the header as it is when they run */
	{ "vacation: the subject as a script has changed it", PLAIN,
	  EDIT CHANGE "vacation \"x\";", "Subject", "Auto: changed" },
	{ "vacation: what is changed behind it does not count", PLAIN,
	  EDIT "vacation \"x\";" CHANGE, "Subject", "Auto: hello" },
	{ "vacation: a subject that was deleted", PLAIN,
	  EDIT "deleteheader \"Subject\"; vacation \"x\";", "Subject",
	  "Automated reply" },
	{ "vacation: changed back again", PLAIN,
	  EDIT "addheader \"X\" \"1\"; deleteheader \"X\"; vacation \"x\";",
	  "Subject", "Auto: hello" },
	{ "vacation: a text by variables of a changed field", PLAIN,
	  EDIT CHANGE "if header :matches \"Subject\" \"*\" {\n"
		      "vacation :subject \"Re: ${1}\" \"about ${1}\"; }",
	  "Subject", "Re: changed" },
	{ "vacation: and in its reason", PLAIN,
	  EDIT CHANGE "if header :matches \"Subject\" \"*\" {\n"
		      "vacation :subject \"Re: ${1}\" \"about ${1}\"; }",
	  "body", "about changed\n" },
	{ "vacation: a list, until its field is deleted", LIST,
	  EDIT "vacation \"x\";", "not", "it came through a mailing list" },
	{ "vacation: whose field is deleted", LIST,
	  EDIT "deleteheader \"List-Id\"; vacation \"x\";", "Subject",
	  "Auto: hello" },
	{ "vacation: a list by a field that was added", PLAIN,
	  EDIT "addheader \"List-Id\" \"<x.a.example>\"; vacation \"x\";",
	  "not", "it came through a mailing list" },
	{ "vacation: addressed by a field that was added", OTHER,
	  EDIT "addheader \"Cc\" \"bob@home.example\"; vacation \"x\";", "to",
	  "ann@a.example" },
	{ "vacation: no longer addressed", PLAIN,
	  EDIT "deleteheader \"To\"; vacation \"x\";", "not",
	  "the recipient is not named in To or Cc" },
	{ "vacation: Auto-Submitted cannot be deleted",
	  PLAIN "Auto-Submitted: auto-replied\n",
	  EDIT "deleteheader \"Auto-Submitted\"; vacation \"x\";", "not",
	  "a program wrote it by its Auto-Submitted" },
	{ "vacation: nor outweighed", PLAIN "Auto-Submitted: auto-replied\n",
	  EDIT "addheader \"Auto-Submitted\" \"no\"; vacation \"x\";", "not",
	  "a program wrote it by its Auto-Submitted" },
	{ "vacation: but added", PLAIN,
	  EDIT "addheader \"Auto-Submitted\" \"auto-generated\"; "
	       "vacation \"x\";",
	  "not", "a program wrote it by its Auto-Submitted" },
	{ "vacation: in the thread of what came", PLAIN,
	  EDIT "deleteheader \"Message-ID\"; vacation \"x\";", "In-Reply-To",
	  "<1@a.example>" },
	{ "vacation: of a mail that was enclosed since", PLAIN,
	  EDIT CHANGE "enclose :subject \"outer\" \"text\"; vacation \"x\";",
	  "Subject", "Auto: changed" },
	{ "notify: the subject as a script has changed it", PLAIN,
	  EDIT CHANGE NOTIFY, "Subject", "changed" },
	{ "notify: what is changed behind it does not count", PLAIN,
	  EDIT NOTIFY CHANGE, "Subject", "hello" },
	{ "notify: the author, too", PLAIN,
	  EDIT
	  "deleteheader \"From\"; addheader \"From\" \"x@y.example\";\n" NOTIFY,
	  "body",
	  "There is new mail for bob@home.example.\n\n"
	  "From: x@y.example\nSubject: hello\n" },
	{ "notify: a list is told of", LIST, EDIT NOTIFY, "Subject", "hello" },
	{ "reject: the mail as it came", PLAIN, EDIT CHANGE "reject \"no\";",
	  "Subject", "Rejected: hello" },
	{ "ereject: the mail as it came", PLAIN, EDIT CHANGE "ereject \"no\";",
	  "Subject", "Rejected: hello" },
	{ "reject: a body that was replaced is not shown", PLAIN,
	  EDIT "replace \"new\"; reject \"no\";", "Subject",
	  "Rejected: hello" },
	/* RFC 5230 4.3, 4.5, 5 */
	{ "vacation: another address of one's own", OTHER,
	  EDIT "vacation :addresses [\"carl@home.example\"] \"x\";", "to",
	  "ann@a.example" },
	{ "vacation: not addressed", OTHER, EDIT "vacation \"x\";", "not",
	  "the recipient is not named in To or Cc" },
	{ "vacation: a subject of ASCII stays as it is", PLAIN,
	  EDIT "vacation :subject \"Back on Monday\" \"x\";", "Subject",
	  "Back on Monday" },
	{ "vacation: one of UTF-8 is encoded", PLAIN,
	  EDIT "vacation :subject \"Zur\xc3\xbc"
	       "ck\" \"x\";",
	  "Subject", "=?utf-8?q?Zur=C3=BCck?=" },
	{ "vacation: an address of others is not written as", PLAIN,
	  EDIT "vacation :from \"ceo@bank.example\" \"x\";", "From",
	  "bob@home.example" },
	{ "vacation: to the envelope's sender",
	  "From: carl@b.example\nReply-To: dora@b.example\n"
	  "To: bob@home.example\n",
	  EDIT "vacation \"x\";", "to", "ann@a.example" },
	{ "vacation: and to nobody else",
	  "From: carl@b.example\nReply-To: dora@b.example\n"
	  "To: bob@home.example\n",
	  EDIT "vacation \"x\";", "To", "ann@a.example" },
	{ "vacation: from the null sender", PLAIN, EDIT "vacation \"x\";",
	  "sender", "" },
	/* RFC 5436 2, 3 */
	{ "notify: from whom the script says, if that is one's own", PLAIN,
	  EDIT "notify :from \"b@home.example\" \"mailto:pager@b.example\";",
	  "From", "b@home.example" },
	{ "notify: so the envelope's sender", PLAIN,
	  EDIT "notify :from \"b@home.example\" \"mailto:pager@b.example\";",
	  "sender", "b@home.example" },
	{ "notify: but not from others", PLAIN,
	  EDIT "notify :from \"ceo@bank.example\" \"mailto:pager@b.example\";",
	  "From", "bob@home.example" },
	{ "notify: nor is that the envelope's sender", PLAIN,
	  EDIT "notify :from \"ceo@bank.example\" \"mailto:pager@b.example\";",
	  "sender", "bob@home.example" },
	{ "notify: else the recipient", PLAIN, EDIT NOTIFY, "sender",
	  "bob@home.example" },
	{ "notify: whoever is not addressed is told, too", OTHER, EDIT NOTIFY,
	  "to", "pager@b.example" },
	{ "notify: nobody is told of an automatic mail",
	  PLAIN "Auto-Submitted: auto-generated\n", EDIT NOTIFY, "not",
	  "a program wrote it by its Auto-Submitted" },
	{ "notify: a mail that says it is by hand",
	  PLAIN "Auto-Submitted: no\n", EDIT NOTIFY, "to", "pager@b.example" },
	{ "notify: the message is the subject", PLAIN,
	  EDIT "notify :message \"You got mail!\" "
	       "\"mailto:pager@b.example?subject=other\";",
	  "Subject", "You got mail!" },
	{ "notify: the example of RFC 5436 3", LIST,
	  EDIT "if header :contains \"list-id\" \"knitting.a.example\" {\n"
	       "  if header :matches \"Subject\" \"h*\" {\n"
	       "    notify :message \"From ${1} list: ${0}\"\n"
	       "      :importance \"3\"\n"
	       "      \"mailto:012@sms.b.example?to=backup@b.example\";\n"
	       "  }\n}",
	  "To", "012@sms.b.example, backup@b.example" },
	{ "notify: to both of them", LIST,
	  EDIT "notify \"mailto:012@sms.b.example?to=backup@b.example\";", "to",
	  "012@sms.b.example backup@b.example" },
	{ "notify: of low importance", LIST,
	  EDIT "notify :importance \"3\" \"mailto:pager@b.example\";",
	  "Importance", "low" },
};

static struct decision decide(struct asked *asked, const char *mail,
			      const char *text)
{
	struct arena *arena = asked->context.arena;
	static const struct str local[] = { STR_INIT("home.example") };
	struct policy policy = { .authserv_id = STR("mx.home.example"),
				 .local_domains = { local, 1 },
				 .junk_score = 500 };
	const struct sieve_script script = { STR("x.sieve"), str_from(text) };
	const struct recipient recipient = { .address = STR("bob@home.example"),
					     .owner = STR("bob@home.example"),
					     .junk_folder = STR("Junk"),
					     .scripts = &script,
					     .script_count = 1 };
	struct message *message = ARENA_NEW(arena, struct message);
	struct assessment *assessment = ARENA_NEW(arena, struct assessment);
	struct envelope envelope = { .client.status = CLIENT_KNOWN,
				     .client.helo = STR("mx.a.example"),
				     .recipient = recipient.address,
				     .sender = sender_parse(
					     STR("ann@a.example")) };

	ip_parse(STR("192.0.2.1"), &envelope.client.ip);
	*message = message_parse(arena, arena_printf(arena, "%s\nHi\n", mail));
	*assessment =
		filter_assess(&asked->context, &policy, message, &envelope);
	return filter_decide(&asked->context, &policy, assessment, &recipient);
}

static struct str recipients(struct arena *arena, const struct action *action)
{
	struct buf out = buf_new(arena, 4096);

	buf_add(&out, action->address);
	for (size_t i = 0; i < action->arguments.count; i++)
		buf_printf(&out, " %.*s", STR_ARG(action->arguments.items[i]));
	return buf_str(&out);
}

static struct str found(struct arena *arena, const struct action *action,
			const char *what)
{
	const struct message mail = message_parse(arena, action->mail);
	const struct header *header = message_find(&mail, str_from(what), 0);

	if (strcmp(what, "sender") == 0)
		return action->sender;
	if (strcmp(what, "to") == 0)
		return recipients(arena, action);
	if (strcmp(what, "body") == 0)
		return mail.body;
	return header != NULL ? header_unfold(arena, header->value) : STR("-");
}

/* The first that is sent, or would be; NULL: none. */
static const struct action *sent(const struct actions *actions)
{
	for (size_t i = 0; i < actions->count; i++)
		if (actions->list[i].type != ACTION_STORE)
			return &actions->list[i];
	return NULL;
}

static struct str first_error(const struct sieve_errors *errors)
{
	for (size_t i = 0; i < errors->count; i++)
		if (!errors->list[i].warning)
			return errors->list[i].text;
	return STR("");
}

static void test_cases(struct asked *asked)
{
	struct arena *arena = asked->context.arena;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct answer_case *c = &cases[i];
		struct decision decision = decide(asked, c->mail, c->script);
		bool not = strcmp(c->what, "not") == 0;
		const struct action *action =
			sent(not ? &decision.withheld : &decision.actions);

		if (first_error(&decision.errors).len > 0)
			is_str(first_error(&decision.errors), "", "%s",
			       c->name);
		else if (action == NULL)
			ok(false, "%s", c->name);
		else
			is_str(not ? action->why
				   : found(arena, action, c->what),
			       c->want, "%s", c->name);
	}
}

/* -- RFC 5230 4.2: two mails of one sender, and one script ------------------ */

static const struct {
	const char *name, *first, *second; /* subjects */
	const char *script;
	bool both; /* are answered */
} pairs[] = {
	{ "two responses", "Cyrus bug", "come over for dinner",
	  "require \"vacation\";\n"
	  "if header :contains \"subject\" \"cyrus\" {\n"
	  "    vacation \"I'm out -- send mail to cyrus-bugs\";\n"
	  "} else {\n"
	  "    vacation \"I'm out -- call me at +1 304 555 0123\";\n"
	  "}",
	  true },
	{ "one response", "come over for lunch", "come over for dinner",
	  "require \"vacation\";\n"
	  "if header :contains \"subject\" \"cyrus\" {\n"
	  "    vacation \"I'm out -- send mail to cyrus-bugs\";\n"
	  "} else {\n"
	  "    vacation \"I'm out -- call me at +1 304 555 0123\";\n"
	  "}",
	  false },
	{ "variables make no other response", "lunch?", "dinner?",
	  "require [\"vacation\", \"variables\"];\n"
	  "if header :matches \"subject\" \"*\" {\n"
	  "    vacation :subject \"Automatic response to: ${1}\"\n"
	  "             \"I'm away -- send mail to foo in my absence\";\n"
	  "}",
	  false },
	{ "nor does another text under one handle", "lunch?", "dinner?",
	  "require \"vacation\";\n"
	  "if header :contains \"subject\" \"lunch\" {\n"
	  "    vacation :handle \"ran-away\" \"I can't meet for lunch\";\n"
	  "} else {\n"
	  "    vacation :handle \"ran-away\" \"I'm out\";\n"
	  "}",
	  false },
	{ "every mail, with no seconds between", "lunch?", "dinner?",
	  "require \"vacation-seconds\";\n"
	  "vacation :handle \"auto-resp\" :seconds 0 \"It was received.\";",
	  true },
};

static struct str key_for(struct asked *asked, const char *subject,
			  const char *script)
{
	struct arena *arena = asked->context.arena;
	struct str mail = arena_printf(arena,
				       "From: ann@a.example\n"
				       "To: bob@home.example\nSubject: %s\n",
				       subject);
	struct decision decision = decide(asked, mail.ptr, script);
	const struct action *action = sent(&decision.actions);

	return action != NULL ? action->key : STR("");
}

static void test_pairs(struct asked *asked)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct str first =
			key_for(asked, pairs[i].first, pairs[i].script);
		struct str second =
			key_for(asked, pairs[i].second, pairs[i].script);

		ok(first.len > 0 && second.len > 0 &&
			   str_eq(first, second) != pairs[i].both,
		   "RFC 5230 4.2: %s", pairs[i].name);
	}
}

/* Notices of one mail to the same people are two if they say something else. */
static void test_notices(struct asked *asked)
{
	struct decision decision = decide(
		asked, PLAIN,
		EDIT "notify :message \"a\" \"mailto:pager@b.example\";\n"
		     "notify :message \"b\" \"mailto:pager@b.example\";\n"
		     "notify :message \"a\" \"mailto:pager@b.example\";");
	const struct action *list = decision.actions.list;

	is_int((long long)decision.actions.count, 3, "two notices and a keep");
	ok(decision.actions.count == 3 && !str_eq(list[0].key, list[1].key),
	   "which are not taken for one");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)64 << 20, NULL);
	struct asked *asked = asked_new(
		arena, "a.example TXT \"v=spf1 ip4:192.0.2.1 -all\"\n");

	test_cases(asked);
	test_pairs(asked);
	test_notices(asked);
	arena_free(arena);
	return done_testing();
}
