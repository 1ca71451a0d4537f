#include "proof.h"

struct proof {
	struct str method, item; /* item: as environment names it */
	enum proof_value value;
	struct str_list (*values)(struct arena *arena, const struct auth *auth,
				  bool aligned);
};

static const struct str_list nothing = { NULL, 0 };

static struct str_list one(struct arena *arena, struct str value)
{
	struct str *values = ARENA_NEW(arena, struct str);

	*values = value;
	return (struct str_list){ values, value.len > 0 ? 1 : 0 };
}

/* ---- SPF: of the identity that counts ---- */

static struct str_list spf_status(struct arena *arena, const struct auth *auth,
				  bool aligned)
{
	if (aligned && !auth->dmarc.spf_aligned)
		return nothing;
	return one(arena, check_name(auth_spf(auth)->status));
}

/* A record that lets everybody send proves nothing. */
static struct str_list spf_domain(struct arena *arena, const struct auth *auth,
				  bool aligned)
{
	const struct spf_result *spf = auth_spf(auth);

	if (spf->status != CHECK_PASS || spf->allows_all ||
	    (aligned && !auth->dmarc.spf_aligned))
		return nothing;
	return one(arena, spf->domain);
}

/* ---- DKIM: of each signature ---- */

static bool is_aligned(const struct auth *auth, size_t signature)
{
	const bool *aligns = auth->dmarc.dkim_aligns;
	struct str author = auth->author.domain;

	return (aligns != NULL && aligns[signature]) ||
	       (author.len > 0 &&
		str_eq_nocase(auth->dkim.list[signature].domain, author));
}

static struct str dkim_text(struct arena *arena,
			    const struct dkim_result *signature,
			    enum proof_value value)
{
	if (value == PROOF_RESULT)
		return check_name(signature->status);
	if (signature->status != CHECK_PASS)
		return STR("");
	if (value == PROOF_DOMAIN)
		return signature->domain;
	/* Anybody may have a selector of that name: the domain belongs to it. */
	return arena_printf(arena, "%.*s._domainkey.%.*s",
			    STR_ARG(signature->selector),
			    STR_ARG(signature->domain));
}

static struct str_list dkim_values(struct arena *arena, const struct auth *auth,
				   bool aligned, enum proof_value value)
{
	const struct dkim_results *dkim = &auth->dkim;
	struct str *values = ARENA_ARRAY(arena, struct str, dkim->count);
	size_t count = 0;

	for (size_t i = 0; i < dkim->count; i++) {
		struct str text = dkim_text(arena, &dkim->list[i], value);

		if (text.len > 0 && (!aligned || is_aligned(auth, i)))
			values[count++] = text;
	}
	return (struct str_list){ values, count };
}

static struct str_list dkim_status(struct arena *arena, const struct auth *auth,
				   bool aligned)
{
	if (auth->dkim.count == 0)
		return one(arena, check_name(CHECK_NONE));
	return dkim_values(arena, auth, aligned, PROOF_RESULT);
}

static struct str_list dkim_domain(struct arena *arena, const struct auth *auth,
				   bool aligned)
{
	return dkim_values(arena, auth, aligned, PROOF_DOMAIN);
}

static struct str_list dkim_selector(struct arena *arena,
				     const struct auth *auth, bool aligned)
{
	return dkim_values(arena, auth, aligned, PROOF_SELECTOR);
}

/* ---- ARC ---- */

static struct str_list arc_status(struct arena *arena, const struct auth *auth,
				  bool aligned)
{
	(void)aligned;
	return one(arena, check_name(auth->arc.status));
}

/* The newest: only its signature covers the mail as it came. */
static struct str_list arc_sealer(struct arena *arena, const struct auth *auth,
				  bool aligned)
{
	const struct arc_result *arc = &auth->arc;

	(void)aligned;
	if (arc->status != CHECK_PASS || arc->count == 0)
		return nothing;
	return one(arena, arc->sets[arc->count - 1].seal.domain);
}

