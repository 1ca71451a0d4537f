#include "spf_evaluate.h"

#include "domain.h"
#include "limits.h"
#include "shown.h"
#include "spf_record.h"

/* What one mechanism found. */
enum match { MATCH_NO, MATCH_YES, MATCH_TEMPERROR, MATCH_PERMERROR };

/* -- questions and limits (RFC 7208 4.6.4) --------------------------------- */

static void because(struct spf_run *run, const char *what, struct str name)
{
	struct arena *arena = run->context->arena;

	name = shown(arena, name, LIMIT_SHOWN_VALUE);
	run->reason = arena_printf(arena, "%s%s%.*s", what,
				   name.len > 0 ? ": " : "", STR_ARG(name));
}

/* MATCH_NO: go on.  A name that cannot be asked does not exist. */
static enum match judge_answer(struct spf_run *run, enum dns_status status,
			       struct str name)
{
	if (status == DNS_TEMPFAIL) {
		because(run, "no DNS answer", name);
		return MATCH_TEMPERROR;
	}
	if (status == DNS_FOUND || status == DNS_BADNAME ||
	    ++run->voids <= LIMIT_SPF_VOID)
		return MATCH_NO;
	because(run, "too many names without records", name);
	return MATCH_PERMERROR;
}

static bool count_term(struct spf_run *run)
{
	if (++run->terms <= LIMIT_SPF_TERMS)
		return true;
	because(run, "more than ten terms ask DNS", STR(""));
	return false;
}

/* -- the client's own names (RFC 7208 5.5, 7.3) ---------------------------- */

/* Questions about them are bounded and count as neither terms nor voids: the
 * owner of the record has no say in what they yield. */
static const struct host_names *client_names(struct spf_run *run)
{
	struct host_names *names;

	if (run->names != NULL)
		return run->names;
	names = ARENA_NEW(run->context->arena, struct host_names);
	*names = host_names_confirmed(run->context, run->values.ip,
				      LIMIT_SPF_PTR);
	return run->names = names;
}

/* For %{p}: the domain itself, else a name below it, else any. */
struct str spf_client_name(struct spf_run *run)
{
	const struct host_names *names = client_names(run);
	struct str domain = run->values.domain, best = { NULL, 0 };

	for (size_t i = 0; i < names->count; i++) {
		if (str_eq_nocase(names->names[i], domain))
			return names->names[i];
		if (best.len == 0 ||
		    (!domain_is_within(best, domain) &&
		     domain_is_within(names->names[i], domain)))
			best = names->names[i];
	}
	return best;
}

/* -- macros ---------------------------------------------------------------- */

bool spf_expand_name(struct spf_run *run, struct str domain_spec,
		     struct str *name)
{
	*name = run->values.domain;
	if (domain_spec.len == 0)
		return true;
	if (spf_macro_wants_name(domain_spec))
		run->values.name = spf_client_name(run);
	if (spf_macro_expand_domain(run->context->arena, domain_spec,
				    &run->values, name))
		return true;
	because(run, "a name expands beyond all bounds", STR(""));
	return false;
}

/* -- mechanisms (RFC 7208 5) ----------------------------------------------- */

static bool is_too_wide(const struct ip *ip, unsigned prefix)
{
	return prefix <
	       (ip->family == IP_V6 ? LIMIT_SPF_WIDE_V6 : LIMIT_SPF_WIDE_V4);
}

/* name: the expanded domain-spec, or the domain itself. */
static enum match match_all(struct spf_run *run, const struct spf_term *term,
			    struct str name, struct spf_outcome *outcome)
{
	(void)run, (void)term, (void)name;
	outcome->allows_all = true;
	return MATCH_YES;
}

static enum match match_network(struct spf_run *run,
				const struct spf_term *term, struct str name,
				struct spf_outcome *outcome)
{
	(void)name;
	outcome->allows_all = is_too_wide(run->values.ip, term->network.prefix);
	return ip_in_network(run->values.ip, &term->network) ? MATCH_YES
							     : MATCH_NO;
}

static enum match match_addresses(struct spf_run *run,
				  const struct spf_term *term, struct str name,
				  struct spf_outcome *outcome)
{
	bool v6 = run->values.ip->family == IP_V6;
	unsigned prefix = v6 ? term->prefix6 : term->prefix4;
	bool has;
	enum dns_status status = host_has_address(run->context, name,
						  run->values.ip, prefix, &has);

