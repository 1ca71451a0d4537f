#include "score.h"

#include "disguise.h"
#include "limits.h"
#include "spoof.h"

/* Config keys and test names are spelled as the rules are. */
#define ROW(rule, points, meaning) [SCORE_##rule] = { #rule, meaning, points }

const struct score_rule_info score_rules[SCORE_RULES] = {
	ROW(DMARC_FAIL_NONE, 100,
	    "DMARC fails, and the domain asks for nothing"),
	ROW(SPF_FAIL, 100,
	    "the sender's domain says that this client is not its"),
	ROW(SPF_PLUSALL, 400, "the sender's domain lets nearly everybody send"),
	ROW(DKIM_FAIL_ONLY, 50, "signed, but no signature is good"),
	ROW(DKIM_POLICY, 150,
	    "the only signatures leave out part of the body or the Subject, "
	    "or have a short key"),
	ROW(AUTH_NONE, 100, "nothing authenticates the mail"),
	ROW(IPREV_FAIL, 100,
	    "the client's name does not have the client's address"),
	ROW(NO_PTR, 200, "the client's address has no name"),
	ROW(SPOOF_DISPLAY_NAME, 400,
	    "the display name shows another domain than the author's"),
	ROW(SPOOF_DISPLAY_NAME_LOCAL, 800,
	    "the display name shows the recipient's domain, the author has "
	    "another"),
	ROW(HOMOGRAPH, 600,
	    "the author's domain, or one in the display name, looks like the "
	    "recipient's and is not"),
	ROW(MIXED_SCRIPTS, 250,
	    "such a domain mixes letters of scripts that are not written "
	    "together"),
	ROW(HIDDEN_CHARACTERS, 300,
	    "the display name holds characters that nobody sees or that turn "
	    "it around"),
	ROW(SPOOF_KNOWN_PERSON, 400,
	    "the display name is that of somebody in the address book, the "
	    "address another one that nothing authenticates"),
	ROW(REPLYTO_SPOOF, 400,
	    "an author of the recipient's domain that nothing authenticates "
	    "wants answers elsewhere"),
	ROW(SPF_UPGRADE, 300, "SPF passes, but an earlier hop saw it fail"),
	ROW(ARC_FAIL, 50, "the ARC chain is broken"),
	ROW(ARC_PASS_UNTRUSTED, 0,
	    "the ARC chain is whole; its sealers are not trusted"),
	ROW(DMARC_PASS, -50, "DMARC passes, by SPF"),
	ROW(DMARC_PASS_DKIM, -100, "DMARC passes, by DKIM"),
	ROW(OWN_DOMAIN_UNKNOWN_CLIENT, 200,
	    "an author of a domain hosted here that nothing authenticates, "
	    "and nobody said which client sent it"),
	ROW(REPLAY, 50,
	    "only a signature speaks for a mail that is addressed to "
	    "somebody else"),
	ROW(NONEXISTENT_DOMAIN, 200, "the author's domain does not exist"),
	ROW(MULTIPLE_FROM, 100, "several authors, all of one domain"),
};

struct str score_text(struct arena *arena, int points)
{
	unsigned size = points < 0 ? 0u - (unsigned)points : (unsigned)points;
	const char *sign = points < 0 ? "-" : "";

	if (size % 10 == 0)
		return arena_printf(arena, "%s%u.%u", sign, size / 100,
				    size / 10 % 10);
	return arena_printf(arena, "%s%u.%02u", sign, size / 100, size % 100);
}

static void add(struct judgement *judgement, enum score_rule which,
		struct str why)
{
	struct verdict *verdict = judgement->verdict;

	judgement->lines[verdict->line_count++] = (struct score_line){
		.rule = which,
		.points = judgement->policy->scores[which],
		.why = why,
	};
	verdict->score += judgement->policy->scores[which];
}

static void score_spf(struct judgement *judgement)
{
	const struct auth *auth = judgement->auth;
	const struct spf_result *spf = auth_spf(auth);

	if (spf->status == CHECK_FAIL && !judgement->verdict->trust.granted)
		add(judgement, SCORE_SPF_FAIL,
		    judgement_phrase(judgement, "SPF of ", spf->domain,
				     " does not know this client"));
	if (spf->status == CHECK_PASS && spf->allows_all)
		add(judgement, SCORE_SPF_PLUSALL,
		    judgement_phrase(judgement, "SPF of ", spf->domain,
				     " lets nearly everybody send"));
	if (auth->spf_upgrade.len > 0)
		add(judgement, SCORE_SPF_UPGRADE,
		    judgement_phrase(judgement, "an earlier hop saw SPF fail (",
				     auth->spf_upgrade, ")"));
}

static bool is_clean_pass(const struct dkim_result *dkim)
{
	return dkim->status == CHECK_PASS && !dkim->weak;
}

/* It verified as far as it goes, or its key is too short to say. */
static bool is_weak(const struct dkim_result *dkim)
{
	return dkim->weak &&
	       (dkim->status == CHECK_PASS || dkim->status == CHECK_POLICY ||
		(dkim->status == CHECK_PERMERROR && dkim->key_bits > 0));
}

