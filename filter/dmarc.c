#include "dmarc.h"

#include "dmarc_walk.h"
#include "domain.h"

struct str dmarc_policy_name(enum dmarc_policy policy)
{
	static const struct str names[] = {
		[DMARC_POLICY_NONE] = STR_INIT("none"),
		[DMARC_POLICY_QUARANTINE] = STR_INIT("quarantine"),
		[DMARC_POLICY_REJECT] = STR_INIT("reject"),
	};

	return names[policy];
}

/* One author's check. */
struct judge {
	const struct check_context *context;
	const struct dmarc_walk *walk;
	struct str author, org;
	bool org_known;
	/* Something without an answer could still make it pass, or name its
	 * policy. */
	const char *open;
};

/* -- policy (RFC 9989 4.10.1) ---------------------------------------------- */

/* The author's record, else its Organizational Domain's, else that of the
 * public suffix above it.  NULL: none, or judge->open. */
static const struct dmarc_level *find_policy(struct judge *judge)
{
	const struct dmarc_walk *walk = judge->walk;
	const struct dmarc_level *level;

	if (walk->levels[0].found)
		return &walk->levels[0];
	if (!judge->org_known) {
		judge->open = "no DNS answer on the way to the policy";
		return NULL;
	}
	level = dmarc_walk_level(walk, judge->org);
	return level != NULL ? level : dmarc_walk_psd(walk);
}

/* RFC 9989 3.2.13, A.4: NXDOMAIN and nothing else. */
static bool author_exists(struct judge *judge)
{
	enum dns_status status =
		dns_lookup(judge->context->dns, judge->context->arena,
			   judge->author, DNS_A)
			.status;

	if (status == DNS_TEMPFAIL)
		judge->open = "no DNS answer whether the author domain exists";
	return status != DNS_NXDOMAIN;
}

static const struct dmarc_request *choose_tag(struct judge *judge,
					      const struct dmarc_level *level,
					      const char **tag)
{
	const struct dmarc_record *record = &level->record;
	bool subdomain = level != &judge->walk->levels[0];

	if (subdomain && record->np.tag == DMARC_TAG_VALID &&
	    !author_exists(judge)) {
		*tag = "np";
		return &record->np;
	}
	if (subdomain && record->sp.tag == DMARC_TAG_VALID) {
		*tag = "sp";
		return &record->sp;
	}
	*tag = "p";
	return &record->p;
}

/* RFC 9989 4.7, t: one level below. */
static enum dmarc_policy lower(enum dmarc_policy policy)
{
	return policy == DMARC_POLICY_REJECT ? DMARC_POLICY_QUARANTINE
					     : DMARC_POLICY_NONE;
}

/* False: what is published asks for no DMARC processing at all. */
static bool apply_policy(struct judge *judge, const struct dmarc_level *level,
			 struct dmarc_result *result)
{
	const struct dmarc_record *record = &level->record;

	result->policy_domain = level->domain;
	result->record = record->text;
	result->org_domain = judge->org;
	result->testing = record->testing;
	result->strict_dkim = record->strict_dkim;
	result->strict_spf = record->strict_spf;
	result->policy_tag = "p";
	if (dmarc_record_has_policy(record))
		result->published =
			choose_tag(judge, level, &result->policy_tag)->policy;
	else if (!record->has_rua)
		return false;
	result->applied =
		result->testing ? lower(result->published) : result->published;
	return true;
}

/* -- alignment (RFC 9989 4.4, 4.10.2) -------------------------------------- */

enum alignment { ALIGNMENT_NO, ALIGNMENT_YES, ALIGNMENT_OPEN };

/* As far as names alone tell. */
static bool share_a_tree(struct str a, struct str b)
{
	return str_eq_nocase(domain_last_labels(a, 2),
			     domain_last_labels(b, 2));
}

/*
 * An Organizational Domain is at or above every name that it belongs to, and
 * the walk from it finds itself.  So a walk is needed only from a name that
 * lies between the two: it may have a psd=n of its own.
 */
static enum alignment align_relaxed(struct judge *judge, struct str domain)
{
	enum dns_status status;
	struct str org;

