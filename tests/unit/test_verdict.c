#include "../../filter/score.h"
#include "../../filter/verdict.h"

#include "../tap.h"
#include "asked.h"

/* Of all domains only these have records; home.example is hosted here. */
static const char zone[] = "_dmarc.bank.example TXT \"v=DMARC1; p=reject\"\n"
			   "_dmarc.other.example TXT \"v=DMARC1; p=none\"\n";

static const char mail[] = "From: Ann <ann@bank.example>\n"
			   "To: bob@home.example\n"
			   "\n";

static const struct dkim_result signed_by_author = {
	.status = CHECK_PASS, .domain = STR_INIT("mail.home.example")
};
static const struct dkim_result unanswered = {
	.status = CHECK_TEMPERROR, .domain = STR_INIT("home.example")
};
static const struct dkim_result broken = { .status = CHECK_FAIL,
					   .domain = STR_INIT("bank.example") };
static const struct dkim_result partial = { .status = CHECK_POLICY,
					    .domain = STR_INIT("bank.example"),
					    .weak = true,
					    .partial_body = true };
static const struct dkim_result of_stranger = {
	.status = CHECK_PASS, .domain = STR_INIT("stranger.example")
};

static const struct arc_set sets[] = {
	{ .instance = 1, .seal.domain = STR_INIT("stranger.example") },
};

static void signature(struct auth *auth, const struct dkim_result *dkim)
{
	auth->dkim = (struct dkim_results){ dkim, 1 };
}

/* DMARC of the author's domain, as far as the rules look at it. */
static void dmarc(struct auth *auth, enum check_status status,
		  enum dmarc_policy applied)
{
	auth->dmarc.status = status;
	auth->dmarc.policy_domain = auth->author.domain;
	auth->dmarc.published = auth->dmarc.applied = applied;
}

static void author(struct auth *auth, struct str domain)
{
	auth->author.domain = domain;
}

/* -- what can be the matter with a mail from outside ------------------------- */

static void nothing(struct auth *auth)
{
	auth->iprev.status = CHECK_PASS;
}

static void genuine(struct auth *auth)
{
	dmarc(auth, CHECK_PASS, DMARC_POLICY_REJECT);
	auth->dmarc.dkim_aligned = 1;
	auth->dmarc.spf_aligned = true;
	auth->spf.mailfrom.status = CHECK_PASS;
}

static void genuine_by_spf(struct auth *auth)
{
	genuine(auth);
	auth->dmarc.dkim_aligned = 0;
}

static void spoof(struct auth *auth)
{
	dmarc(auth, CHECK_FAIL, DMARC_POLICY_REJECT);
	signature(auth, &of_stranger);
	auth->spf.mailfrom.status = CHECK_PASS;
}

static void spoof_quarantine(struct auth *auth)
{
	dmarc(auth, CHECK_FAIL, DMARC_POLICY_QUARANTINE);
}

static void spoof_none(struct auth *auth)
{
	dmarc(auth, CHECK_FAIL, DMARC_POLICY_NONE);
	auth->spf.mailfrom.status = CHECK_FAIL;
}

static void vouched(struct auth *auth)
{
	spoof(auth);
	auth->arc.status = CHECK_PASS;
	auth->trust.granted = true;
	auth->trust.reason = STR("a friend saw it pass");
	signature(auth, &broken);
	auth->spf.mailfrom.status = CHECK_FAIL;
}

static void sealed_by_stranger(struct auth *auth)
{
	spoof(auth);
	auth->arc = (struct arc_result){ .status = CHECK_PASS,
					 .sets = sets,
					 .count = 1 };
}

static void ambiguous(struct auth *auth)
{
	genuine(auth);
	auth->author = (struct author){ .status = AUTHOR_AMBIGUOUS,
					.reason = "two From fields" };
}

static void missing(struct auth *auth)
{
	auth->author =
		(struct author){ .status = AUTHOR_MISSING, .reason = "no" };
}

static void malformed(struct auth *auth)
{
	genuine(auth);
	auth->faults = MESSAGE_NUL;
}

static void own_domain(struct auth *auth)
{
	author(auth, STR("home.example"));
}

static void own_domain_signed(struct auth *auth)
{
	own_domain(auth);
	signature(auth, &signed_by_author);
}

static void own_domain_by_spf(struct auth *auth)
{
	own_domain(auth);
	auth->spf.mailfrom.status = CHECK_PASS;
	auth->spf.mailfrom.domain = STR("home.example");
}

static void own_domain_plusall(struct auth *auth)
{
	own_domain_by_spf(auth);
	auth->spf.mailfrom.allows_all = true;
}

