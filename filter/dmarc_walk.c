#include "dmarc_walk.h"

#include "buf.h"
#include "domain.h"

/* Steps 4 and 7: from eight labels or more to seven, else one less. */
static struct str next_target(struct str domain)
{
	if (domain_label_count(domain) >= LIMIT_TREE_WALK)
		return domain_last_labels(domain, LIMIT_TREE_WALK - 1);
	return domain_parent(domain);
}

static struct str record_name(struct arena *arena, struct str domain)
{
	struct buf name = buf_new(arena, STR("_dmarc.").len + domain.len);

	buf_add(&name, STR("_dmarc."));
	buf_add(&name, domain);
	return buf_str(&name);
}

void dmarc_prefetch(const struct check_context *context, struct str domain)
{
	for (; domain.len > 0; domain = next_target(domain))
		dns_prefetch(context->dns, record_name(context->arena, domain),
			     DNS_TXT);
}

/* Steps 2 and 6: one record of this version counts, several do not. */
static void choose_record(const struct dns_answer *answer,
			  struct dmarc_level *level, struct dmarc_step *step)
{
	struct str text = { NULL, 0 };
	size_t count = 0;

	step->note = "";
	for (size_t i = 0; i < answer->count; i++) {
		if (!dmarc_record_is_dmarc(answer->records[i].data))
			continue;
		text = answer->records[i].data;
		count++;
	}
	if (count > 1)
		step->note = "several records: all discarded";
	else if (count == 1 && text.len > LIMIT_DMARC_RECORD)
		step->note = "too long: discarded";
	else if (count == 1 && !dmarc_record_parse(text, &level->record))
		step->note = "a tag twice: discarded";
	else
		level->found = count == 1;
	if (level->found)
		step->record = text;
}

static void ask(const struct check_context *context, struct str domain,
		struct dmarc_level *level, struct dmarc_step *step)
{
	struct dns_answer answer;

	level->domain = domain;
	step->name = record_name(context->arena, domain);
	answer = dns_lookup(context->dns, context->arena, step->name, DNS_TXT);
	step->status = answer.status;
	choose_record(&answer, level, step);
}

const struct dmarc_walk *dmarc_walk_from(const struct check_context *context,
					 struct str domain)
{
	struct dmarc_walk *walk = ARENA_NEW(context->arena, struct dmarc_walk);
	const struct dmarc_level *level;

	dmarc_prefetch(context, domain);
	do {
		level = &walk->levels[walk->count];
		ask(context, domain, &walk->levels[walk->count],
		    &walk->steps[walk->count]);
		walk->count++;
		domain = next_target(domain);
	} while (domain.len > 0 && walk->count < LIMIT_TREE_WALK &&
		 !(level->found && level->record.psd != DMARC_PSD_UNKNOWN));
	return walk;
}

/* RFC 9989 4.10.2, 1. to 3. */
bool dmarc_walk_org(const struct dmarc_walk *walk, struct str *org)
{
	struct str start = walk->levels[0].domain;
	bool known = true;

	*org = start;
	for (size_t i = 0; i < walk->count; i++) {
		const struct dmarc_level *level = &walk->levels[i];

		known &= walk->steps[i].status != DNS_TEMPFAIL;
		if (!level->found)
			continue;
		*org = level->domain;
		if (level->record.psd == DMARC_PSD_YES && i > 0)
			*org = domain_last_labels(
				start, domain_label_count(level->domain) + 1);
	}
	return known;
}

const struct dmarc_level *dmarc_walk_level(const struct dmarc_walk *walk,
					   struct str domain)
{
	for (size_t i = 0; i < walk->count; i++)
		if (walk->levels[i].found &&
		    str_eq_nocase(walk->levels[i].domain, domain))
			return &walk->levels[i];
	return NULL;
}

const struct dmarc_level *dmarc_walk_psd(const struct dmarc_walk *walk)
{
	const struct dmarc_level *last = &walk->levels[walk->count - 1];

	return walk->count > 1 && last->found &&
			       last->record.psd == DMARC_PSD_YES
		       ? last
		       : NULL;
}

struct str dmarc_org_domain(const struct check_context *context,
			    struct str domain, enum dns_status *status)
{
	const struct dmarc_walk *walk = dmarc_walk_from(context, domain);
	struct str org;

	*status = DNS_TEMPFAIL;
	if (dmarc_walk_org(walk, &org))
		*status = dmarc_walk_level(walk, org) != NULL ||
					  dmarc_walk_psd(walk) != NULL
				  ? DNS_FOUND
				  : DNS_NODATA;
	return org;
}

bool dmarc_same_org(const struct check_context *context, struct str a,
		    struct str b)
{
	enum dns_status status_a, status_b;
	struct str org_a, org_b;

	if (str_eq_nocase(a, b))
		return true;
	/* An Organizational Domain is at or above every name it belongs to. */
	org_a = dmarc_org_domain(context, a, &status_a);
	if (status_a == DNS_TEMPFAIL || !domain_is_within(b, org_a))
		return false;
	org_b = dmarc_org_domain(context, b, &status_b);
	return status_b != DNS_TEMPFAIL && str_eq_nocase(org_a, org_b);
}
