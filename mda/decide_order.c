#include "decide_order.h"

#include "../filter/buf.h"
#include "../filter/mime.h"
#include "../filter/shown.h"
#include "../filter/trace.h"
#include "changes.h"
#include "decide_log.h"
#include "explain.h"
#include "limits.h"
#include "order_check.h"
#include "redirect.h"
#include "status.h"

/* Where a mail goes that cannot go where a script said: Junk stays Junk. */
static struct action fallback(const struct judged *judged, size_t line)
{
	bool junk = judged->decision.verdict.disposition == DISPOSITION_JUNK;

	return (struct action){
		.type = ACTION_STORE,
		.folder = junk ? judged->question->recipient.junk_folder
			       : STR("INBOX"),
		.create = junk,
		.line = line,
	};
}

/*
 * A script can name what no mailbox has: a folder of control characters, an
 * address with a blank.  The mail is kept and the user is told.
 */
static struct actions usable_actions(struct arena *arena,
				     const struct judged *judged,
				     struct buf *errors)
{
	const struct actions *actions = &judged->decision.actions;
	struct action *list = ARENA_ARRAY(arena, struct action, actions->count);
	size_t count = 0;

	for (size_t i = 0; i < actions->count; i++) {
		const struct action *action = &actions->list[i];
		const char *wrong = order_check_action(arena, action);

		if (wrong == NULL) {
			list[count++] = *action;
			continue;
		}
		if (action_disposes(action))
			list[count++] = fallback(judged, action->line);
		buf_add(errors,
			arena_printf(
				arena, "line %zu: %.*s: %s cannot be used\n",
				action->line,
				STR_ARG(action_text(arena, action)), wrong));
	}
	return (struct actions){ list, count };
}

/* The mail is not where it was to go.  That a reply was not sent is no news. */
static void add_withheld(struct arena *arena, const struct judged *judged,
			 struct buf *buf)
{
	const struct actions *withheld = &judged->decision.withheld;
	struct str folder = judged->question->recipient.junk_folder;

	for (size_t i = 0; i < withheld->count; i++) {
		const struct action *action = &withheld->list[i];

		if (action->type != ACTION_STORE && action_disposes(action))
			buf_add(buf,
				arena_printf(
					arena,
					"%.*s: not done, and the mail is "
					"in %.*s: %.*s\n",
					STR_ARG(action_text(arena, action)),
					STR_ARG(folder), STR_ARG(action->why)));
	}
}

/* What the user has to know of their own script. */
static void add_user_errors(struct arena *arena, const struct judged *judged,
			    struct buf *buf)
{
	const struct sieve_errors *errors = &judged->decision.errors;
	struct str script = judged->question->user_script;

	for (size_t i = 0; i < errors->count && script.len > 0; i++)
		if (!errors->list[i].warning &&
		    str_eq(errors->list[i].root, script))
			buf_add(buf, sieve_error_text(arena, &errors->list[i]));
}

/* ann@a.example "hello" */
static struct str name_text(struct arena *arena, const struct judged *judged)
{
	struct str subject =
		message_text(arena, &judged->message, STR("Subject"));
	struct str author = judged->assessment.auth.author.address;

	author = shown(arena, author, LIMIT_SHOWN_VALUE);
	subject = shown(arena, mime_decode_words(arena, subject),
			LIMIT_SHOWN_VALUE);
	return arena_printf(arena, "%.*s \"%.*s\"", STR_ARG(author),
			    STR_ARG(subject));
}

static struct str report_text(struct arena *arena, const struct judged *judged)
{
	switch (judged->question->report) {
	case REPORT_NONE:
		break;
	case REPORT_TEXT:
		return explain_text(arena, &judged->assessment,
				    &judged->decision, &judged->evidence);
	case REPORT_NAME:
		return name_text(arena, judged);
	case REPORT_STEPS:
		return explain_steps(arena, &judged->message, &judged->decision,
				     judged->journal);
	case REPORT_JSON:
		return explain_json(arena, &judged->assessment,
				    &judged->decision, &judged->evidence);
	}
	return STR("");
}

/* Ours stand on top of the mail: first who it is from and for, then what we
 * found. */
static struct str fields_text(struct arena *arena, const struct judged *judged,
			      const struct edits *edits)
{
	struct changes changes = changes_of(arena, &judged->message, edits);
	struct str trace = trace_fields(arena, &judged->message, changes.above,
					&judged->assessment.auth.envelope);
	struct str fields = judged->decision.fields;

	if (judged->recorder != NULL)
		fields = evidence_insert(judged->recorder, &judged->message,
					 edits, fields);
	return arena_printf(arena, "%.*s%.*s", STR_ARG(trace), STR_ARG(fields));
}

/* Each with its own evidence: what was changed is told in it. */
static struct versions versions_of(struct arena *arena,
				   const struct judged *judged)
{
	const struct versions *made = &judged->decision.versions;
	struct version *list = ARENA_ARRAY(arena, struct version, made->count);

	for (size_t i = 0; i < made->count; i++) {
		list[i].edits = made->list[i].edits;
		list[i].fields = fields_text(arena, judged, &list[i].edits);
	}
	return (struct versions){ list, made->count };
}

/* Nothing is ever sent in the name of what is no address: sendmail_run()
 * refuses the word, and the mail is kept. */
static struct str sender_text(const struct sender *sender)
{
	if (sender->status == SENDER_NULL || sender->status == SENDER_UNKNOWN)
		return STR("");
	return sender->status == SENDER_ADDRESS &&
			       sender->address.len <= LIMIT_ORDER_ADDRESS
		       ? sender->address
		       : STR("unusable");
}

/* Who tries a script out is told by the status, too. */
static unsigned exit_status(const struct judged *judged)
{
	const struct sieve_errors *errors = &judged->decision.errors;

	for (size_t i = 0; i < errors->count; i++)
		if (judged->question->report == REPORT_STEPS &&
		    !errors->list[i].warning)
			return STATUS_DATA;
	return STATUS_DELIVERED;
}

struct order decide_order(struct arena *arena, const struct judged *judged)
{
	const struct decision *decision = &judged->decision;
	struct buf errors = buf_new(arena, (size_t)LIMIT_SCRIPT_LOG);
	struct actions actions = usable_actions(arena, judged, &errors);
	struct edits as_received = edits_without(arena, &decision->forged);

	add_user_errors(arena, judged, &errors);
	add_withheld(arena, judged, &errors);
	return (struct order){
		.disposition = decision->verdict.disposition,
		.fields = fields_text(arena, judged, &as_received),
		.versions = versions_of(arena, judged),
		.forged = decision->forged,
		.actions = actions,
		.results = judged->assessment.results,
		.chain = judged->assessment.auth.arc.status,
		.marks = decision->marks,
		.sender = sender_text(&judged->assessment.auth.envelope.sender),
		.obstacle = redirect_obstacle(arena, &judged->message,
					      judged->question->redirect_name),
		.reason = shown(arena, decision->verdict.reason,
				LIMIT_SHOWN_VALUE),
		.log = decide_log(arena, judged),
		.report = report_text(arena, judged),
		.user_error = buf_str(&errors),
		.exit_status = exit_status(judged),
	};
}
