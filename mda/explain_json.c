#include "explain.h"
#include "changes.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "../filter/limits.h"
#include "../filter/shown.h"

/* Jansson takes UTF-8 only: shown() makes it of anything. */
static json_t *text(struct arena *arena, struct str value)
{
	struct str safe = shown(arena, value, LIMIT_OUTPUT_FIELDS);

	return json_stringn(safe.len > 0 ? safe.ptr : "", safe.len);
}

static void set(struct arena *arena, json_t *object, const char *key,
		struct str value)
{
	json_object_set_new(object, key, text(arena, value));
}

static void set_text(struct arena *arena, json_t *object, const char *key,
		     const char *value)
{
	set(arena, object, key, str_from(value));
}

static void set_number(json_t *object, const char *key, unsigned long long n)
{
	json_object_set_new(object, key, json_integer((json_int_t)n));
}

static void set_bool(json_t *object, const char *key, bool value)
{
	json_object_set_new(object, key, json_boolean(value));
}

static void set_status(struct arena *arena, json_t *object, const char *key,
		       enum check_status status)
{
	set(arena, object, key, check_name(status));
}

/* Hundredths, as a number. */
static void set_points(json_t *object, const char *key, int points)
{
	json_object_set_new(object, key, json_real(points / 100.0));
}

/* -- the checks ------------------------------------------------------------------ */

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

	set_text(arena, object, "status", names[author->status]);
	set_text(arena, object, "reason", author->reason);
	set(arena, object, "address", author->address);
	set(arena, object, "domain", author->domain);
	set(arena, object, "display", author->display);
	return object;
}