	outcome->allows_all = is_too_wide(run->values.ip, prefix);
	if (has)
		return MATCH_YES;
	/* A host with IPv4 alone is common and no mistake: who asks for both
	 * families at once does not find it void either. */
	if (status == DNS_NODATA && v6)
		return MATCH_NO;
	return judge_answer(run, status, name);
}

static enum match match_mx(struct spf_run *run, const struct spf_term *term,
			   struct str name, struct spf_outcome *outcome)
{
	const struct check_context *context = run->context;
	struct dns_answer answer =
		dns_lookup(context->dns, context->arena, name, DNS_MX);
	enum match match = judge_answer(run, answer.status, name);

	if (answer.count > LIMIT_SPF_MX) {
		because(run, "more than ten MX", name);
		return MATCH_PERMERROR;
	}
	for (size_t i = 0; i < answer.count; i++)
		dns_prefetch(context->dns, answer.records[i].data,
			     host_address_type(run->values.ip));
	for (size_t i = 0; i < answer.count && match == MATCH_NO; i++)
		match = match_addresses(run, term, answer.records[i].data,
					outcome);
	return match;
}

static enum match match_exists(struct spf_run *run, const struct spf_term *term,
			       struct str name, struct spf_outcome *outcome)
{
	enum dns_status status =
		dns_lookup(run->context->dns, run->context->arena, name, DNS_A)
			.status;

	(void)term, (void)outcome;
	return status == DNS_FOUND ? MATCH_YES
				   : judge_answer(run, status, name);
}

static enum match match_ptr(struct spf_run *run, const struct spf_term *term,
			    struct str name, struct spf_outcome *outcome)
{
	const struct host_names *names = client_names(run);

	(void)term, (void)outcome;
	for (size_t i = 0; i < names->count; i++)
		if (domain_is_within(names->names[i], name))
			return MATCH_YES;
	return MATCH_NO;
}

static enum match match_include(struct spf_run *run,
				const struct spf_term *term, struct str name,
				struct spf_outcome *outcome)
{
	struct spf_outcome inner = spf_evaluate(run, name);

	(void)term;
	outcome->allows_all = inner.allows_all;
	switch (inner.status) {
	case CHECK_PASS:
		return MATCH_YES;
	case CHECK_TEMPERROR:
		return MATCH_TEMPERROR;
	case CHECK_PERMERROR:
		return MATCH_PERMERROR;
	case CHECK_NONE:
		because(run, "include of a domain without a record", name);
		return MATCH_PERMERROR;
	default:
		return MATCH_NO;
	}
}

static const struct {
	enum match (*match)(struct spf_run *run, const struct spf_term *term,
			    struct str name, struct spf_outcome *outcome);
	bool asks; /* counts as a term that asks DNS */
	enum dns_type type; /* what it asks first; 0: A or AAAA */
} mechanisms[] = {
	[SPF_ALL] = { match_all, false, 0 },
	[SPF_INCLUDE] = { match_include, true, DNS_TXT },
	[SPF_A] = { match_addresses, true, 0 },
	[SPF_MX] = { match_mx, true, DNS_MX },
	[SPF_PTR] = { match_ptr, true, DNS_PTR },
	[SPF_IP4] = { match_network, false, 0 },
	[SPF_IP6] = { match_network, false, 0 },
	[SPF_EXISTS] = { match_exists, true, DNS_A },
};

/* -- announcing what a record will ask ------------------------------------- */

static void announce_name(struct spf_run *run, struct str domain_spec,
			  enum dns_type type)
{
	struct str name;

	/* %{p} is not known yet; it is only worth asking for when needed. */
	if (!spf_macro_wants_name(domain_spec) &&
	    spf_expand_name(run, domain_spec, &name))
		dns_prefetch(run->context->dns, name, type);
}

static void announce_term(struct spf_run *run, const struct spf_term *term)
{
	enum dns_type type = mechanisms[term->mechanism].type;

	if (term->mechanism == SPF_PTR)
		host_names_prefetch(run->context, run->values.ip);
	else
		announce_name(run, term->domain_spec,
			      type != 0 ? type
					: host_address_type(run->values.ip));
}

/* Nothing behind this term is ever looked at. */
static bool ends_record(const struct spf_run *run, const struct spf_term *term)
{
	if (term->mechanism == SPF_IP4 || term->mechanism == SPF_IP6)
		return ip_in_network(run->values.ip, &term->network);
	return term->mechanism == SPF_ALL;
}

