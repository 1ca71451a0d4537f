#include "../../filter/obstacle.h"

#include "../tap.h"
#include "asked.h"

#define TO "To: Bob <bob@b.example>\n"

static const char zone[] = "a.example TXT \"v=spf1 -all\"\n"
			   "_dmarc.a.example TXT \"v=DMARC1; p=none\"\n"
			   "_dmarc.org.example TXT \"v=DMARC1; p=none\"\n";

/* What a mail is like beside the one that may be answered: From and sender
 * ann@a.example, SPF passes. */
static const struct {
	const char *what, *header;
	const char *sender; /* NULL: ann@a.example */
	const char *want; /* how the obstacle begins, for vacation */
	bool refusal, notice; /* they meet it too */
} mails[] = {
	{ "a mail of a person", TO, NULL, "", false, false },
	{ "the null sender", TO, "<>", "the null sender", true, false },
	{ "two senders", TO, "a@b@c", "the sender has no address", true,
	  false },
	{ "majordomo", TO, "majordomo@a.example", "the sender is a program",
	  true, false },
	{ "a sender with a blank", TO, "\"a b\"@a.example",
	  "the sender has no address", true, false },
	{ "an option for a sender", TO, "-oQ/tmp@a.example",
	  "the sender has no address", true, false },
	{ "oneself", TO, "BOB@b.example", "nobody is answered by", true,
	  false },
	{ "one's other address", TO, "bobby@b.example", "nobody is answered by",
	  true, false },
	/* RFC 3834 2, RFC 5230 4.6 */
	{ "a daemon", TO, "MAILER-DAEMON@a.example", "the sender is a program",
	  true, false },
	{ "owner-", TO, "owner-x@a.example", "the sender is a program", true,
	  false },
	{ "-request", TO, "x-Request@a.example", "the sender is a program",
	  true, false },
	{ "-bounces", TO, "x-bounces@a.example", "the sender is a program",
	  true, false },
	{ "bounces+", TO, "bounces+17@a.example", "the sender is a program",
	  true, false },
	{ "noreply", TO, "x-noreply@a.example", "the sender is a program", true,
	  false },
	{ "no-reply-", TO, "no-reply-x@a.example", "the sender is a program",
	  true, false },
	{ "listserv", TO, "LISTSERV@a.example", "the sender is a program", true,
	  false },
	{ "a postmaster is a person", TO, "postmaster@a.example", "", false,
	  false },
	{ "a name with \"owner\" in it", TO, "homeowner@a.example", "", false,
	  false },
	{ "List-Id", TO "List-Id: <l.a.example>\n", NULL,
	  "it came through a mailing list", true, false },
	{ "List-Unsubscribe", TO "list-unsubscribe: <x>\n", NULL,
	  "it came through a mailing list", true, false },
	{ "List-Help", TO "List-Help: <x>\n", NULL,
	  "it came through a mailing list", true, false },
	{ "List-Subscribe", TO "List-Subscribe: <x>\n", NULL,
	  "it came through a mailing list", true, false },
	{ "List-Post", TO "List-Post: NO\n", NULL,
	  "it came through a mailing list", true, false },
	{ "List-Owner", TO "List-Owner: <x>\n", NULL,
	  "it came through a mailing list", true, false },
	{ "List-Archive", TO "List-Archive: <x>\n", NULL,
	  "it came through a mailing list", true, false },
	{ "Precedence: bulk", TO "Precedence: Bulk\n", NULL, "it is bulk mail",
	  true, false },
	{ "Precedence: list", TO "Precedence:list (a list)\n", NULL,
	  "it is bulk mail", true, false },
	{ "Precedence: first-class", TO "Precedence: first-class\n", NULL, "",
	  false, false },
	{ "Auto-Submitted", TO "Auto-Submitted: auto-replied\n", NULL,
	  "a program wrote it", true, true },
	{ "Auto-Submitted of a notice",
	  TO "Auto-Submitted: auto-notified; owner-email=\"x@y\"\n", NULL,
	  "a program wrote it", true, true },
	{ "Auto-Submitted: no", TO "Auto-Submitted: No (by hand)\n", NULL, "",
	  false, false },
	{ "Auto-Submitted: none is not no", TO "Auto-Submitted: none\n", NULL,
	  "a program wrote it", true, true },
	{ "an empty Auto-Submitted", TO "Auto-Submitted:\n", NULL,
	  "a program wrote it", true, true },
	{ "two Auto-Submitted",
	  TO "Auto-Submitted: no\nAuto-Submitted: auto-generated\n", NULL,
	  "a program wrote it", true, true },
	{ "Exchange's wish", TO "X-Auto-Response-Suppress: DR, OOF\n", NULL,
	  "it asks for no", false, false },
	{ "another wish", TO "X-Auto-Response-Suppress: DR, RN\n", NULL, "",
	  false, false },
	/* RFC 5230 4.5 */
	{ "nobody is named", "", NULL, "the recipient is not named", false,
	  false },
	{ "somebody else is named", "To: carl@b.example\n", NULL,
	  "the recipient is not named", false, false },
	{ "named as a comment", "To: carl@b.example (bob@b.example)\n", NULL,
	  "the recipient is not named", false, false },
	{ "Cc", "To: x@y.example\nCc: a@b.example, BOB@B.example\n", NULL, "",
	  false, false },
	{ "Bcc", "Bcc: bob@b.example\n", NULL, "", false, false },
	{ "Resent-To", "To: x@y.example\nResent-To: bob@b.example\n", NULL, "",
	  false, false },
	{ "Resent-Cc", "To: x@y.example\nResent-Cc: bob@b.example\n", NULL, "",
	  false, false },
	{ "Resent-Bcc", "To: x@y.example\nResent-Bcc: bob@b.example\n", NULL,
	  "", false, false },
	{ "as it was addressed at first", "To: bobby@b.example\n", NULL, "",
	  false, false },
};