static json_t *spf_json(struct arena *arena, const struct spf_result *spf)
{
	json_t *object = json_object();

	set_status(arena, object, "status", spf->status);
	set(arena, object, "domain", spf->domain);
	set(arena, object, "identity", spf->identity);
	set(arena, object, "mechanism", spf->mechanism);
	set(arena, object, "record", spf->record);
	set(arena, object, "explanation", spf->explanation);
	set(arena, object, "reason", spf->reason);
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

		set_status(arena, object, "status", result->status);
		set(arena, object, "domain", result->domain);
		set(arena, object, "selector", result->selector);
		set(arena, object, "identity", result->identity);
		set(arena, object, "algorithm", result->algorithm);
		set(arena, object, "b", result->b);
		set_number(object, "bits", result->key_bits);
		set(arena, object, "reason", result->reason);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *arc_set_json(struct arena *arena, const struct arc_set *arc)
{
	json_t *object = json_object();

	set_number(object, "instance", arc->instance);
	set(arena, object, "sealer", arc->seal.domain);
	set(arena, object, "selector", arc->seal.selector);
	set_status(arena, object, "seal", arc->seal.status);
	set_status(arena, object, "ams", arc->ams.status);
	set(arena, object, "ams_domain", arc->ams.domain);
	set_status(arena, object, "cv", arc->cv);
	set_status(arena, object, "claim_dmarc", arc->claim.dmarc);
	set(arena, object, "claim_from", arc->claim.header_from);
	set(arena, object, "seal_reason", arc->seal.reason);
	set(arena, object, "ams_reason", arc->ams.reason);
	return object;
}

/* Of a sealer. */
static json_t *seal_trust_json(struct arena *arena, const struct trust *trust)
{
	json_t *object = json_object();
	bool granted = trust->granted && trust->instance > 0;

	set_bool(object, "granted", granted);
	set(arena, object, "sealer", granted ? trust->domain : STR(""));
	set_number(object, "instance", trust->instance);
	set(arena, object, "reason", trust->reason);
	return object;
}

/* Of anybody. */
static json_t *trust_json(struct arena *arena, const struct trust *trust)
{
	json_t *object = json_object();

	set_bool(object, "granted", trust->granted);
	set(arena, object, "domain", trust->domain);
	set(arena, object, "reason", trust->reason);
	return object;
}

static json_t *arc_json(struct arena *arena, const struct auth *auth,
			const struct trust *trust)
{
	json_t *object = json_object();
	json_t *sets = json_array();

	set_status(arena, object, "status", auth->arc.status);
	set(arena, object, "reason", auth->arc.reason);
	set_number(object, "oldest_pass", auth->arc.oldest_pass);
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

		set(arena, object, "name", step->name);
		set_text(arena, object, "status",
			 dns_status_name(step->status));
		set(arena, object, "record", step->record);
		set_text(arena, object, "note", step->note);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *dmarc_json(struct arena *arena, const struct dmarc_result *dmarc)
{
	json_t *object = json_object();

	set_status(arena, object, "status", dmarc->status);
	set(arena, object, "reason", dmarc->reason);
	set(arena, object, "policy_domain", dmarc->policy_domain);
	set(arena, object, "org_domain", dmarc->org_domain);
	set(arena, object, "record", dmarc->record);
	set_text(arena, object, "tag", dmarc->policy_tag);
	set(arena, object, "published", dmarc_policy_name(dmarc->published));
	set(arena, object, "applied", dmarc_policy_name(dmarc->applied));
	set_bool(object, "testing", dmarc->testing);
	set_bool(object, "spf_aligned", dmarc->spf_aligned);
	set_number(object, "dkim_aligned", dmarc->dkim_aligned);
	json_object_set_new(object, "walk", walk_json(arena, dmarc));
	return object;
}

static json_t *iprev_json(struct arena *arena, const struct iprev_result *iprev)
{
	json_t *object = json_object();

	set_status(arena, object, "status", iprev->status);
	set(arena, object, "name", iprev->name);
	set(arena, object, "reason", iprev->reason);
	return object;
}

static void set_auth(struct arena *arena, json_t *object,
		     const struct auth *auth, const struct trust *trust)
{
	json_object_set_new(object, "author",
			    author_json(arena, &auth->author));
	set(arena, object, "faults", message_faults_text(arena, auth->faults));
	set_text(arena, object, "origin", origin_text(auth->origin));
	json_object_set_new(object, "spf", spf_both(arena, &auth->spf));
	json_object_set_new(object, "dkim", dkim_json(arena, &auth->dkim));
	json_object_set_new(object, "arc", arc_json(arena, auth, trust));
	json_object_set_new(object, "dmarc", dmarc_json(arena, &auth->dmarc));
	json_object_set_new(object, "iprev", iprev_json(arena, &auth->iprev));
}

static json_t *evidence_json(struct arena *arena,
			     const struct evidence *evidence)
{
	json_t *object = json_object();

	set_bool(object, "found", evidence->found);
	set_text(arena, object, "problem", evidence->problem);
	set_bool(object, "changed", evidence->changed);
	set_bool(object, "replayed", evidence->replayed);
	set_bool(object, "complete", evidence->found && !evidence->incomplete);
	json_object_set_new(object, "time", json_integer(evidence->facts.now));
	return object;
}

/* -- the decision ----------------------------------------------------------------- */

static json_t *lines_json(struct arena *arena, const struct verdict *verdict)
{
	json_t *list = json_array();

	for (size_t i = 0; i < verdict->line_count; i++) {
		const struct score_line *line = &verdict->lines[i];
		json_t *object = json_object();

		set_text(arena, object, "name", score_rules[line->rule].name);
		set_points(object, "points", line->points);
		set(arena, object, "why", line->why);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *verdict_json(struct arena *arena, const struct verdict *verdict)
{
	static const char *const names[] = {
		[DISPOSITION_INBOX] = "inbox",
		[DISPOSITION_JUNK] = "junk",
		[DISPOSITION_RETRY] = "retry",
	};
	json_t *object = json_object();

	set_text(arena, object, "disposition", names[verdict->disposition]);
	set_bool(object, "hard", verdict->hard);
	set_text(arena, object, "rule", verdict->rule);
	set(arena, object, "reason", verdict->reason);
	set_points(object, "score", verdict->score);
	set_points(object, "required", verdict->required);
	json_object_set_new(object, "lines", lines_json(arena, verdict));
	return object;
}

static json_t *action_json(struct arena *arena, const struct action *action)
{
	static const char *const types[] = {
		[ACTION_STORE] = "store",	[ACTION_REDIRECT] = "redirect",
		[ACTION_DISCARD] = "discard",	[ACTION_REJECT] = "reject",
		[ACTION_VACATION] = "vacation", [ACTION_NOTIFY] = "notify",
		[ACTION_PIPE] = "pipe",		[ACTION_REPORT] = "report",
	};
	json_t *object = json_object();
	json_t *flags = json_array();

	for (size_t i = 0; i < action->flags.count; i++)
		json_array_append_new(flags,
				      text(arena, action->flags.items[i]));
	set_text(arena, object, "type", types[action->type]);
	set(arena, object, "folder", action->folder);
	json_object_set_new(object, "flags", flags);
	set(arena, object, "address", action->address);
	set_number(object, "version", action->version);
	set_number(object, "line", action->line);
	set(arena, object, "script", action->script);
	set(arena, object, "text", action_text(arena, action));
	set(arena, object, "why", action->why);
	return object;
}

static json_t *actions_json(struct arena *arena, const struct actions *actions)
{
	json_t *list = json_array();

	for (size_t i = 0; i < actions->count; i++)
		json_array_append_new(list,
				      action_json(arena, &actions->list[i]));
	return list;
}

static json_t *notes_json(struct arena *arena, const struct sieve_notes *notes)
{
	json_t *array = json_array();

	for (size_t i = 0; i < notes->count; i++) {
		const struct sieve_note *note = &notes->list[i];
		json_t *object = json_object();

		set(arena, object, "script", note->script);
		set_number(object, "line", note->line);
		set(arena, object, "text", note->text);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *errors_json(struct arena *arena,
			   const struct sieve_errors *errors)
{
	json_t *list = json_array();

	for (size_t i = 0; i < errors->count; i++) {
		const struct sieve_error *error = &errors->list[i];
		json_t *object = json_object();

		set(arena, object, "script", error->script);
		set_number(object, "line", error->line);
		set_number(object, "column", error->column);
		set_bool(object, "warning", error->warning);
		set(arena, object, "text", error->text);
		json_array_append_new(list, object);
	}
	return list;
}

/* -- header fields ----------------------------------------------------------------- */

/* Fields, each with its line end, as an array of unfolded ones. */
static void append_fields(struct arena *arena, json_t *list, struct str fields)
{
	struct message message = message_parse(arena, fields);

	for (size_t i = 0; i < message.header_count; i++)
		json_array_append_new(
			list,
			text(arena,
			     header_unfold(arena, message.headers[i].raw)));
}

static json_t *fields_json(struct arena *arena, struct str fields)
{
	json_t *list = json_array();

	append_fields(arena, list, fields);
	return list;
}

static json_t *removed_json(struct arena *arena, const struct message *message,
			    const struct spans *spans)
{
	json_t *list = json_array();

	for (size_t i = 0; i < spans->count; i++) {
		struct span span = spans->list[i];
		struct str raw = str_first(str_skip(message->raw, span.begin),
					   span.end - span.begin);

		json_array_append_new(list,
				      text(arena, header_unfold(arena, raw)));
	}
	return list;
}

/* What was changed in each form of the mail: "added X: y". */
static json_t *versions_json(struct arena *arena, const struct message *message,
			     const struct decision *decision)
{
	json_t *list = json_array();

	for (size_t i = 0; i < decision->versions.count; i++) {
		struct str rest = changes_text(
			arena, message, &decision->versions.list[i].edits,
			&decision->forged);
		json_t *changes = json_array();

		for (struct str line; str_cut(&rest, '\n', &line);)
			json_array_append_new(changes, text(arena, line));
		json_array_append_new(list, changes);
	}
	return list;
}

static struct str dump(struct arena *arena, json_t *object)
{
	char *out = json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	struct str copy = arena_printf(arena, "%s\n", out != NULL ? out : "{}");

	free(out);
	json_decref(object);
	return copy;
}

struct str explain_json(struct arena *arena,
			const struct assessment *assessment,
			const struct decision *decision,
			const struct evidence *evidence)
{
	json_t *object = json_object();

	json_object_set_new(object, "evidence", evidence_json(arena, evidence));
	set_auth(arena, object, &assessment->auth, &decision->verdict.trust);
	json_object_set_new(object, "trust",
			    trust_json(arena, &decision->verdict.trust));
	json_object_set_new(object, "verdict",
			    verdict_json(arena, &decision->verdict));
	json_object_set_new(object, "actions",
			    actions_json(arena, &decision->actions));
	json_object_set_new(object, "withheld",
			    actions_json(arena, &decision->withheld));
	json_object_set_new(object, "notes",
			    notes_json(arena, &decision->notes));
	json_object_set_new(object, "errors",
			    errors_json(arena, &decision->errors));
	json_object_set_new(object, "fields",
			    fields_json(arena, decision->fields));
	json_object_set_new(
		object, "versions",
		versions_json(arena, assessment->message, decision));
	json_object_set_new(
		object, "removed",
		removed_json(arena, assessment->message, &decision->forged));
	return dump(arena, object);
}

struct str explain_changed_json(struct arena *arena,
				const struct message *stored,
				const struct evidence *evidence)
{
	json_t *object = json_object(), *fields = json_array();

	for (size_t i = 0; i < evidence->own_fields; i++)
		json_array_append_new(
			fields,
			text(arena,
			     header_unfold(arena, stored->headers[i].raw)));
	json_object_set_new(object, "evidence", evidence_json(arena, evidence));
	json_object_set_new(object, "fields", fields);
	return dump(arena, object);
}