static void announce(struct spf_run *run, const struct spf_record *record)
{
	unsigned left = LIMIT_SPF_TERMS - run->terms;

	for (size_t i = 0; i < record->count && left > 0; i++) {
		if (ends_record(run, &record->terms[i]))
			return;
		if (!mechanisms[record->terms[i].mechanism].asks)
			continue;
		announce_term(run, &record->terms[i]);
		left--;
	}
	if (record->redirect.len > 0 && left > 0)
		announce_name(run, record->redirect, DNS_TXT);
}

/* -- check_host() (RFC 7208 4) --------------------------------------------- */

/* RFC 7208 4.4, 4.5.  CHECK_PASS: there is one, else the result. */
static enum check_status find_record(struct spf_run *run, struct str domain,
				     struct str *text)
{
	struct dns_answer answer = dns_lookup(
		run->context->dns, run->context->arena, domain, DNS_TXT);
	size_t found = 0;

	if (answer.status == DNS_TEMPFAIL) {
		because(run, "no DNS answer", domain);
		return CHECK_TEMPERROR;
	}
	for (size_t i = 0; i < answer.count; i++) {
		if (!spf_record_is_spf(answer.records[i].data))
			continue;
		*text = answer.records[i].data;
		found++;
	}
	if (found == 1)
		return CHECK_PASS;
	because(run,
		found > 1 ? "several SPF records"
		: answer.status == DNS_FOUND || answer.status == DNS_NODATA
			? "no SPF record"
			: "no such domain",
		domain);
	return found > 1 ? CHECK_PERMERROR : CHECK_NONE;
}

/* CHECK_PASS: the record is read, else the result. */
static enum check_status read_record(struct spf_run *run, struct str domain,
				     struct spf_record *record)
{
	struct str text;
	enum check_status status = find_record(run, domain, &text);

	*record = (struct spf_record){ 0 };
	if (status != CHECK_PASS)
		return status;
	return spf_record_parse(run->context->arena, text, record, &run->reason)
		       ? CHECK_PASS
		       : CHECK_PERMERROR;
}

void spf_announce(struct spf_run *run)
{
	struct spf_record record;

	if (read_record(run, run->values.domain, &record) == CHECK_PASS)
		announce(run, &record);
}

static enum match match_term(struct spf_run *run, const struct spf_term *term,
			     struct spf_outcome *outcome)
{
	struct str name;

	if (mechanisms[term->mechanism].asks && !count_term(run))
		return MATCH_PERMERROR;
	if (!spf_expand_name(run, term->domain_spec, &name))
		return MATCH_PERMERROR;
	outcome->allows_all = false;
	return mechanisms[term->mechanism].match(run, term, name, outcome);
}

/* RFC 7208 6.1 */
static void redirect(struct spf_run *run, struct str domain_spec,
		     struct spf_outcome *outcome)
{
	struct str own_record = outcome->record, name;

	outcome->status = CHECK_PERMERROR;
	if (!count_term(run) || !spf_expand_name(run, domain_spec, &name))
		return;
	*outcome = spf_evaluate(run, name);
	outcome->record = own_record;
	if (outcome->status != CHECK_NONE)
		return;
	outcome->status = CHECK_PERMERROR;
	because(run, "redirect to a domain without a record", name);
}

/* RFC 7208 4.6.2, 4.7 */
static void evaluate(struct spf_run *run, const struct spf_record *record,
		     struct spf_outcome *outcome)
{
	for (size_t i = 0; i < record->count; i++) {
		const struct spf_term *term = &record->terms[i];
		enum match match = match_term(run, term, outcome);

		if (match == MATCH_NO)
			continue;
		outcome->mechanism = term->text;
		outcome->status = match == MATCH_TEMPERROR   ? CHECK_TEMPERROR
				  : match == MATCH_PERMERROR ? CHECK_PERMERROR
							     : term->qualifier;
		return;
	}
	outcome->allows_all = false;
	outcome->status = CHECK_NEUTRAL;
	if (record->redirect.len > 0)
		redirect(run, record->redirect, outcome);
	else
		run->reason = STR("no mechanism matches");
}

/* Recursion ends: every include and redirect is a counted term. */
struct spf_outcome spf_evaluate(struct spf_run *run, struct str domain)
{
	struct spf_outcome outcome = { .exp_domain = domain };
	struct str outer = run->values.domain;
	struct spf_record record;

	outcome.status = read_record(run, domain, &record);
	outcome.record = record.text;
	outcome.exp = record.exp;
	if (outcome.status != CHECK_PASS)
		return outcome;
	run->values.domain = domain;
	announce(run, &record);
	evaluate(run, &record, &outcome);
	run->values.domain = outer;
	return outcome;
}
