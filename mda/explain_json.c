#include "explain.h"

#include "../filter/score.h"
#include "changes.h"
#include "explain_json_checks.h"
#include "member.h"

static json_t *evidence_json(struct arena *arena,
			     const struct evidence *evidence)
{
	json_t *object = json_object();

	member_bool(object, "found", evidence->found);
	member_text(arena, object, "problem", evidence->problem);
	member_bool(object, "changed", evidence->changed);
	member_bool(object, "replayed", evidence->replayed);
	member_bool(object, "complete",
		    evidence->found && !evidence->incomplete);
	json_object_set_new(object, "time", json_integer(evidence->facts.now));
	return object;
}

static json_t *lines_json(struct arena *arena, const struct verdict *verdict)
{
	json_t *list = json_array();

	for (size_t i = 0; i < verdict->line_count; i++) {
		const struct score_line *line = &verdict->lines[i];
		json_t *object = json_object();

		member_text(arena, object, "name",
			    score_rules[line->rule].name);
		member_points(object, "points", line->points);
		member_str(arena, object, "why", line->why);
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

	member_text(arena, object, "disposition", names[verdict->disposition]);
	member_bool(object, "hard", verdict->hard);
	member_text(arena, object, "rule", verdict->rule);
	member_str(arena, object, "reason", verdict->reason);
	member_points(object, "score", verdict->score);
	member_points(object, "required", verdict->required);
	json_object_set_new(object, "lines", lines_json(arena, verdict));
	return object;
}

/* Of anybody. */
static json_t *trust_json(struct arena *arena, const struct trust *trust)
{
	json_t *object = json_object();

	member_bool(object, "granted", trust->granted);
	member_str(arena, object, "domain", trust->domain);
	member_str(arena, object, "reason", trust->reason);
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
		json_array_append_new(
			flags, member_value(arena, action->flags.items[i]));
	member_text(arena, object, "type", types[action->type]);
	member_str(arena, object, "folder", action->folder);
	json_object_set_new(object, "flags", flags);
	member_str(arena, object, "address", action->address);
	member_number(object, "version", action->version);
	member_number(object, "line", action->line);
	member_str(arena, object, "script", action->script);
	member_str(arena, object, "text", action_text(arena, action));
	member_str(arena, object, "why", action->why);
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

		member_str(arena, object, "script", note->script);
		member_number(object, "line", note->line);
		member_str(arena, object, "text", note->text);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *errors_json(struct arena *arena,
			   const struct sieve_errors *errors)
{
	json_t *list = json_array();

	for (size_t i = 0; i < errors->count; i++)
		json_array_append_new(
			list, member_script_error(arena, &errors->list[i]));
	return list;
}

/* Fields, each with its line end, as an array of unfolded ones. */
static void append_fields(struct arena *arena, json_t *list, struct str fields)
{
	struct message message = message_parse(arena, fields);

	for (size_t i = 0; i < message.header_count; i++)
		json_array_append_new(
			list,
			member_value(
				arena,
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

		json_array_append_new(
			list, member_value(arena, header_unfold(arena, raw)));
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
			json_array_append_new(changes,
					      member_value(arena, line));
		json_array_append_new(list, changes);
	}
	return list;
}

struct str explain_json(struct arena *arena,
			const struct assessment *assessment,
			const struct decision *decision,
			const struct evidence *evidence)
{
	json_t *object = json_object();

	json_object_set_new(object, "evidence", evidence_json(arena, evidence));
	explain_json_checks(arena, object, &assessment->auth,
			    &decision->verdict.trust);
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
	return member_dump(arena, object, JSON_INDENT(2));
}

struct str explain_changed_json(struct arena *arena,
				const struct message *stored,
				const struct evidence *evidence)
{
	json_t *object = json_object(), *fields = json_array();

	for (size_t i = 0; i < evidence->own_fields; i++)
		json_array_append_new(
			fields,
			member_value(
				arena,
				header_unfold(arena, stored->headers[i].raw)));
	json_object_set_new(object, "evidence", evidence_json(arena, evidence));
	json_object_set_new(object, "fields", fields);
	return member_dump(arena, object, JSON_INDENT(2));
}
