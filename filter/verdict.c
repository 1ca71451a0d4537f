#include "verdict.h"

#include "domain.h"
#include "judgement.h"
#include "score.h"
#include "trust.h"

/* -- verdicts ------------------------------------------------------------------- */

static void decide(struct judgement *judgement, enum disposition disposition,
		   const char *rule, struct str reason)
{
	judgement->verdict->disposition = disposition;
	judgement->verdict->hard = rule[0] != '\0';
	judgement->verdict->rule = rule;
	judgement->verdict->reason = reason;
}

/* A hard rule: true when it decided. */
typedef bool rule(struct judgement *judgement);

static bool rule_author(struct judgement *judgement)
{
	static const char *const rules[] = {
		[AUTHOR_MISSING] = "AUTHOR_MISSING",
		[AUTHOR_AMBIGUOUS] = "AUTHOR_AMBIGUOUS",
		[AUTHOR_UNQUALIFIED] = "AUTHOR_UNQUALIFIED",
		[AUTHOR_INVALID] = "AUTHOR_INVALID",
	};
	const struct author *author = &judgement->auth->author;

	/* What cron says on a machine whose name has no domain. */
	if (author->status == AUTHOR_OK ||
	    (author->status == AUTHOR_UNQUALIFIED &&
	     judgement->auth->origin == ORIGIN_LOCAL))
		return false;
	decide(judgement, DISPOSITION_JUNK, rules[author->status],
	       arena_printf(judgement->context->arena,
			    "nobody can say who wrote it: %s", author->reason));
	return true;
}

static bool rule_malformed(struct judgement *judgement)
{
	struct arena *arena = judgement->context->arena;
	struct str faults;

	if (judgement->auth->faults == 0)
		return false;
	faults = message_faults_text(arena, judgement->auth->faults);
	decide(judgement, DISPOSITION_JUNK, "MALFORMED",
	       arena_printf(arena,
			    "programs read its header in different ways: %.*s",
			    STR_ARG(faults)));
	return true;
}

/* DNS did not answer for what could have authenticated the mail. */
static bool waits_for_dns(const struct judgement *judgement)
{
	const struct auth *auth = judgement->auth;
	const struct dmarc_result *dmarc = &auth->dmarc;

	if (judgement->authenticated || judgement->verdict->trust.granted)
		return false;
	if (dmarc->status == CHECK_TEMPERROR)
		return dmarc->policy_domain.len == 0 ||
		       dmarc->applied != DMARC_POLICY_NONE;
	return judgement->hosted && auth->origin == ORIGIN_OUTSIDE &&
	       judgement_has_identifier(judgement, CHECK_TEMPERROR);
}

/* Missing answers decide nothing, but not for ever. */
static bool rule_temperror(struct judgement *judgement)
{
	const struct check_context *context = judgement->context;
	time_t waited = context->now - judgement->auth->retried_since;
	bool again = waited < (time_t)judgement->policy->temperror_retry;

	if (!waits_for_dns(judgement) || (judgement->hosted && judgement->own))
		return false;
	decide(judgement, again ? DISPOSITION_RETRY : DISPOSITION_JUNK,
	       "DMARC_TEMPERROR",
	       arena_printf(context->arena,
			    "DNS did not say whether it is from %.*s",
			    STR_ARG(judgement->auth->author.domain)));
	return true;
}

/* Lifted for our own users, and by the word of one who is trusted. */
static bool rule_dmarc(struct judgement *judgement)
{
	const struct dmarc_result *dmarc = &judgement->auth->dmarc;
	bool reject = dmarc->applied == DMARC_POLICY_REJECT;

	if (dmarc->status != CHECK_FAIL ||
	    dmarc->applied == DMARC_POLICY_NONE ||
	    judgement->verdict->trust.granted ||
	    (judgement->hosted && judgement->own))
		return false;
	decide(judgement, DISPOSITION_JUNK,
	       reject ? "DMARC_REJECT" : "DMARC_QUARANTINE",
	       arena_printf(judgement->context->arena,
			    "the sender claims to be %.*s, which asks to %s "
			    "mail that it did not authenticate",
			    STR_ARG(judgement->auth->author.domain),
			    reject ? "reject" : "quarantine"));
	return true;
}

