#include "trust.h"

#include "domain.h"
#include "trusted.h"

static struct trust refuse(struct str reason)
{
	return (struct trust){ .reason = reason };
}

static bool claims_dkim(const struct check_context *context,
			const struct auth *auth, const struct arc_claim *claim)
{
	struct str author = auth->author.domain;

	for (size_t i = 0; i < claim->dkim_domain_count; i++) {
		struct str domain = claim->dkim_domains[i];

		if (str_eq_nocase(domain, author) ||
		    (!auth->dmarc.strict_dkim &&
		     dmarc_same_org(context, domain, author)))
			return true;
	}
	return false;
}

/* The set's word is about the author that the mail has now. */
static bool claims_author(const struct check_context *context,
			  const struct auth *auth,
			  const struct arc_claim *claim)
{
	return (claim->dmarc == CHECK_PASS &&
		str_eq_nocase(claim->header_from, auth->author.domain)) ||
	       claims_dkim(context, auth, claim);
}

/* Names of the client that were verified, never only claimed (as HELO is). */
static bool client_is_of(const struct check_context *context,
			 const struct auth *auth, struct str domain)
{
	struct str names[] = {
		auth->spf.mailfrom.status == CHECK_PASS &&
				!auth->spf.mailfrom.allows_all
			? auth->spf.mailfrom.domain
			: STR(""),
		auth->spf.helo.status == CHECK_PASS &&
				!auth->spf.helo.allows_all
			? auth->spf.helo.domain
			: STR(""),
		auth->iprev.status == CHECK_PASS ? auth->iprev.name : STR(""),
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].len > 0 &&
		    (domain_is_within(names[i], domain) ||
		     dmarc_same_org(context, names[i], domain)))
			return true;
	return auth->origin == ORIGIN_RELAY;
}

/* From the newest set down as long as sealers are trusted. */
static const struct arc_set *find_witness(const struct check_context *context,
					  const struct trusted *trusted,
					  const struct auth *auth)
{
	for (size_t i = auth->arc.count; i > 0; i--) {
		const struct arc_set *set = &auth->arc.sets[i - 1];

		if (!trusted_has(context->arena, trusted, TRUST_SEALER,
				 set->seal.domain))
			return NULL;
		if (claims_author(context, auth, &set->claim))
			return set;
	}
	return NULL;
}

static struct trust judge_sealer(const struct check_context *context,
				 const struct trusted *trusted,
				 const struct auth *auth)
{
	const struct arc_set *newest, *witness;
	struct str sealer;

	if (auth->arc.status != CHECK_PASS || auth->arc.count == 0)
		return refuse(STR("no ARC chain that passes"));
	newest = &auth->arc.sets[auth->arc.count - 1];
	sealer = newest->seal.domain;
	if (newest->ams.status != CHECK_PASS)
		return refuse(STR("the mail was changed after its last seal"));
	if (auth->dmarc.status != CHECK_FAIL &&
	    auth->dmarc.status != CHECK_NONE)
		return refuse(STR("not needed: DMARC does not fail"));
	if (!trusted_has(context->arena, trusted, TRUST_SEALER, sealer))
		return refuse(arena_printf(context->arena,
					   "the newest sealer %.*s is not "
					   "trusted",
					   STR_ARG(sealer)));
	witness = find_witness(context, trusted, auth);
	if (witness == NULL)
		return refuse(STR("no trusted sealer says that it saw this "
				  "author pass"));
	if (!client_is_of(context, auth, sealer))
		return refuse(arena_printf(context->arena,
					   "the client does not belong to the "
					   "sealer %.*s",
					   STR_ARG(sealer)));
	return (struct trust){
		.granted = true,
		.domain = witness->seal.domain,
		.instance = witness->instance,
		.reason = arena_printf(context->arena,
				       "the trusted sealer %.*s saw it pass",
				       STR_ARG(witness->seal.domain)),
	};
}

/* -- forwarders ------------------------------------------------------------------ */

static bool is_trusted_forwarder(const struct check_context *context,
				 const struct trusted *trusted,
				 struct str domain)
{
	return trusted_has(context->arena, trusted, TRUST_FORWARDER, domain);
}

/* A signature alone can be replayed by anybody. */
static bool signed_it(const struct check_context *context,
		      const struct trusted *trusted, const struct auth *auth,
		      const struct dkim_result *dkim)
{
	return dkim->status == CHECK_PASS && !dkim->weak &&
	       is_trusted_forwarder(context, trusted, dkim->domain) &&
	       client_is_of(context, auth, dkim->domain);
}

/* Empty: none. */
static struct str find_forwarder(const struct check_context *context,
				 const struct trusted *trusted,
				 const struct auth *auth)
{
	const struct spf_result *spf = &auth->spf.mailfrom;

	if (spf->status == CHECK_PASS && !spf->allows_all &&
	    is_trusted_forwarder(context, trusted, spf->domain))
		return spf->domain;
	for (size_t i = 0; i < auth->dkim.count; i++)
		if (signed_it(context, trusted, auth, &auth->dkim.list[i]))
			return auth->dkim.list[i].domain;
	return STR("");
}

struct trust trust_judge(const struct check_context *context,
			 const struct trusted *trusted, const struct auth *auth)
{
	struct trust trust = judge_sealer(context, trusted, auth);
	struct str forwarder;

	if (trust.granted || (auth->dmarc.status != CHECK_FAIL &&
			      auth->dmarc.status != CHECK_NONE))
		return trust;
	forwarder = find_forwarder(context, trusted, auth);
	if (forwarder.len == 0)
		return trust;
	return (struct trust){
		.granted = true,
		.domain = forwarder,
		.reason = arena_printf(context->arena,
				       "the trusted forwarder %.*s sent it",
				       STR_ARG(forwarder)),
	};
}
