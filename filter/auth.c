#include "auth.h"

#include "domain.h"
#include "host.h"
#include "spf_trust.h"
#include "trust.h"

/* What was begun before the body is read, to be finished after it. */
struct begun {
	struct dkim_check *dkim;
	struct arc_check *arc;
};

const struct spf_result *auth_spf(const struct auth *auth)
{
	return auth->envelope.sender.status == SENDER_NULL
		       ? &auth->spf.helo
		       : &auth->spf.mailfrom;
}

/* The client as SPF and iprev may judge it: one from outside, or nobody. */
static struct envelope judged_envelope(const struct auth *auth)
{
	struct envelope envelope = auth->envelope;

	if (auth->origin != ORIGIN_OUTSIDE)
		envelope.client = (struct client){ .status = CLIENT_UNKNOWN };
	return envelope;
}

/* The author's policy; and the walk that decides whether a sender below or
 * beside the author's domain aligns with it. */
static void announce_policy(const struct check_context *context,
			    const struct auth *auth)
{
	struct str author = auth->author.domain;
	struct str sender = auth->envelope.sender.domain;

	if (auth->author.status != AUTHOR_OK)
		return;
	dmarc_prefetch(context, author);
	/* np= of a domain above would ask whether this one exists. */
	if (domain_label_count(author) > 2)
		dns_prefetch(context->dns, author, DNS_A);
	if (!str_eq_nocase(sender, author) &&
	    str_eq_nocase(domain_last_labels(sender, 2),
			  domain_last_labels(author, 2)))
		dmarc_prefetch(context, sender);
}

/* Everything that can be foreseen is asked for before anything is waited for,
 * and the body is hashed while the answers travel. */
static struct begun begin(const struct check_context *context,
			  const struct message *message,
			  const struct auth *auth,
			  const struct envelope *envelope)
{
	struct canon_fields *fields =
		ARENA_NEW(context->arena, struct canon_fields);
	struct body_hashes *bodies =
		ARENA_NEW(context->arena, struct body_hashes);
	struct begun begun;

	*fields = canon_fields_new(context->arena, message);
	*bodies = body_hashes_new(context->arena);
	begun.dkim = dkim_begin(context, message, fields, bodies,
				auth->author.domain);
	begun.arc = arc_begin(context, message, fields, bodies);
	if (envelope->client.status == CLIENT_KNOWN) {
		spf_prefetch(context, envelope);
		iprev_prefetch(context, &envelope->client.ip);
	}
	announce_policy(context, auth);
	body_hashes_run(bodies, message->body);
	return begun;
}

/*
 * SPF that lets nearly everybody send, or that an earlier hop saw fail for this
 * organization, is no reason to pass DMARC when nothing else is.
 */
static void distrust_spf(const struct check_context *context,
			 const struct message *message, struct auth *auth)
{
	struct spf_result ignored = *auth_spf(auth);

	if (auth->dmarc.status != CHECK_PASS || !auth->dmarc.spf_aligned ||
	    auth->dmarc.dkim_aligned > 0)
		return;
	auth->spf_upgrade =
		spf_older_fail(context, message, auth->author.domain);
	if (!ignored.allows_all && auth->spf_upgrade.len == 0)
		return;
	ignored.status = CHECK_NONE;
	auth->dmarc_by_spf_ignored = true;
	auth->dmarc =
		dmarc_check(context, &auth->author, &ignored, &auth->dkim);
}

static void finish(const struct check_context *context,
		   const struct policy *policy, const struct message *message,
		   struct begun begun, struct auth *auth)
{
	struct envelope envelope = judged_envelope(auth);

	/* The client's names come as soon as the first SPF record: their
	 * addresses travel while SPF follows its includes. */
	if (envelope.client.status == CLIENT_KNOWN)
		host_names_claimed(context, &envelope.client.ip,
				   LIMIT_IPREV_NAMES);
	auth->spf = spf_check(context, &envelope, policy->authserv_id);
	auth->dkim = dkim_finish(begun.dkim);
	auth->arc = arc_finish(begun.arc);
	auth->dmarc = dmarc_check(context, &auth->author, auth_spf(auth),
				  &auth->dkim);
	distrust_spf(context, message, auth);
	auth->iprev = iprev_check(context, &envelope.client.ip);
	auth->trust = trust_judge(context, &policy->trusted, auth);
}

struct auth auth_check(const struct check_context *context,
		       const struct policy *policy,
		       const struct message *message,
		       const struct envelope *envelope)
{
	struct arrival arrival = arrival_find(context->arena, policy, message,
					      envelope, context->now);
	/* A signature that expired while the mail was queued had not when it
	 * came. */
	struct check_context then = *context;
	struct auth auth = {
		.origin = arrival.origin,
		.envelope = arrival.envelope,
		.received_at = arrival.received_at,
		.retried_since = arrival.retried_since,
		.faults = message->faults,
		.author = author_find(context->arena, message),
	};
	struct envelope judged = judged_envelope(&auth);

	then.now = arrival.received_at;
	finish(&then, policy, message, begin(&then, message, &auth, &judged),
	       &auth);
	return auth;
}
