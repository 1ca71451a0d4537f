#include "explain_text_checks.h"

#include "limits.h"

static struct str quoted(struct columns *report, struct str value)
{
	return arena_printf(report->arena, "\"%.*s\"",
			    STR_ARG(columns_safe(report, value)));
}

static void author_row(struct columns *report, const struct auth *auth)
{
	const struct author *author = &auth->author;

	report->label = "Author";
	if (author->status == AUTHOR_OK)
		columns_row(report, columns_safe(report, author->address));
	else
		columns_row(report, arena_printf(report->arena, "none: %s",
						 author->reason));
	if (author->display.len > 0)
		columns_note(report, "shown as ",
			     quoted(report, author->display));
	if (auth->faults != 0)
		columns_note(report, "malformed header: ",
			     message_faults_text(report->arena, auth->faults));
}

static struct str sender_text(struct columns *report,
			      const struct sender *sender)
{
	switch (sender->status) {
	case SENDER_UNKNOWN:
		return STR("not told");
	case SENDER_NULL:
		return STR("<> (a bounce or a notice)");
	case SENDER_ADDRESS:
		break;
	case SENDER_UNUSABLE:
		return arena_printf(
			report->arena, "%.*s (not an address)",
			STR_ARG(columns_safe(report, sender->address)));
	}
	return columns_safe(report, sender->address);
}

static void envelope_rows(struct columns *report, const struct auth *auth)
{
	const struct client *client = &auth->envelope.client;
	static const char *const origins[] = {
		[ORIGIN_UNKNOWN] = "not told",
		[ORIGIN_OUTSIDE] = "from outside",
		[ORIGIN_RELAY] = "one of our relays",
		[ORIGIN_LOCAL] = "this machine",
		[ORIGIN_AUTHENTICATED] = "one of our users, authenticated",
	};
	struct str text = ip_text(report->arena, &client->ip);
	struct str helo = columns_safe(report, client->helo);

	report->label = "Sender";
	columns_row(report, sender_text(report, &auth->envelope.sender));
	report->label = "Client";
	if (helo.len > 0)
		text = arena_printf(report->arena,
				    "%.*s, called itself \"%.*s\"",
				    STR_ARG(text), STR_ARG(helo));
	if (client->status == CLIENT_KNOWN)
		columns_row(report,
			    arena_printf(report->arena, "%.*s, %s",
					 STR_ARG(text), origins[auth->origin]));
	else
		columns_row(report, str_from(origins[auth->origin]));
}

static void spf_rows(struct columns *report, const struct spf_result *spf,
		     const char *what)
{
	columns_result(
		report, spf->status,
		arena_printf(report->arena, "%s%.*s", what,
			     STR_ARG(columns_safe(report, spf->identity))));
	if (spf->mechanism.len > 0)
		columns_note(report, "matched ", spf->mechanism);
	columns_note(report, "", spf->reason);
	if (spf->record.len > 0)
		columns_note(report, "record: ", spf->record);
	columns_note(report, "the domain explains: ", spf->explanation);
	if (spf->allows_all && spf->status == CHECK_PASS)
		columns_note(report, "",
			     STR("proves nothing: nearly everybody may "
				 "send"));
}

static void client_rows(struct columns *report, const struct auth *auth)
{
	columns_subject(report, "SPF");
	if (auth->origin != ORIGIN_OUTSIDE) {
		columns_row(report,
			    STR("none       no client from outside to judge"));
		return;
	}
	spf_rows(report, &auth->spf.mailfrom, "sender ");
	spf_rows(report, &auth->spf.helo, "HELO ");
	if (auth->spf_upgrade.len > 0)
		columns_note(report,
			     "an earlier hop saw it fail: ", auth->spf_upgrade);
	report->label = "iprev";
	columns_result(report, auth->iprev.status, auth->iprev.name);
	columns_note(report, "", auth->iprev.reason);
}

/* "example.com, selector s1, rsa-sha256, 2048 bits" */
static struct str signature_text(struct columns *report,
				 const struct dkim_result *dkim)
{
	struct str domain = columns_safe(report, dkim->domain);
	struct str selector = columns_safe(report, dkim->selector);
	struct str algorithm = columns_safe(report, dkim->algorithm);
	struct str text;

	if (dkim->domain.len == 0)
		return STR("of nobody who can be asked");
	text = arena_printf(report->arena, "%.*s, selector %.*s, %.*s",
			    STR_ARG(domain), STR_ARG(selector),
			    STR_ARG(algorithm));
	if (dkim->key_bits > 0)
		text = arena_printf(report->arena, "%.*s, %u bits",
				    STR_ARG(text), dkim->key_bits);
	return text;
}