	if (!judge->org_known)
		return share_a_tree(judge->author, domain) ? ALIGNMENT_OPEN
							   : ALIGNMENT_NO;
	if (!domain_is_within(domain, judge->org))
		return ALIGNMENT_NO;
	if (str_eq_nocase(domain, judge->org))
		return ALIGNMENT_YES;
	org = dmarc_org_domain(judge->context, domain, &status);
	if (status == DNS_TEMPFAIL)
		return ALIGNMENT_OPEN;
	return str_eq_nocase(org, judge->org) ? ALIGNMENT_YES : ALIGNMENT_NO;
}

static enum alignment align(struct judge *judge, struct str domain, bool strict)
{
	if (str_eq_nocase(domain, judge->author))
		return ALIGNMENT_YES;
	return strict ? ALIGNMENT_NO : align_relaxed(judge, domain);
}

/* How many aligned identifiers have that status: 0 or 1. */
static size_t weigh(struct judge *judge, enum check_status wanted,
		    enum check_status status, struct str domain, bool strict)
{
	enum alignment alignment = ALIGNMENT_NO;

	if (status == wanted && domain.len > 0)
		alignment = align(judge, domain, strict);
	if (alignment == ALIGNMENT_OPEN)
		judge->open = "no DNS answer for an identifier that may align";
	return alignment == ALIGNMENT_YES;
}

/* aligns: one for each signature. */
static size_t weigh_dkim(struct judge *judge, enum check_status wanted,
			 const struct dkim_results *dkim, bool strict,
			 bool *aligns)
{
	size_t count = 0;

	for (size_t i = 0; i < dkim->count; i++) {
		aligns[i] = weigh(judge, wanted, dkim->list[i].status,
				  dkim->list[i].domain, strict) > 0;
		count += aligns[i];
	}
	return count;
}

/* -- result (RFC 9989 5.3.5) ----------------------------------------------- */

static void conclude(struct judge *judge, const struct spf_result *spf,
		     const struct dkim_results *dkim,
		     struct dmarc_result *result)
{
	struct arena *arena = judge->context->arena;
	bool *aligns = ARENA_ARRAY(arena, bool, dkim->count);
	bool *would_align = ARENA_ARRAY(arena, bool, dkim->count);

	result->spf_aligned = weigh(judge, CHECK_PASS, spf->status, spf->domain,
				    result->strict_spf) > 0;
	result->dkim_aligns = aligns;
	result->dkim_aligned = weigh_dkim(judge, CHECK_PASS, dkim,
					  result->strict_dkim, aligns);
	if (result->spf_aligned || result->dkim_aligned > 0) {
		result->status = CHECK_PASS;
		return;
	}
	if (weigh(judge, CHECK_TEMPERROR, spf->status, spf->domain,
		  result->strict_spf) > 0 ||
	    weigh_dkim(judge, CHECK_TEMPERROR, dkim, result->strict_dkim,
		       would_align) > 0)
		judge->open = "an aligned identifier has a temporary error";
	result->status = judge->open != NULL ? CHECK_TEMPERROR : CHECK_FAIL;
	result->reason = judge->open != NULL
				 ? str_from(judge->open)
				 : STR("no identifier that passed is aligned");
}

static struct dmarc_result no_result(const struct author *author,
				     enum check_status status,
				     const char *reason)
{
	return (struct dmarc_result){ .status = status,
				      .reason = str_from(reason),
				      .author_domain = author->domain,
				      .policy_tag = "" };
}

struct dmarc_result dmarc_check(const struct check_context *context,
				const struct author *author,
				const struct spf_result *spf,
				const struct dkim_results *dkim)
{
	struct judge judge = { .context = context, .author = author->domain };
	const struct dmarc_level *level;
	struct dmarc_result result;

	if (author->status != AUTHOR_OK)
		return no_result(author, CHECK_PERMERROR, author->reason);
	result = no_result(author, CHECK_NONE, "no DMARC record");
	judge.walk = dmarc_walk_from(context, author->domain);
	judge.org_known = dmarc_walk_org(judge.walk, &judge.org);
	result.walk = judge.walk->steps;
	result.walk_count = judge.walk->count;
	level = find_policy(&judge);
	if (level == NULL && judge.open != NULL) {
		result.status = CHECK_TEMPERROR;
		result.reason = str_from(judge.open);
	} else if (level != NULL && !apply_policy(&judge, level, &result)) {
		result.reason = STR("the DMARC record has no valid policy");
	} else if (level != NULL) {
		result.reason = STR("");
		conclude(&judge, spf, dkim, &result);
	}
	return result;
}