static void own_domain_client_unknown(struct auth *auth)
{
	own_domain(auth);
	auth->origin = ORIGIN_UNKNOWN;
}

static void own_user(struct auth *auth)
{
	own_domain(auth);
	dmarc(auth, CHECK_FAIL, DMARC_POLICY_REJECT);
	auth->origin = ORIGIN_AUTHENTICATED;
}

static void own_machine(struct auth *auth)
{
	own_user(auth);
	auth->origin = ORIGIN_LOCAL;
}

static void own_relay(struct auth *auth)
{
	own_user(auth);
	auth->origin = ORIGIN_RELAY;
}

static void own_user_as_bank(struct auth *auth)
{
	own_user(auth);
	author(auth, STR("bank.example"));
}

static void own_domain_unanswered(struct auth *auth)
{
	own_domain(auth);
	signature(auth, &unanswered);
}

static void temperror(struct auth *auth)
{
	dmarc(auth, CHECK_TEMPERROR, DMARC_POLICY_REJECT);
	auth->spf.mailfrom.status = CHECK_TEMPERROR;
}

static void temperror_long_ago(struct auth *auth)
{
	temperror(auth);
	auth->retried_since -= 3600;
}

static void temperror_none(struct auth *auth)
{
	temperror(auth);
	auth->dmarc.applied = DMARC_POLICY_NONE;
}

static void policy_unanswered(struct auth *auth)
{
	auth->dmarc.status = CHECK_TEMPERROR;
}

static void policy_unanswered_signed(struct auth *auth)
{
	own_domain_signed(auth);
	auth->dmarc.status = CHECK_TEMPERROR;
}

static void bad_client(struct auth *auth)
{
	auth->iprev.status = CHECK_PERMERROR;
	auth->spf.mailfrom.status = CHECK_FAIL;
	signature(auth, &broken);
	dmarc(auth, CHECK_FAIL, DMARC_POLICY_NONE);
}

static void half_signed(struct auth *auth)
{
	signature(auth, &partial);
}

static void laundered(struct auth *auth)
{
	spoof_none(auth);
	auth->spf.mailfrom.status = CHECK_PASS;
	auth->spf_upgrade = STR("Received-SPF");
	auth->dmarc_by_spf_ignored = true;
}

static void open_to_all(struct auth *auth)
{
	spoof_none(auth);
	auth->spf.mailfrom.status = CHECK_PASS;
	auth->spf.mailfrom.allows_all = true;
	auth->dmarc_by_spf_ignored = true;
}

static void broken_chain(struct auth *auth)
{
	genuine(auth);
	auth->arc.status = CHECK_FAIL;
}

static const struct {
	const char *what;
	void (*make)(struct auth *auth);
	/* "junk RULE", "junk", "inbox", "retry RULE"; then the lines. */
	const char *want;
} cases[] = {
	{ "unsigned, harmless", nothing, "inbox AUTH_NONE" },
	{ "genuine", genuine, "inbox DMARC_PASS_DKIM" },
	{ "genuine by SPF", genuine_by_spf, "inbox DMARC_PASS" },
	{ "spoof", spoof, "junk!DMARC_REJECT" },
	{ "spoof, quarantine", spoof_quarantine,
	  "junk!DMARC_QUARANTINE AUTH_NONE" },
	{ "spoof, p=none", spoof_none,
	  "inbox SPF_FAIL DMARC_FAIL_NONE AUTH_NONE" },
	{ "spoof, a trusted sealer vouches", vouched, "inbox" },
	{ "spoof, a stranger sealed it", sealed_by_stranger,
	  "junk!DMARC_REJECT ARC_PASS_UNTRUSTED" },
	{ "ambiguous author", ambiguous,
	  "junk!AUTHOR_AMBIGUOUS DMARC_PASS_DKIM" },
	{ "no author", missing, "junk!AUTHOR_MISSING AUTH_NONE" },
	{ "malformed", malformed, "junk!MALFORMED DMARC_PASS_DKIM" },
	{ "own domain", own_domain, "junk!OWN_DOMAIN AUTH_NONE" },
	{ "own domain, signed", own_domain_signed, "inbox" },
	{ "own domain, SPF", own_domain_by_spf, "inbox" },
	{ "own domain, SPF of everybody", own_domain_plusall,
	  "junk!OWN_DOMAIN SPF_PLUSALL" },
	{ "own domain, client unknown", own_domain_client_unknown,
	  "inbox OWN_DOMAIN_UNKNOWN_CLIENT" },
	{ "own user", own_user, "inbox" },
	{ "own machine", own_machine, "inbox" },
	{ "own relay", own_relay, "inbox" },
	{ "own user as somebody else", own_user_as_bank, "junk!DMARC_REJECT" },
	{ "own domain, key not answered", own_domain_unanswered,
	  "retry!DMARC_TEMPERROR" },
	{ "temperror", temperror, "retry!DMARC_TEMPERROR" },
	{ "temperror for too long", temperror_long_ago,
	  "junk!DMARC_TEMPERROR" },
	{ "temperror, p=none", temperror_none, "inbox" },
	{ "policy not answered", policy_unanswered, "retry!DMARC_TEMPERROR" },
	{ "policy not answered, but signed", policy_unanswered_signed,
	  "inbox" },
	{ "bad client", bad_client,
	  "inbox SPF_FAIL DKIM_FAIL_ONLY DMARC_FAIL_NONE NO_PTR AUTH_NONE" },
	{ "half signed", half_signed, "inbox DKIM_POLICY AUTH_NONE" },
	{ "laundered SPF", laundered, "inbox SPF_UPGRADE DMARC_FAIL_NONE" },
	{ "open to all", open_to_all, "junk SPF_PLUSALL DMARC_FAIL_NONE" },
	{ "broken chain", broken_chain, "inbox ARC_FAIL DMARC_PASS_DKIM" },
};

