#include "spf.h"

#include "buf.h"
#include "domain.h"
#include "limits.h"
#include "spf_evaluate.h"

/* -- explanation (RFC 7208 6.2) -------------------------------------------- */

static bool is_printable(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < ' ' || text.ptr[i] > '~')
			return false;
	return true;
}

/* Empty when anything at all is wrong with it. */
static struct str explain(struct spf_run *run,
			  const struct spf_outcome *outcome)
{
	struct arena *arena = run->context->arena;
	struct dns_answer answer;
	struct str name, text;

	run->values.domain = outcome->exp_domain;
	if (outcome->exp.len == 0 || !spf_expand_name(run, outcome->exp, &name))
		return STR("");
	answer = dns_lookup(run->context->dns, arena, name, DNS_TXT);
	if (answer.count != 1 ||
	    !spf_macro_is_explanation(answer.records[0].data))
		return STR("");
	if (spf_macro_wants_name(answer.records[0].data))
		run->values.name = spf_client_name(run);
	if (!spf_macro_expand(arena, answer.records[0].data, &run->values,
			      LIMIT_SPF_EXPLANATION, &text) ||
	    !is_printable(text))
		return STR("");
	return text;
}

/* -- identities ------------------------------------------------------------ */

/* RFC 7208 4.3: a name of several labels that can be asked, in A-labels. */
static bool usable_domain(struct arena *arena, struct str name,
			  struct str *domain)
{
	struct ip ip;

	if (str_ends(name, STR(".")))
		name.len--;
	*domain = arena_lower(arena, str_first(name, LIMIT_DOMAIN + 1));
	return (domain_is_dns_name(*domain, 2) && !ip_parse(*domain, &ip)) ||
	       domain_to_ascii(arena, name, domain);
}

static struct str join_address(struct arena *arena, struct str local,
			       struct str domain)
{
	struct buf address = buf_new(arena, local.len + domain.len + 1);

	buf_add(&address, local);
	buf_add_char(&address, '@');
	buf_add(&address, domain);
	return buf_str(&address);
}

/* RFC 7208 4.3: without a local part it is "postmaster". */
static void set_sender(struct spf_run *run, struct str sender)
{
	struct spf_macro_values *values = &run->values;
	size_t at = str_find_last(sender, '@');

	values->sender_domain =
		at < sender.len ? str_skip(sender, at + 1) : sender;
	values->local = at > 0 && at < sender.len ? str_first(sender, at)
						  : STR("postmaster");
	values->sender = join_address(run->context->arena, values->local,
				      values->sender_domain);
}

/* False: nothing can be checked, and run->reason says why. */
static bool start_run(struct spf_run *run, const struct check_context *context,
		      const struct ip *ip, struct str domain, struct str sender,
		      struct str helo, struct str receiver)
{
	struct spf_macro_values *values = &run->values;

	*run = (struct spf_run){ .context = context };
	run->reason = STR("the sender's address is too long");
	if (sender.len > LIMIT_SPF_LOCAL_PART + LIMIT_DOMAIN)
		return false;
	run->reason = STR("not a domain name");
	if (!usable_domain(context->arena, domain, &values->domain))
		return false;
	set_sender(run, sender);
	values->helo = helo.len <= LIMIT_DOMAIN ? helo : STR("");
	values->receiver = receiver;
	values->ip = ip;
	values->now = context->now;
	return true;
}

static struct spf_result finish_run(struct spf_run *run)
{
	struct spf_result result = { .domain = run->values.domain };
	struct spf_outcome outcome = spf_evaluate(run, run->values.domain);

	result.status = outcome.status;
	result.mechanism = outcome.mechanism;
	result.record = outcome.record;
	result.terms = run->terms;
	result.voids = run->voids;
	result.allows_all = outcome.status == CHECK_PASS && outcome.allows_all;
	if (outcome.mechanism.len == 0 || outcome.status == CHECK_TEMPERROR ||
	    outcome.status == CHECK_PERMERROR)
		result.reason = run->reason;
	if (outcome.status == CHECK_FAIL)
		result.explanation = explain(run, &outcome);
	return result;
}

static struct spf_result no_result(struct str reason)
{
	return (struct spf_result){ .status = CHECK_NONE, .reason = reason };
}

struct spf_result spf_check_host(const struct check_context *context,
				 const struct ip *ip, struct str domain,
				 struct str sender, struct str helo,
				 struct str receiver)
{
	struct spf_run run;