/* The author's, by the word of a sealer that the administrator trusts. */
static struct str_list arc_domain(struct arena *arena, const struct auth *auth,
				  bool aligned)
{
	(void)aligned;
	return auth->trust.granted ? one(arena, auth->author.domain) : nothing;
}

/* ---- DMARC, iprev ---- */

static struct str_list dmarc_status(struct arena *arena,
				    const struct auth *auth, bool aligned)
{
	(void)aligned;
	return one(arena, check_name(auth->dmarc.status));
}

static struct str_list dmarc_domain(struct arena *arena,
				    const struct auth *auth, bool aligned)
{
	(void)aligned;
	if (auth->dmarc.status != CHECK_PASS)
		return nothing;
	return one(arena, auth->dmarc.author_domain);
}

static struct str_list dmarc_policy(struct arena *arena,
				    const struct auth *auth, bool aligned)
{
	(void)aligned;
	if (auth->dmarc.policy_domain.len == 0)
		return nothing;
	return one(arena, dmarc_policy_name(auth->dmarc.published));
}

static struct str_list iprev_status(struct arena *arena,
				    const struct auth *auth, bool aligned)
{
	(void)aligned;
	return one(arena, check_name(auth->iprev.status));
}

static struct str_list iprev_domain(struct arena *arena,
				    const struct auth *auth, bool aligned)
{
	(void)aligned;
	return auth->iprev.status == CHECK_PASS ? one(arena, auth->iprev.name)
						: nothing;
}

/* ---- by name ---- */

static const struct proof proofs[] = {
	{ STR_INIT("spf"), STR_INIT("spf"), PROOF_RESULT, spf_status },
	{ STR_INIT("spf"), STR_INIT("spf.domain"), PROOF_DOMAIN, spf_domain },
	{ STR_INIT("dkim"), STR_INIT("dkim"), PROOF_RESULT, dkim_status },
	{ STR_INIT("dkim"), STR_INIT("dkim.domain"), PROOF_DOMAIN,
	  dkim_domain },
	{ STR_INIT("dkim"), STR_INIT("dkim.selector"), PROOF_SELECTOR,
	  dkim_selector },
	{ STR_INIT("arc"), STR_INIT("arc"), PROOF_RESULT, arc_status },
	{ STR_INIT("arc"), STR_INIT("arc.sealer"), PROOF_SEALER, arc_sealer },
	{ STR_INIT("arc"), STR_INIT("arc.domain"), PROOF_DOMAIN, arc_domain },
	{ STR_INIT("dmarc"), STR_INIT("dmarc"), PROOF_RESULT, dmarc_status },
	{ STR_INIT("dmarc"), STR_INIT("dmarc.domain"), PROOF_DOMAIN,
	  dmarc_domain },
	{ STR_INIT("dmarc"), STR_INIT("dmarc.policy"), PROOF_POLICY,
	  dmarc_policy },
	{ STR_INIT("iprev"), STR_INIT("iprev"), PROOF_RESULT, iprev_status },
	{ STR_INIT("iprev"), STR_INIT("iprev.domain"), PROOF_DOMAIN,
	  iprev_domain },
};

#define PROOFS (sizeof(proofs) / sizeof(*proofs))

const struct proof *proof_find(struct str method, enum proof_value value)
{
	for (size_t i = 0; i < PROOFS; i++)
		if (proofs[i].value == value &&
		    str_eq_nocase(proofs[i].method, method))
			return &proofs[i];
	return NULL;
}

const struct proof *proof_of_item(struct str item)
{
	struct str prefix = STR("vnd.waxseal.");

	if (!str_eq_nocase(str_first(item, prefix.len), prefix))
		return NULL;
	for (size_t i = 0; i < PROOFS; i++)
		if (str_eq_nocase(proofs[i].item, str_skip(item, prefix.len)))
			return &proofs[i];
	return NULL;
}

struct str_list proof_values(struct arena *arena, const struct proof *proof,
			     const struct auth *auth, bool aligned)
{
	return auth != NULL ? proof->values(arena, auth, aligned) : nothing;
}