static bool rule_own_domain(struct judgement *judgement)
{
	if (!judgement->hosted || judgement->authenticated ||
	    judgement->auth->origin != ORIGIN_OUTSIDE ||
	    judgement->verdict->trust.granted)
		return false;
	decide(judgement, DISPOSITION_JUNK, "OWN_DOMAIN",
	       arena_printf(judgement->context->arena,
			    "the sender claims to be one of us at %.*s, but "
			    "sent it from outside without a proof",
			    STR_ARG(judgement->auth->author.domain)));
	return true;
}

static rule *const hard_rules[] = {
	rule_author, rule_malformed,  rule_temperror,
	rule_dmarc,  rule_own_domain,
};

/* -- the verdict ------------------------------------------------------------------ */

/* The line that weighs most. */
static struct str heaviest(const struct judgement *judgement)
{
	const struct score_line *most = judgement->lines;

	for (size_t i = 1; i < judgement->verdict->line_count; i++)
		if (judgement->lines[i].points > most->points)
			most = &judgement->lines[i];
	return most->why;
}

static struct str why_inbox(const struct judgement *judgement)
{
	const struct auth *auth = judgement->auth;
	struct arena *arena = judgement->context->arena;
	struct str domain = auth->author.domain;

	if (judgement->verdict->trust.granted && !judgement->authenticated)
		return arena_printf(arena,
				    "forwarding broke the proof that it is "
				    "from %.*s, but %.*s",
				    STR_ARG(domain),
				    STR_ARG(judgement->verdict->trust.reason));
	if (judgement->own)
		return arena_printf(arena, "it came from our own side (%s)",
				    origin_text(auth->origin));
	if (judgement->authenticated)
		return arena_printf(arena, "it is from %.*s", STR_ARG(domain));
	return STR("nothing proves who sent it, and too little speaks against "
		   "it");
}

static void decide_by_score(struct judgement *judgement)
{
	const struct verdict *verdict = judgement->verdict;

	if (verdict->line_count > 0 && verdict->score >= verdict->required)
		decide(judgement, DISPOSITION_JUNK, "", heaviest(judgement));
	else
		decide(judgement, DISPOSITION_INBOX, "", why_inbox(judgement));
}

static void judge(struct judgement *judgement)
{
	score_all(judgement);
	for (size_t i = 0; i < sizeof(hard_rules) / sizeof(hard_rules[0]); i++)
		if (hard_rules[i](judgement))
			return;
	decide_by_score(judgement);
}

/* What the reader trusts is asked when the policy's trust was not enough. */
static struct trust trust_of(const struct check_context *context,
			     const struct policy *policy,
			     const struct auth *auth,
			     const struct reader *reader)
{
	struct trusted trusted = policy->trusted;

	if (auth->trust.granted || reader->trusted.len == 0)
		return auth->trust;
	trusted.lines = reader->trusted;
	return trust_judge(context, &trusted, auth);
}

/* The author's domain is hosted here; or is a name below one that is, which
 * nobody can have, for it does not exist. */
static bool is_hosted(const struct check_context *context,
		      const struct policy *policy, const struct author *author)
{
	const struct str_list *domains = &policy->local_domains;

	if (author->status != AUTHOR_OK)
		return false;
	if (str_list_has(domains, author->domain))
		return true;
	for (size_t i = 0; i < domains->count; i++)
		if (domain_is_within(author->domain, domains->items[i]))
			return dns_lookup(context->dns, context->arena,
					  author->domain, DNS_A)
				       .status == DNS_NXDOMAIN;
	return false;
}

struct verdict verdict_judge(const struct check_context *context,
			     const struct policy *policy,
			     const struct message *message,
			     const struct auth *auth,
			     const struct reader *reader)
{
	struct verdict verdict = {
		.required = policy->junk_score,
		.trust = trust_of(context, policy, auth, reader),
	};
	struct judgement judgement = {
		.context = context,
		.policy = policy,
		.message = message,
		.auth = auth,
		.recipient = reader->address,
		.address_book = reader->address_book,
		.hosted = is_hosted(context, policy, &auth->author),
		.own = auth->origin == ORIGIN_LOCAL ||
		       auth->origin == ORIGIN_AUTHENTICATED ||
		       auth->origin == ORIGIN_RELAY,
		.verdict = &verdict,
		.lines = ARENA_ARRAY(context->arena, struct score_line,
				     SCORE_RULES),
	};

	judgement.authenticated = judgement_authenticated(&judgement);
	judge(&judgement);
	verdict.lines = judgement.lines;
	return verdict;
}