static void score_dkim(struct judgement *judgement)
{
	const struct dkim_results *dkim = &judgement->auth->dkim;
	const struct dkim_result *weak = NULL, *bad = NULL;

	for (size_t i = 0; i < dkim->count; i++) {
		const struct dkim_result *each = &dkim->list[i];

		if (is_clean_pass(each) || each->status == CHECK_TEMPERROR)
			return;
		/* RFC 6376 3.6.1 t=y: as if it were not signed. */
		if (each->testing && each->status != CHECK_PASS)
			continue;
		if (is_weak(each))
			weak = each;
		else if (each->status != CHECK_PASS)
			bad = each;
	}
	if (weak != NULL)
		add(judgement, SCORE_DKIM_POLICY,
		    judgement_phrase(
			    judgement, "the signature of ", weak->domain,
			    weak->partial_body ? " covers part of the body"
			    : weak->unsigned_subject
				    ? " does not cover the Subject"
				    : " has a short key"));
	else if (bad != NULL && !judgement->verdict->trust.granted)
		add(judgement, SCORE_DKIM_FAIL_ONLY,
		    judgement_phrase(judgement, "the signature of ",
				     bad->domain, " is not good"));
}

static bool has_signature(const struct auth *auth)
{
	for (size_t i = 0; i < auth->dkim.count; i++)
		if (auth->dkim.list[i].status == CHECK_PASS)
			return true;
	return false;
}

static void score_arc(struct judgement *judgement)
{
	const struct auth *auth = judgement->auth;

	if (auth->arc.status == CHECK_FAIL)
		add(judgement, SCORE_ARC_FAIL,
		    judgement_phrase(judgement, "the ARC chain is broken: ",
				     auth->arc.reason, ""));
	if (auth->arc.status == CHECK_PASS && auth->arc.count > 0 &&
	    !judgement->verdict->trust.granted)
		add(judgement, SCORE_ARC_PASS_UNTRUSTED,
		    judgement_phrase(
			    judgement, "the ARC chain of ",
			    auth->arc.sets[auth->arc.count - 1].seal.domain,
			    " is whole, which alone says nothing"));
}

static void score_dmarc(struct judgement *judgement)
{
	const struct auth *auth = judgement->auth;
	const struct dmarc_result *dmarc = &auth->dmarc;
	struct str domain = auth->author.domain;

	if (dmarc->status == CHECK_PASS && dmarc->dkim_aligned > 0)
		add(judgement, SCORE_DMARC_PASS_DKIM,
		    judgement_phrase(judgement, "DKIM speaks for ", domain,
				     ""));
	else if (dmarc->status == CHECK_PASS)
		add(judgement, SCORE_DMARC_PASS,
		    judgement_phrase(judgement, "SPF speaks for ", domain, ""));
	if (dmarc->status == CHECK_FAIL && !judgement->verdict->trust.granted &&
	    dmarc->applied == DMARC_POLICY_NONE &&
	    !(judgement->hosted && judgement->own))
		add(judgement, SCORE_DMARC_FAIL_NONE,
		    judgement_phrase(judgement,
				     "nothing shows that it is from ", domain,
				     ""));
}

/* An answer is missing: nothing can be said about what it is about. */
static bool has_temperror(const struct judgement *judgement)
{
	const struct auth *auth = judgement->auth;

	for (size_t i = 0; i < auth->dkim.count; i++)
		if (auth->dkim.list[i].status == CHECK_TEMPERROR)
			return true;
	return auth->dmarc.status == CHECK_TEMPERROR ||
	       auth_spf(auth)->status == CHECK_TEMPERROR;
}

static bool is_unauthenticated(const struct judgement *judgement)
{
	return judgement->auth->origin == ORIGIN_OUTSIDE &&
	       !judgement->authenticated &&
	       !judgement->verdict->trust.granted &&
	       auth_spf(judgement->auth)->status != CHECK_PASS &&
	       !has_signature(judgement->auth) && !has_temperror(judgement);
}

static void score_client(struct judgement *judgement)
{
	const struct auth *auth = judgement->auth;

	if (auth->iprev.status == CHECK_FAIL)
		add(judgement, SCORE_IPREV_FAIL,
		    judgement_phrase(judgement, "the client's name ",
				     auth->iprev.name,
				     " does not have its address"));
	if (auth->iprev.status == CHECK_PERMERROR)
		add(judgement, SCORE_NO_PTR,
		    STR("the client's address has no name"));
	if (is_unauthenticated(judgement))
		add(judgement, SCORE_AUTH_NONE,
		    STR("nothing authenticates the mail"));
	if (auth->origin == ORIGIN_UNKNOWN && judgement->hosted &&
	    !judgement->authenticated)
		add(judgement, SCORE_OWN_DOMAIN_UNKNOWN_CLIENT,
		    judgement_phrase(judgement, "it claims to be from us at ",
				     auth->author.domain,
				     ", and nobody said which client sent it"));
}

