#include "arc_trust.h"

static struct arc_trust refuse(struct str reason)
{
	return (struct arc_trust){ .reason = reason };
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
			 const struct auth *auth, struct str sealer)
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
		    (str_eq_nocase(names[i], sealer) ||
		     dmarc_same_org(context, names[i], sealer)))
			return true;
	return auth->origin == ORIGIN_RELAY;
}

/* From the newest set down as long as sealers are trusted. */
static const struct arc_set *find_witness(const struct check_context *context,
					  const struct policy *policy,
					  const struct auth *auth)
{
	for (size_t i = auth->arc.count; i > 0; i--) {
		const struct arc_set *set = &auth->arc.sets[i - 1];

		if (!str_list_has(&policy->trusted_sealers, set->seal.domain))
			return NULL;
		if (claims_author(context, auth, &set->claim))
			return set;
	}
	return NULL;
}

struct arc_trust arc_trust_judge(const struct check_context *context,
				 const struct policy *policy,
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
	if (auth->dmarc.status != CHECK_FAIL)
		return refuse(STR("not needed: DMARC does not fail"));
	if (!str_list_has(&policy->trusted_sealers, sealer))
		return refuse(arena_printf(context->arena,
					   "the newest sealer %.*s is not "
					   "trusted",
					   STR_ARG(sealer)));
	witness = find_witness(context, policy, auth);
	if (witness == NULL)
		return refuse(STR("no trusted sealer says that it saw this "
				  "author pass"));
	if (!client_is_of(context, auth, sealer))
		return refuse(arena_printf(context->arena,
					   "the client does not belong to the "
					   "sealer %.*s",
					   STR_ARG(sealer)));
	return (struct arc_trust){
		.granted = true,
		.sealer = witness->seal.domain,
		.instance = witness->instance,
		.reason = arena_printf(context->arena,
				       "the trusted sealer %.*s saw it pass",
				       STR_ARG(witness->seal.domain)),
	};
}
