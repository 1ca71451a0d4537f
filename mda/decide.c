#include "decide.h"

#include <stdio.h>

#include "../filter/buf.h"
#include "../filter/mime.h"
#include "../filter/shown.h"
#include "../filter/trace.h"
#include "evidence.h"
#include "explain.h"
#include "limits.h"
#include "log.h"
#include "notice.h"
#include "order_check.h"
#include "redirect.h"
#include "sandbox.h"
#include "status.h"
#include "stopwatch.h"

/* Everything that is known when the mail has been judged. */
struct judged {
	const struct question *question;
	struct evidence evidence; /* that the mail came with */
	struct facts facts;
	struct dns *dns;
	struct recorder *recorder; /* NULL: no evidence is stored */
	struct message message;
	struct assessment assessment;
	struct decision decision;
	struct journal *journal; /* NULL: nobody reads it */
	struct stopwatch *stopwatch;
	uint64_t verifying, sorting; /* microseconds, without DNS */
};

/* -- what is known, as far as the mail tells it ---------------------------------- */

static struct str field_text(struct arena *arena, const struct message *message,
			     struct str name)
{
	const struct header *header = message_find(message, name, 0);

	return header != NULL ? header_unfold(arena, header->value) : STR("");
}

static void take_from_mail(struct arena *arena, const struct message *message,
			   struct envelope *envelope)
{
	struct str sender = field_text(arena, message, STR("Return-Path"));

	if (envelope->sender.status == SENDER_UNKNOWN && sender.len > 0)
		envelope->sender = sender_parse(sender);
	if (envelope->recipient.len == 0)
		envelope->recipient =
			field_text(arena, message, STR("Delivered-To"));
}

/* What was asked then, as far as nobody says otherwise now.  The recipient may
 * be named only to say whose scripts are meant. */
static void take_from_evidence(const struct facts *then, struct facts *facts)
{
	struct envelope *envelope = &facts->envelope;

	facts->now = then->now;
	if (facts->folder.len == 0)
		facts->folder = then->folder;
	if (envelope->client.status == CLIENT_UNKNOWN)
		envelope->client = then->envelope.client;
	if (envelope->sender.status == SENDER_UNKNOWN) {
		envelope->sender = then->envelope.sender;
		envelope->sender_filtered = then->envelope.sender_filtered;
	}
	if (then->envelope.recipient.len > 0)
		envelope->recipient = then->envelope.recipient;
	if (envelope->original_recipient.len == 0)
		envelope->original_recipient =
			then->envelope.original_recipient;
	if (envelope->detail.len == 0)
		envelope->detail = then->envelope.detail;
	if (envelope->sasl_user.len == 0)
		envelope->sasl_user = then->envelope.sasl_user;
}

/* A mail that was delivered, as it was received. */
static void take_stored(struct arena *arena, struct judged *judged)
{
	struct evidence *evidence = &judged->evidence;

	*evidence = evidence_find(arena, judged->question->mail);
	judged->message = message_parse(arena, evidence->mail);
	if (!evidence->found) {
		take_from_mail(arena, &judged->message,
			       &judged->facts.envelope);
		return;
	}
	take_from_evidence(&evidence->facts, &judged->facts);
	if (evidence->unread)
		judged->message.faults |= MESSAGE_TOO_LONG;
	evidence->replayed = !judged->question->live;
	if (evidence->replayed)
		judged->dns = evidence->dns;
}

static struct recipient recipient(const struct judged *judged)
{
	struct recipient recipient = judged->question->recipient;
	const struct envelope *envelope = &judged->facts.envelope;

	if (envelope->recipient.len > 0)
		recipient.address = envelope->recipient;
	recipient.detail = envelope->detail;
	recipient.detail_folder = judged->facts.folder;
	recipient.journal = judged->journal;
	if (judged->evidence.found)
		recipient.standing = STANDING_NONE;
	return recipient;
}