	if (!start_run(&run, context, ip, domain, sender, helo, receiver))
		return no_result(run.reason);
	return finish_run(&run);
}

/* What may be asked for a name given in HELO; never an address. */
static bool usable_helo(const struct check_context *context,
			const struct envelope *envelope, struct str *domain)
{
	return envelope->client.helo.ptr != NULL &&
	       usable_domain(context->arena, envelope->client.helo, domain);
}

static bool usable_sender(const struct check_context *context,
			  const struct envelope *envelope, struct str *domain)
{
	return envelope->sender.domain.len > 0 &&
	       usable_domain(context->arena, envelope->sender.domain, domain);
}

void spf_prefetch(const struct check_context *context,
		  const struct envelope *envelope)
{
	struct str domain;

	if (envelope->client.status != CLIENT_KNOWN)
		return;
	if (usable_sender(context, envelope, &domain))
		dns_prefetch(context->dns, domain, DNS_TXT);
	if (usable_helo(context, envelope, &domain))
		dns_prefetch(context->dns, domain, DNS_TXT);
}

static bool start_identity(struct spf_run *run,
			   const struct check_context *context,
			   const struct envelope *envelope, struct str local,
			   struct str domain, struct str receiver)
{
	return start_run(run, context, &envelope->client.ip, domain,
			 join_address(context->arena, local, domain),
			 envelope->client.helo, receiver);
}

/* RFC 7208 2.4.  Only the null sender is replaced by HELO: what is no address
 * stands for nobody. */
static bool start_mailfrom(struct spf_run *run,
			   const struct check_context *context,
			   const struct envelope *envelope, struct str receiver)
{
	const struct sender *sender = &envelope->sender;
	struct str domain;

	if (usable_sender(context, envelope, &domain))
		return start_identity(run, context, envelope, sender->local,
				      domain, receiver);
	if (sender->status == SENDER_NULL &&
	    usable_helo(context, envelope, &domain))
		return start_identity(run, context, envelope, STR("postmaster"),
				      domain, receiver);
	run->reason = sender->status == SENDER_UNKNOWN
			      ? STR("the sender is not known")
		      : sender->status == SENDER_NULL
			      ? STR("null sender and no name in HELO")
			      : STR("MAIL FROM has no usable domain");
	return false;
}

/* RFC 7208 2.3 */
static bool start_helo(struct spf_run *run, const struct check_context *context,
		       const struct envelope *envelope, struct str receiver)
{
	struct str domain;

	if (usable_helo(context, envelope, &domain))
		return start_identity(run, context, envelope, STR("postmaster"),
				      domain, receiver);
	run->reason = STR("HELO gives no domain name");
	return false;
}

static struct spf_results check_client(const struct check_context *context,
				       const struct envelope *envelope,
				       struct str receiver)
{
	struct spf_run mailfrom, helo;
	bool has_mailfrom =
		start_mailfrom(&mailfrom, context, envelope, receiver);
	bool has_helo = start_helo(&helo, context, envelope, receiver);
	struct spf_results results = { no_result(mailfrom.reason),
				       no_result(helo.reason) };

	spf_prefetch(context, envelope);
	/* What HELO needs travels while MAIL FROM is evaluated. */
	if (has_mailfrom)
		spf_announce(&mailfrom);
	if (has_helo)
		spf_announce(&helo);
	if (has_mailfrom) {
		results.mailfrom = finish_run(&mailfrom);
		results.mailfrom.identity =
			envelope->sender.status == SENDER_ADDRESS
				? envelope->sender.address
				: mailfrom.values.sender;
	}
	if (has_helo) {
		results.helo = finish_run(&helo);
		results.helo.identity = results.helo.domain;
	}
	return results;
}

struct spf_results spf_check(const struct check_context *context,
			     const struct envelope *envelope,
			     struct str receiver)
{
	struct spf_results results;

	if (envelope->client.status == CLIENT_KNOWN)
		results = check_client(context, envelope, receiver);
	else
		results.mailfrom = results.helo =
			no_result(envelope->client.status == CLIENT_LOCAL
					  ? STR("submitted on this machine")
					  : STR("the client is not known"));
	results.mailfrom.scope = SPF_MAILFROM;
	results.helo.scope = SPF_HELO;
	return results;
}