static void score_display(struct judgement *judgement)
{
	struct display_claim claim = spoof_display(
		judgement->context, judgement->policy, judgement->auth,
		judgement->recipient, judgement->authenticated);

	if (claim.domain.len == 0)
		return;
	add(judgement,
	    claim.local ? SCORE_SPOOF_DISPLAY_NAME_LOCAL
			: SCORE_SPOOF_DISPLAY_NAME,
	    arena_printf(judgement->context->arena,
			 "the display name shows %.*s, the author is at "
			 "%.*s",
			 STR_ARG(claim.domain),
			 STR_ARG(judgement->auth->author.domain)));
}

static void score_reply_to(struct judgement *judgement)
{
	struct str author = judgement->auth->author.domain;
	struct str domain;

	if (judgement->authenticated ||
	    !policy_is_local(judgement->policy, judgement->recipient, author))
		return;
	domain = spoof_reply_to(judgement->context, judgement->message, author);
	if (domain.len > 0)
		add(judgement, SCORE_REPLYTO_SPOOF,
		    judgement_phrase(judgement, "answers would go to ", domain,
				     ""));
}

static void score_replay(struct judgement *judgement)
{
	const struct auth *auth = judgement->auth;

	if (auth->origin == ORIGIN_OUTSIDE &&
	    auth->dmarc.status == CHECK_PASS && !auth->dmarc.spf_aligned &&
	    spoof_recipient_missing(judgement->context, judgement->message,
				    &auth->envelope, judgement->recipient))
		add(judgement, SCORE_REPLAY,
		    STR("it is addressed to somebody else"));
}

static void score_look_alike(struct judgement *judgement,
			     struct homograph *homograph)
{
	struct arena *arena = judgement->context->arena;
	const struct author *author = &judgement->auth->author;
	struct look_alike alike =
		disguise_look_alike(arena, homograph, judgement->policy, author,
				    judgement->recipient);
	struct str mixed = disguise_mixed_scripts(arena, homograph, author);

	if (alike.shown.len > 0)
		add(judgement, SCORE_HOMOGRAPH,
		    judgement_phrase(judgement, "", alike.shown,
				     arena_printf(arena,
						  " only looks like %.*s",
						  STR_ARG(alike.original))
					     .ptr));
	if (mixed.len > 0)
		add(judgement, SCORE_MIXED_SCRIPTS,
		    judgement_phrase(judgement, "the letters of ", mixed,
				     " are of scripts that do not belong "
				     "together"));
	if (homograph_hides(author->display))
		add(judgement, SCORE_HIDDEN_CHARACTERS,
		    STR("the display name holds characters that nobody sees"));
}

static void score_known_person(struct judgement *judgement,
			       struct homograph *homograph)
{
	struct str person;

	if (judgement->authenticated)
		return;
	person = disguise_known_person(judgement->context->arena, homograph,
				       judgement->address_book,
				       &judgement->auth->author);
	if (person.len > 0)
		add(judgement, SCORE_SPOOF_KNOWN_PERSON,
		    judgement_phrase(judgement, "it is shown as from ", person,
				     ", whom you know, and has another "
				     "address"));
}

static void score_disguise(struct judgement *judgement)
{
	struct homograph *homograph = homograph_new(judgement->context->arena);

	score_look_alike(judgement, homograph);
	score_known_person(judgement, homograph);
	homograph_free(homograph);
}

/* RFC 9989 3.2.13, A.4: NXDOMAIN and nothing else.  A name below it that is
 * there, as the walk may have found, says that it exists (RFC 8020). */
static void score_author(struct judgement *judgement)
{
	const struct check_context *context = judgement->context;
	const struct auth *auth = judgement->auth;
	struct str domain = auth->author.domain;

	if (auth->author.mailbox_count > 1)
		add(judgement, SCORE_MULTIPLE_FROM,
		    STR("it has several authors"));
	if (judgement->authenticated || auth->dmarc.walk_count == 0 ||
	    auth->dmarc.walk[0].status != DNS_NXDOMAIN ||
	    dns_lookup(context->dns, context->arena, domain, DNS_A).status !=
		    DNS_NXDOMAIN)
		return;
	add(judgement, SCORE_NONEXISTENT_DOMAIN,
	    judgement_phrase(judgement, "", domain, " does not exist"));
}

/* What a mail pretends is not asked of our own users. */
static bool is_own_user(const struct auth *auth)
{
	return auth->origin == ORIGIN_LOCAL ||
	       auth->origin == ORIGIN_AUTHENTICATED;
}

void score_all(struct judgement *judgement)
{
	score_spf(judgement);
	score_dkim(judgement);
	score_arc(judgement);
	score_dmarc(judgement);
	score_client(judgement);
	if (judgement->auth->author.status != AUTHOR_OK ||
	    is_own_user(judgement->auth))
		return;
	score_author(judgement);
	score_display(judgement);
	score_disguise(judgement);
	score_reply_to(judgement);
	score_replay(judgement);
}
