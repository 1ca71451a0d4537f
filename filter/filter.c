#include "filter.h"

#include "buf.h"
#include "leaves.h"
#include "limits.h"
#include "scripts.h"

struct assessment filter_assess(const struct check_context *context,
				const struct policy *policy,
				const struct message *message,
				const struct envelope *envelope)
{
	struct assessment assessment = {
		.message = message,
		.auth = auth_check(context, policy, message, envelope),
		.forged = forged_fields(context->arena, policy, message),
	};

	assessment.auth_fields =
		authres_fields(context->arena, policy, &assessment.auth);
	assessment.results =
		authres_results(context->arena, policy, &assessment.auth);
	return assessment;
}

/* -- the decision --------------------------------------------------------------- */

static struct str fields_above(struct arena *arena,
			       const struct assessment *assessment,
			       const struct verdict *verdict)
{
	struct buf fields = buf_new(arena, 2 * LIMIT_OUTPUT_FIELDS);

	buf_add(&fields, assessment->auth_fields);
	buf_add(&fields, verdict_fields(arena, verdict));
	if ((assessment->auth.faults & MESSAGE_LEADING_SPACE) != 0)
		buf_add(&fields, FILTER_FIRST_LINE_FIELD);
	return buf_str(&fields);
}

static bool is_within(const struct header *header, const struct span *span,
		      const struct message *message)
{
	size_t begin = (size_t)(header->raw.ptr - message->raw.ptr);

	return begin >= span->begin && begin < span->end;
}

/* The mail as it will be stored: with our fields, without the forged ones. */
static struct message as_stored(struct arena *arena,
				const struct assessment *assessment,
				struct str fields)
{
	const struct spans *forged = &assessment->forged;
	struct message ours = message_parse(arena, fields);
	struct message stored = *assessment->message;
	size_t count = ours.header_count, span = 0;
	struct header *headers =
		arena_grow(arena, ours.headers, count,
			   count + stored.header_count, sizeof(*headers));

	for (size_t i = 0; i < stored.header_count; i++)
		if (span < forged->count &&
		    is_within(&stored.headers[i], &forged->list[span],
			      assessment->message))
			span++;
		else
			headers[count++] = stored.headers[i];
	stored.headers = headers;
	stored.header_count = count;
	return stored;
}

static struct str_list own_addresses(struct arena *arena,
				     const struct envelope *envelope,
				     const struct recipient *recipient)
{
	const struct str all[] = { recipient->address,
				   envelope->original_recipient,
				   recipient->owner };
	const size_t most = sizeof(all) / sizeof(all[0]);
	struct str *items = ARENA_ARRAY(arena, struct str, most);
	size_t count = 0;

	for (size_t i = 0; i < most; i++)
		if (str_find(all[i], '@') < all[i].len)
			items[count++] = all[i];
	return (struct str_list){ items, count };
}

/* Whether it is Junk is another's to say. */
static struct leaving leaving_of(const struct check_context *context,
				 const struct policy *policy,
				 const struct assessment *assessment,
				 const struct recipient *recipient)
{
	const struct envelope *envelope = &assessment->auth.envelope;
	struct leaving leaving = {
		.policy = policy,
		.mail = { context, assessment->message, assessment->message,
			  &assessment->auth, false,
			  own_addresses(context->arena, envelope, recipient) },
		.reply = { .message = assessment->message,
			   .current = assessment->message,
			   .recipient = recipient->address,
			   .original_recipient = envelope->original_recipient,
			   .owner = recipient->owner,
			   .host = policy->authserv_id,
			   .version = recipient->version,
			   .now = context->now,
			   .zone = zone_at(recipient->local, context->now) },
		.can_refuse = recipient->can_refuse,
	};

	if (envelope->sender.status == SENDER_ADDRESS)
		leaving.reply.sender = envelope->sender.address;
	if (leaving.reply.owner.len == 0)
		leaving.reply.owner = recipient->address;
	if (str_find(leaving.reply.recipient, '@') == recipient->address.len)
		leaving.reply.recipient = leaving.reply.owner;
	return leaving;
}

static struct sieve_facts facts_of(const struct check_context *context,
				   const struct policy *policy,
				   const struct auth *auth,
				   const struct recipient *recipient)
{
	return (struct sieve_facts){
		.envelope = &auth->envelope,
		.auth = auth,
		.folders = recipient->folders,
		.mailboxes = recipient->mailboxes,
		.lists = recipient->lists,
		.address_book = recipient->address_book,
		.now = context->now,
		.delimiters = recipient->delimiters,
		.local = recipient->local,
		.host = policy->authserv_id,
		.version = recipient->version,
		.journal = recipient->journal,
		.engine = recipient->engine,
		.programs = recipient->programs,
		.seen = recipient->seen,
		.user = recipient->address,
		.limits = &policy->scripts,
	};
}

/* Programs get of Junk what "pipe" would give them. */
static void choose_programs(struct sieve_facts *facts,
			    const struct leaving *leaving)
{
	facts->no_programs = STR("programs run only while a mail is delivered");
	if (!leaving->mail.junk || leaving->policy->redirect_junk)
		return;
	facts->programs = NULL;
	facts->no_programs = STR("Junk is not given to programs");
}

/* Without its client a mail cannot be judged again: a spoof would be none any
 * more, and what only SPF proves would be one. */
static struct verdict verdict_of(const struct check_context *context,
				 const struct policy *policy,
				 const struct assessment *assessment,
				 const struct recipient *recipient)
{
	const struct reader reader = {
		.address = recipient->address,
		.address_book = recipient->address_book,
		.trusted = recipient->trusted,
	};
	const struct auth *auth = &assessment->auth;
	struct verdict verdict = verdict_judge(
		context, policy, assessment->message, auth, &reader);

	if (recipient->standing == STANDING_NONE ||
	    auth->origin != ORIGIN_UNKNOWN)
		return verdict;
	verdict.hard = recipient->standing == STANDING_JUNK;
	verdict.disposition =
		verdict.hard ? DISPOSITION_JUNK : DISPOSITION_INBOX;
	verdict.rule = "";
	verdict.reason = STR("it was judged when it came, and nothing tells "
			     "now where it came from");
	return verdict;
}

struct decision filter_decide(const struct check_context *context,
			      const struct policy *policy,
			      const struct assessment *assessment,
			      const struct recipient *recipient)
{
	struct decision decision = {
		.forged = assessment->forged,
		.verdict = verdict_of(context, policy, assessment, recipient),
	};
	const struct verdict *verdict = &decision.verdict;
	struct sieve_facts facts =
		facts_of(context, policy, &assessment->auth, recipient);
	struct leaving leaving =
		leaving_of(context, policy, assessment, recipient);
	const struct scripts scripts = { context->arena, recipient, &facts,
					 &leaving };
	struct message stored;

	decision.fields = fields_above(context->arena, assessment, verdict);
	if (verdict->disposition == DISPOSITION_RETRY)
		return decision;
	stored = as_stored(context->arena, assessment, decision.fields);
	facts.message = &stored;
	facts.verdict = verdict;
	leaving.mail.junk = verdict->disposition == DISPOSITION_JUNK;
	choose_programs(&facts, &leaving);
	scripts_run(&scripts, &decision);
	return decision;
}