struct facts {
	struct obstacle_facts facts;
	struct message message;
	struct auth auth;
	struct str own[2];
};

static struct facts *facts_of(const struct asked *asked, const char *header,
			      const char *sender)
{
	struct arena *arena = asked->context.arena;
	struct facts *all = ARENA_NEW(arena, struct facts);
	struct str mail = arena_printf(arena, "%s\nHi\n", header);

	all->message = message_parse(arena, mail);
	all->own[0] = STR("bob@b.example");
	all->own[1] = STR("bobby@b.example");
	all->auth.origin = ORIGIN_OUTSIDE;
	all->auth.envelope.sender = sender_parse(
		str_from(sender != NULL ? sender : "ann@a.example"));
	all->auth.spf.mailfrom = (struct spf_result){
		.status = CHECK_PASS,
		.domain = all->auth.envelope.sender.domain,
	};
	all->auth.author = (struct author){ .status = AUTHOR_OK,
					    .address = STR("ann@a.example"),
					    .domain = STR("a.example"),
					    .mailbox_count = 1 };
	all->facts =
		(struct obstacle_facts){ &asked->context, &all->message,
					 &all->message,	  &all->auth,
					 false,		  { all->own, 2 } };
	return all;
}

static void test_mails(const struct asked *asked)
{
	for (size_t i = 0; i < sizeof(mails) / sizeof(mails[0]); i++) {
		struct facts *all =
			facts_of(asked, mails[i].header, mails[i].sender);
		struct str why = obstacle_find(&all->facts, ANSWER_VACATION);
		struct str want = str_from(mails[i].want);

		is_str(str_first(why, want.len > 0 ? want.len : why.len),
		       mails[i].want, "vacation: %s", mails[i].what);
		is_int(obstacle_find(&all->facts, ANSWER_REFUSAL).len > 0,
		       mails[i].refusal, "reject: %s", mails[i].what);
		is_int(obstacle_find(&all->facts, ANSWER_NOTICE).len > 0,
		       mails[i].notice, "notify: %s", mails[i].what);
	}
}

/* RFC 5293 7: the header is the one that scripts have made; but no program can
 * take back what says that a program wrote the mail, or prove its sender. */
static void test_current(const struct asked *asked)
{
	struct arena *arena = asked->context.arena;
	struct facts *all =
		facts_of(asked, TO "List-Id: <l.a.example>\n", NULL);
	const struct message plain = message_parse(arena, STR(TO "\nHi\n"));

	all->facts.current = &plain;
	is_str(obstacle_find(&all->facts, ANSWER_VACATION), "",
	       "a list's field that was deleted");
	all = facts_of(asked, TO "Auto-Submitted: auto-replied\n", NULL);
	all->facts.current = &plain;
	is_str(obstacle_find(&all->facts, ANSWER_VACATION),
	       "a program wrote it by its Auto-Submitted",
	       "Auto-Submitted counts as it came");
	all = facts_of(asked, "To: carl@b.example\n", NULL);
	all->facts.current = &plain;
	is_str(obstacle_addressed(&all->facts), "bob@b.example",
	       "a To that was changed");
}

/* -- what proves the sender ---------------------------------------------------- */