/* -- the log line ---------------------------------------------------------------- */

static void log_pair(struct buf *buf, const char *key, struct str value)
{
	char quoted[LOG_QUOTED];

	buf_printf(buf, "%s%s=%s", buf->len > 0 ? " " : "", key,
		   log_quote(quoted, sizeof(quoted), value));
}

static struct str client_text(struct arena *arena, const struct client *client)
{
	if (client->status == CLIENT_KNOWN)
		return ip_text(arena, &client->ip);
	return client->status == CLIENT_LOCAL ? STR("local") : STR("unknown");
}

/* "pass:example.com,fail:lists.example", as many as fit a value. */
static struct str dkim_text(struct arena *arena,
			    const struct dkim_results *dkim)
{
	struct buf buf = buf_new(arena, LIMIT_SHOWN_VALUE);

	for (size_t i = 0; i < dkim->count; i++) {
		const struct dkim_result *result = &dkim->list[i];

		buf_add(&buf,
			arena_printf(arena, "%s%.*s:%.*s", i > 0 ? "," : "",
				     STR_ARG(check_name(result->status)),
				     STR_ARG(result->domain)));
	}
	return dkim->count > 0 ? buf_str(&buf) : STR("none");
}

/* The first; "" when there are only warnings. */
static struct str script_error_text(struct arena *arena,
				    const struct sieve_errors *errors)
{
	const struct sieve_error *first;
	size_t i = 0;

	while (i < errors->count && errors->list[i].warning)
		i++;
	if (i == errors->count)
		return STR("");
	first = &errors->list[i];
	return arena_printf(arena, "%.*s:%zu: %.*s", STR_ARG(first->script),
			    first->line, STR_ARG(first->text));
}

/* Today, of errors of scripts: then the log has them, and not for each mail. */
static bool was_told(struct arena *arena, const struct judged *judged)
{
	const struct seen *seen = judged->question->recipient.seen;

	return seen != NULL &&
	       seen->has(seen, arena, NOTICE_ERRORS, judged->question->now);
}

static const char *disposition_text(enum disposition disposition)
{
	static const char *const names[] = {
		[DISPOSITION_INBOX] = "inbox",
		[DISPOSITION_JUNK] = "junk",
		[DISPOSITION_RETRY] = "retry",
	};

	return names[disposition];
}

/* Names of the score's lines: "SPF_FAIL,NO_PTR". */
static struct str tests_text(struct arena *arena, const struct verdict *verdict)
{
	struct buf buf = buf_new(arena, LIMIT_SHOWN_VALUE);

	for (size_t i = 0; i < verdict->line_count; i++)
		buf_printf(&buf, "%s%s", i > 0 ? "," : "",
			   score_rules[verdict->lines[i].rule].name);
	return verdict->line_count > 0 ? buf_str(&buf) : STR("none");
}

/* A layer of the sandbox that this kernel does not have. */
static void log_unprotected(struct buf *buf)
{
	const struct sandbox_layer *layer;
	const char *separator = " unprotected=";

	for (size_t i = 0; (layer = sandbox_layer(i)) != NULL; i++)
		if (layer->missing != NULL) {
			buf_printf(buf, "%s%s", separator, layer->name);
			separator = ",";
		}
}

static void log_times(struct buf *buf, const struct judged *judged)
{
	buf_printf(buf, " dns_ms=%.1f crypto_ms=%.1f sieve_ms=%.1f",
		   (double)judged->stopwatch->waited / 1000,
		   (double)judged->verifying / 1000,
		   (double)judged->sorting / 1000);
}

static struct str log_text(struct arena *arena, const struct judged *judged)
{
	const struct auth *auth = &judged->assessment.auth;
	const struct verdict *verdict = &judged->decision.verdict;
	struct buf buf = buf_new(arena, LIMIT_ORDER_LOG);
	struct str error;