static void dkim_rows(struct columns *report, const struct dkim_results *dkim)
{
	columns_subject(report, "DKIM");
	if (dkim->count == 0)
		columns_row(report, STR("none       not signed"));
	for (size_t i = 0; i < dkim->count && i < LIMIT_REPORT_ROWS; i++) {
		const struct dkim_result *result = &dkim->list[i];

		columns_result(report, result->status,
			       signature_text(report, result));
		columns_note(report, "", result->reason);
		if (result->unsigned_subject && result->status == CHECK_PASS)
			columns_note(report, "",
				     STR("does not cover the Subject"));
	}
}

static void arc_set_rows(struct columns *report, const struct arc_set *set)
{
	struct arena *arena = report->arena;
	struct str from = columns_safe(report, set->claim.header_from);

	columns_result(
		report, set->seal.status,
		arena_printf(arena, "seal %u: %.*s", set->instance,
			     STR_ARG(signature_text(report, &set->seal))));
	columns_note(report, "", set->seal.reason);
	columns_note(
		report, "",
		arena_printf(arena, "of the mail as it was then: %.*s (%.*s)",
			     STR_ARG(check_name(set->ams.status)),
			     STR_ARG(columns_safe(report, set->ams.domain))));
	columns_note(report, "", set->ams.reason);
	if (set->claim.dmarc != CHECK_NONE)
		columns_note(report, "",
			     arena_printf(arena,
					  "says it saw dmarc=%.*s for %.*s",
					  STR_ARG(check_name(set->claim.dmarc)),
					  STR_ARG(from)));
}

static void arc_rows(struct columns *report, const struct auth *auth,
		     const struct trust *trust)
{
	const struct arc_result *arc = &auth->arc;

	if (arc->status == CHECK_NONE)
		return;
	columns_subject(report, "ARC");
	columns_result(report, arc->status, STR("the chain"));
	columns_note(report, "", arc->reason);
	for (size_t i = arc->count; i > 0; i--)
		arc_set_rows(report, &arc->sets[i - 1]);
	columns_note(report,
		     trust->granted ? "" : "not trusted: ", trust->reason);
}

static void walk_rows(struct columns *report, const struct dmarc_result *dmarc)
{
	for (size_t i = 0; i < dmarc->walk_count; i++) {
		const struct dmarc_step *step = &dmarc->walk[i];
		struct str name = columns_safe(report, step->name);
		struct str record = columns_safe(report, step->record);

		columns_row(report,
			    arena_printf(report->arena, "  asked %.*s: %s",
					 STR_ARG(name),
					 dns_status_name(step->status)));
		if (record.len > 0)
			columns_note(report, "  ", record);
		if (step->note != NULL)
			columns_note(report, "  ", str_from(step->note));
	}
}

static void dmarc_rows(struct columns *report, const struct auth *auth)
{
	const struct dmarc_result *dmarc = &auth->dmarc;
	struct str domain = columns_safe(report, dmarc->policy_domain);

	columns_subject(report, "DMARC");
	columns_result(report, dmarc->status, auth->author.domain);
	columns_note(report, "", dmarc->reason);
	if (dmarc->policy_domain.len > 0)
		columns_note(
			report, "",
			arena_printf(
				report->arena, "%.*s asks for %s=%.*s%s",
				STR_ARG(domain), dmarc->policy_tag,
				STR_ARG(dmarc_policy_name(dmarc->published)),
				dmarc->testing ? ", testing: one level less"
					       : ""));
	if (auth->dmarc_by_spf_ignored)
		columns_note(report, "",
			     STR("SPF alone aligns, and proves too "
				 "little"));
	walk_rows(report, dmarc);
}

void explain_text_checks(struct columns *report, const struct auth *auth,
			 const struct trust *trust)
{
	author_row(report, auth);
	envelope_rows(report, auth);
	client_rows(report, auth);
	dkim_rows(report, &auth->dkim);
	arc_rows(report, auth, trust);
	dmarc_rows(report, auth);
}