static void check(struct facts *all, bool proven, const char *what)
{
	struct str why = obstacle_find(&all->facts, ANSWER_REFUSAL);

	is_int(why.len == 0, proven, "%s", what);
	if (!proven)
		ok(str_starts(why, STR("nothing proves")), "%s: and says so",
		   what);
}

static void test_spf(const struct asked *asked)
{
	static const enum check_status none[] = {
		CHECK_NONE,	CHECK_NEUTRAL,	 CHECK_FAIL,
		CHECK_SOFTFAIL, CHECK_TEMPERROR, CHECK_PERMERROR,
	};
	struct facts *all;

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		all = facts_of(asked, TO, NULL);
		all->auth.spf.mailfrom.status = none[i];
		check(all, false,
		      arena_cstr(asked->context.arena, check_name(none[i])));
	}
	all = facts_of(asked, TO, NULL);
	check(all, true, "SPF passes");
	all->auth.spf.mailfrom.allows_all = true;
	check(all, false, "SPF passes by +all");
	all = facts_of(asked, TO, NULL);
	all->auth.spf.helo = all->auth.spf.mailfrom;
	all->auth.spf.mailfrom.status = CHECK_NONE;
	check(all, false, "only HELO passes");
	all = facts_of(asked,
		       TO
		       "Received-SPF: fail (x) envelope-from=ann@a.example\n",
		       NULL);
	check(all, false, "a hop before saw SPF fail");
	all = facts_of(asked, TO, NULL);
	all->auth.spf.mailfrom.status = CHECK_NONE;
	all->auth.origin = ORIGIN_AUTHENTICATED;
	check(all, true, "the MTA authenticated the sender");
	all->auth.origin = ORIGIN_LOCAL;
	check(all, true, "submitted here");
	all->auth.origin = ORIGIN_RELAY;
	check(all, false, "a trusted relay");
}

static struct facts *signed_by(const struct asked *asked, const char *domain,
			       const char *sender)
{
	struct facts *all = facts_of(asked, TO, sender);
	struct dkim_result *result =
		ARENA_NEW(asked->context.arena, struct dkim_result);

	*result = (struct dkim_result){ .status = CHECK_PASS,
					.domain = str_from(domain) };
	all->auth.dkim = (struct dkim_results){ result, 1 };
	all->auth.spf.mailfrom.status = CHECK_FAIL;
	return all;
}

static void test_dkim(const struct asked *asked)
{
	struct facts *all = signed_by(asked, "a.example", NULL);
	bool aligns[] = { false };

	check(all, true, "the author signed, and is the sender");
	all->auth.dmarc.dkim_aligns = aligns;
	check(all, false, "DMARC says that it does not align");
	aligns[0] = true;
	check(all, true, "DMARC says that it aligns");
	check(signed_by(asked, "evil.example", NULL), false,
	      "somebody else signed");
	check(signed_by(asked, "a.example", "eve@a.example"), false,
	      "the author signed, but another address would be answered");
	check(signed_by(asked, "a.example", "x@victim.example"), false,
	      "the author signed, but a stranger would be answered");
	all = signed_by(asked, "a.example", NULL);
	((struct dkim_result *)all->auth.dkim.list)->testing = true;
	check(all, false, "a key in testing");
	((struct dkim_result *)all->auth.dkim.list)->testing = false;
	((struct dkim_result *)all->auth.dkim.list)->status = CHECK_POLICY;
	check(all, false, "a signature over half of it");
	all = signed_by(asked, "a.example", NULL);
	all->auth.author.mailbox_count = 2;
	check(all, false, "two authors");
}

/* What a script writes into To was signed by nobody. */
static void test_signed_to_others(const struct asked *asked)
{
	struct facts *all = signed_by(asked, "a.example", NULL);
	const struct message ours = all->message;

	all->message = message_parse(asked->context.arena,
				     STR("To: carl@b.example\n\nHi\n"));
	all->facts.current = &ours;
	check(all, false, "signed for others, and addressed by the script");
}

static void test_junk(const struct asked *asked)
{
	struct facts *all = facts_of(asked, TO, NULL);

	all->facts.junk = true;
	for (int i = 0; i < ANSWERS; i++)
		is_str(obstacle_find(&all->facts, (enum answer)i),
		       "Junk is not answered", "Junk");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)8 << 20, NULL);
	struct asked *asked = asked_new(arena, zone);

	test_mails(asked);
	test_current(asked);
	test_spf(asked);
	test_dkim(asked);
	test_signed_to_others(asked);
	test_junk(asked);
	arena_free(arena);
	return done_testing();
}
