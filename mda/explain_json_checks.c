#include "explain_json_checks.h"

#include "member.h"

static json_t *author_json(struct arena *arena, const struct author *author)
{
	static const char *const names[] = {
		[AUTHOR_OK] = "ok",
		[AUTHOR_MISSING] = "missing",
		[AUTHOR_AMBIGUOUS] = "ambiguous",
		[AUTHOR_UNQUALIFIED] = "unqualified",
		[AUTHOR_INVALID] = "invalid",
	};
	json_t *object = json_object();

	member_text(arena, object, "status", names[author->status]);
	member_text(arena, object, "reason", author->reason);
	member_str(arena, object, "address", author->address);
	member_str(arena, object, "domain", author->domain);
	member_str(arena, object, "display", author->display);
	return object;
}

static json_t *spf_json(struct arena *arena, const struct spf_result *spf)
{
	json_t *object = json_object();

	member_status(arena, object, "status", spf->status);
	member_str(arena, object, "domain", spf->domain);
	member_str(arena, object, "identity", spf->identity);
	member_str(arena, object, "mechanism", spf->mechanism);
	member_str(arena, object, "record", spf->record);
	member_str(arena, object, "explanation", spf->explanation);
	member_str(arena, object, "reason", spf->reason);
	return object;
}

static json_t *spf_both(struct arena *arena, const struct spf_results *spf)
{
	json_t *object = json_object();

	json_object_set_new(object, "mailfrom",
			    spf_json(arena, &spf->mailfrom));
	json_object_set_new(object, "helo", spf_json(arena, &spf->helo));
	return object;
}

static json_t *dkim_json(struct arena *arena, const struct dkim_results *dkim)
{
	json_t *list = json_array();

	for (size_t i = 0; i < dkim->count; i++) {
		const struct dkim_result *result = &dkim->list[i];
		json_t *object = json_object();

		member_status(arena, object, "status", result->status);
		member_str(arena, object, "domain", result->domain);
		member_str(arena, object, "selector", result->selector);
		member_str(arena, object, "identity", result->identity);
		member_str(arena, object, "algorithm", result->algorithm);
		member_str(arena, object, "b", result->b);
		member_number(object, "bits", result->key_bits);
		member_str(arena, object, "reason", result->reason);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *arc_set_json(struct arena *arena, const struct arc_set *arc)
{
	json_t *object = json_object();

	member_number(object, "instance", arc->instance);
	member_str(arena, object, "sealer", arc->seal.domain);
	member_str(arena, object, "selector", arc->seal.selector);
	member_status(arena, object, "seal", arc->seal.status);
	member_status(arena, object, "ams", arc->ams.status);
	member_str(arena, object, "ams_domain", arc->ams.domain);
	member_status(arena, object, "cv", arc->cv);
	member_status(arena, object, "claim_dmarc", arc->claim.dmarc);
	member_str(arena, object, "claim_from", arc->claim.header_from);
	member_str(arena, object, "seal_reason", arc->seal.reason);
	member_str(arena, object, "ams_reason", arc->ams.reason);
	return object;
}

/* Of a sealer. */
static json_t *seal_trust_json(struct arena *arena, const struct trust *trust)
{
	json_t *object = json_object();
	bool granted = trust->granted && trust->instance > 0;

	member_bool(object, "granted", granted);
	member_str(arena, object, "sealer", granted ? trust->domain : STR(""));
	member_number(object, "instance", trust->instance);
	member_str(arena, object, "reason", trust->reason);
	return object;
}

static json_t *arc_json(struct arena *arena, const struct auth *auth,
			const struct trust *trust)
{
	json_t *object = json_object();
	json_t *sets = json_array();

	member_status(arena, object, "status", auth->arc.status);
	member_str(arena, object, "reason", auth->arc.reason);
	member_number(object, "oldest_pass", auth->arc.oldest_pass);
	for (size_t i = 0; i < auth->arc.count; i++)
		json_array_append_new(sets,
				      arc_set_json(arena, &auth->arc.sets[i]));
	json_object_set_new(object, "sets", sets);
	json_object_set_new(object, "trust", seal_trust_json(arena, trust));
	return object;
}

static json_t *walk_json(struct arena *arena, const struct dmarc_result *dmarc)
{
	json_t *list = json_array();

	for (size_t i = 0; i < dmarc->walk_count; i++) {
		const struct dmarc_step *step = &dmarc->walk[i];
		json_t *object = json_object();

		member_str(arena, object, "name", step->name);
		member_text(arena, object, "status",
			    dns_status_name(step->status));
		member_str(arena, object, "record", step->record);
		member_text(arena, object, "note", step->note);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *dmarc_json(struct arena *arena, const struct dmarc_result *dmarc)
{
	json_t *object = json_object();

	member_status(arena, object, "status", dmarc->status);
	member_str(arena, object, "reason", dmarc->reason);
	member_str(arena, object, "policy_domain", dmarc->policy_domain);
	member_str(arena, object, "org_domain", dmarc->org_domain);
	member_str(arena, object, "record", dmarc->record);
	member_text(arena, object, "tag", dmarc->policy_tag);
	member_str(arena, object, "published",
		   dmarc_policy_name(dmarc->published));
	member_str(arena, object, "applied", dmarc_policy_name(dmarc->applied));
	member_bool(object, "testing", dmarc->testing);
	member_bool(object, "spf_aligned", dmarc->spf_aligned);
	member_number(object, "dkim_aligned", dmarc->dkim_aligned);
	json_object_set_new(object, "walk", walk_json(arena, dmarc));
	return object;
}

static json_t *iprev_json(struct arena *arena, const struct iprev_result *iprev)
{
	json_t *object = json_object();

	member_status(arena, object, "status", iprev->status);
	member_str(arena, object, "name", iprev->name);
	member_str(arena, object, "reason", iprev->reason);
	return object;
}

void explain_json_checks(struct arena *arena, json_t *object,
			 const struct auth *auth, const struct trust *trust)
{
	json_object_set_new(object, "author",
			    author_json(arena, &auth->author));
	member_str(arena, object, "faults",
		   message_faults_text(arena, auth->faults));
	member_text(arena, object, "origin", origin_text(auth->origin));
	json_object_set_new(object, "spf", spf_both(arena, &auth->spf));
	json_object_set_new(object, "dkim", dkim_json(arena, &auth->dkim));
	json_object_set_new(object, "arc", arc_json(arena, auth, trust));
	json_object_set_new(object, "dmarc", dmarc_json(arena, &auth->dmarc));
	json_object_set_new(object, "iprev", iprev_json(arena, &auth->iprev));
}