	log_pair(&buf, "message_id",
		 field_text(arena, &judged->message, STR("Message-ID")));
	log_pair(&buf, "sender", auth->envelope.sender.address);
	log_pair(&buf, "recipient", auth->envelope.recipient);
	log_pair(&buf, "client", client_text(arena, &auth->envelope.client));
	log_pair(&buf, "author", auth->author.address);
	log_pair(&buf, "spf", check_name(auth->spf.mailfrom.status));
	log_pair(&buf, "dkim", dkim_text(arena, &auth->dkim));
	log_pair(&buf, "arc", check_name(auth->arc.status));
	log_pair(&buf, "dmarc", check_name(auth->dmarc.status));
	log_pair(&buf, "verdict",
		 str_from(disposition_text(verdict->disposition)));
	log_pair(&buf, "score", score_text(arena, verdict->score));
	log_pair(&buf, "tests", tests_text(arena, verdict));
	log_times(&buf, judged);
	log_unprotected(&buf);
	if (verdict->rule[0] != '\0')
		log_pair(&buf, "rule", str_from(verdict->rule));
	log_pair(&buf, "reason", verdict->reason);
	error = script_error_text(arena, &judged->decision.errors);
	if (error.len > 0 && !was_told(arena, judged))
		log_pair(&buf, "script_error", error);
	return buf_str(&buf);
}

/* -- the order --------------------------------------------------------------------- */

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
		field_text(arena, &judged->message, STR("Subject"));
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
		return explain_steps(arena, &judged->decision, judged->journal);
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
	struct str trace = trace_fields(arena, &judged->message,
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

static struct order order_from(struct arena *arena, const struct judged *judged)
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
		.log = log_text(arena, judged),
		.report = report_text(arena, judged),
		.user_error = buf_str(&errors),
		.exit_status = exit_status(judged),
	};
}

/* The mail that was judged is not there any more. */
static struct order unanswered(struct arena *arena,
			       const struct question *question,
			       const struct evidence *evidence)
{
	struct message stored = message_parse(arena, question->mail);
	bool json = question->report == REPORT_JSON;

	return (struct order){
		.disposition = DISPOSITION_RETRY,
		.report = json ? explain_changed_json(arena, &stored, evidence)
			       : explain_changed_text(arena, &stored, evidence),
		.exit_status = STATUS_DATA,
	};
}

static void judge(struct arena *arena, struct judged *judged)
{
	const struct policy *policy = judged->question->policy;
	const struct check_context context = { arena, judged->dns,
					       judged->facts.now };
	const struct recipient whom = recipient(judged);

	stopwatch_begin(judged->stopwatch);
	judged->assessment = filter_assess(&context, policy, &judged->message,
					   &judged->facts.envelope);
	judged->verifying = stopwatch_end(judged->stopwatch);
	stopwatch_begin(judged->stopwatch);
	judged->decision =
		filter_decide(&context, policy, &judged->assessment, &whom);
	judged->sorting = stopwatch_end(judged->stopwatch);
}

struct order decide(struct arena *arena, const void *data)
{
	const struct question *question = data;
	struct judged judged = {
		.question = question,
		.facts = { question->now, *question->envelope,
			   question->recipient.detail_folder },
		.dns = question->dns,
	};

	if (question->stored)
		take_stored(arena, &judged);
	else
		judged.message = message_parse(arena, question->mail);
	if (judged.evidence.changed)
		return unanswered(arena, question, &judged.evidence);
	judged.stopwatch = stopwatch_new(arena, judged.dns);
	judged.dns = &judged.stopwatch->dns;
	if (question->evidence) {
		judged.recorder =
			evidence_begin(arena, judged.dns, &judged.facts);
		judged.dns = &judged.recorder->dns;
	}
	if (question->report == REPORT_STEPS)
		judged.journal = journal_new(arena, question->level);
	judge(arena, &judged);
	return order_from(arena, &judged);
}
