#include "decide.h"

#include "decide_order.h"
#include "explain.h"
#include "judged.h"
#include "status.h"
#include "stopwatch.h"

static void take_from_mail(struct arena *arena, const struct message *message,
			   struct envelope *envelope)
{
	struct str sender = message_text(arena, message, STR("Return-Path"));
	struct str recipient =
		message_text(arena, message, STR("Delivered-To"));

	if (envelope->sender.status == SENDER_UNKNOWN && sender.len > 0)
		envelope->sender = sender_parse(sender);
	if (envelope->recipient.len == 0)
		envelope->recipient = sender_parse(recipient).address;
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

	if (question->input != NULL)
		arena_borrow(arena, input_passed, question->input);
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
	return decide_order(arena, &judged);
}