static struct auth from_outside(void)
{
	return (struct auth){
		.origin = ORIGIN_OUTSIDE,
		.received_at = ASKED_NOW,
		.retried_since = ASKED_NOW - 60,
		.envelope.sender.status = SENDER_ADDRESS,
		.spf.mailfrom.domain = STR("evil.example"),
		.author = { .status = AUTHOR_OK,
			    .reason = "",
			    .domain = STR("bank.example") },
	};
}

static struct verdict judge(struct asked *asked, const struct auth *auth)
{
	static const struct str local[] = { STR_INIT("home.example") };
	struct policy policy = { .local_domains = { local, 1 },
				 .junk_score = 500,
				 .temperror_retry = 600 };
	const struct reader reader = { .address = STR("bob@home.example") };
	struct message message =
		message_parse(asked->context.arena, str_from(mail));

	for (size_t i = 0; i < SCORE_RULES; i++)
		policy.scores[i] = score_rules[i].points;
	policy.scores[SCORE_NO_PTR] = 100;
	return verdict_judge(&asked->context, &policy, &message, auth, &reader);
}

static struct str describe(struct arena *arena, const struct verdict *verdict)
{
	static const char *const names[] = { "inbox", "junk", "retry" };
	struct str text =
		arena_printf(arena, "%s%s%s", names[verdict->disposition],
			     verdict->hard ? "!" : "", verdict->rule);

	for (size_t i = 0; i < verdict->line_count; i++)
		text = arena_printf(arena, "%.*s %s", STR_ARG(text),
				    score_rules[verdict->lines[i].rule].name);
	return text;
}

/* The score is the sum of its lines, the threshold itself is Junk. */
static void test_sum(struct asked *asked)
{
	struct auth auth = from_outside();
	struct verdict verdict;

	bad_client(&auth);
	verdict = judge(asked, &auth);
	is_int(verdict.score, 450, "the sum of the lines");
	auth.arc.status = CHECK_FAIL;
	verdict = judge(asked, &auth);
	is_int(verdict.score, 500, "half a point more");
	ok(verdict.disposition == DISPOSITION_JUNK && !verdict.hard,
	   "the threshold is Junk");
	is_str(verdict.reason,
	       "SPF of \"evil.example\" does not know this client",
	       "the reason is a line that weighs most");
}

static void test_score_text(struct arena *arena)
{
	static const struct {
		int points;
		const char *text;
	} rows[] = { { 0, "0.0" },	  { 500, "5.0" },  { -50, "-0.5" },
		     { 125, "1.25" },	  { -5, "-0.05" }, { 30, "0.3" },
		     { 100000, "1000.0" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(score_text(arena, rows[i].points), rows[i].text, "%d",
		       rows[i].points);
}

int main(void)
{
	struct arena *arena = arena_new(1 << 22, NULL);
	struct asked *asked = asked_new(arena, zone);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct auth auth = from_outside();
		struct verdict verdict;

		cases[i].make(&auth);
		verdict = judge(asked, &auth);
		is_str(describe(arena, &verdict), cases[i].want, "%s",
		       cases[i].what);
		ok(verdict.reason.len > 0, "says why");
	}
	test_sum(asked);
	test_score_text(arena);
	arena_free(arena);
	return done_testing();
}
