#include "filter.h"

#include "buf.h"
#include "limits.h"
#include "verdict_fields.h"

/*
 * The scripts run in order until one decides where the mail goes (cancels the
 * implicit keep) or says stop: an administrator's discard before the user's
 * script is final, and a mail that a script filed is not filed again. A script
 * that does not compile, or fails, is as if it were not there.
 *
 * For a mail that is Junk the scripts run too, but:
 *  - nothing leaves the machine (redirect, reject, vacation, notify): spam is
 *    not forwarded and nobody is answered who did not write;
 *  - keep and fileinto "INBOX" mean the Junk folder: it is where such a mail is
 *    kept.  Other folders and discard are the user's wish.
 */
struct run {
	struct arena *arena;
	const struct recipient *recipient;
	const struct sieve_facts *facts;
	bool junk;
	struct action *list;
	size_t count, capacity;
	struct action *withheld;
	size_t withheld_count, withheld_capacity;
	struct sieve_error *errors;
	size_t error_count, error_capacity;
};

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
	return assessment;
}

/* -- lists ---------------------------------------------------------------------- */

static void push(struct arena *arena, struct action **list, size_t *count,
		 size_t *capacity, const struct action *action)
{
	if (*count == *capacity) {
		*list = arena_grow(arena, *list, *capacity, 2 * *capacity + 4,
				   sizeof(**list));
		*capacity = 2 * *capacity + 4;
	}
	(*list)[(*count)++] = *action;
}

static void push_errors(struct run *run, const struct sieve_error *errors,
			size_t count)
{
	if (run->error_count + count > run->error_capacity) {
		size_t wider = 2 * run->error_capacity + count;

		run->errors =
			arena_grow(run->arena, run->errors, run->error_capacity,
				   wider, sizeof(*run->errors));
		run->error_capacity = wider;
	}
	for (size_t i = 0; i < count; i++)
		run->errors[run->error_count++] = errors[i];
}

/* One copy for each folder (RFC 5228 2.10.3). */
static bool is_stored(const struct run *run, struct str folder)
{
	for (size_t i = 0; i < run->count; i++)
		if (run->list[i].type == ACTION_STORE &&
		    str_eq(run->list[i].folder, folder))
			return true;
	return false;
}

/* -- actions -------------------------------------------------------------------- */

static bool leaves_machine(const struct action *action)
{
	return action->type != ACTION_STORE && action->type != ACTION_DISCARD;
}

/* Folder and flags of a mail that is kept as Junk. */
static void keep_as_junk(const struct run *run, struct action *action)
{
	action->folder = run->recipient->junk_folder;
	action->create = true;
	action->or_inbox = false;
}

static void take(struct run *run, struct action action)
{
	if (run->junk && leaves_machine(&action)) {
		push(run->arena, &run->withheld, &run->withheld_count,
		     &run->withheld_capacity, &action);
		return;
	}
	if (run->junk && action.type == ACTION_STORE &&
	    str_eq_nocase(action.folder, STR("INBOX")))
		keep_as_junk(run, &action);
	if (action.type == ACTION_STORE && is_stored(run, action.folder))
		return;
	push(run->arena, &run->list, &run->count, &run->capacity, &action);
}

/* Junk, else the folder of +detail if it exists, else INBOX. */
static struct action implicit_keep(const struct run *run)
{
	struct action action = { .type = ACTION_STORE,
				 .folder = STR("INBOX"),
				 .implicit = true };

	if (run->junk) {
		keep_as_junk(run, &action);
	} else if (run->recipient->detail_folder.len > 0) {
		action.folder = run->recipient->detail_folder;
		action.or_inbox = true;
	}
	return action;
}

/* -- scripts -------------------------------------------------------------------- */

/* Whether something of what the script wants is done with the mail itself. */
static bool disposes(const struct run *run, const struct actions *actions)
{
	for (size_t i = 0; i < actions->count; i++)
		if (!run->junk || !leaves_machine(&actions->list[i]))
			return true;
	return false;
}

/* True: the mail's place is decided, or the script said stop. */
static bool run_script(struct run *run, const struct sieve_script *script,
		       bool *keep)
{
	struct sieve_errors errors = { .count = 0 };
	struct sieve *sieve = sieve_compile(run->arena, script, &errors);
	struct sieve_outcome outcome;

	push_errors(run, errors.list, errors.count);
	if (sieve == NULL)
		return false;
	outcome = sieve_run(run->arena, sieve, run->facts);
	if (outcome.failed) {
		push_errors(run, &outcome.error, 1);
		return false;
	}
	for (size_t i = 0; i < outcome.actions.count; i++)
		take(run, outcome.actions.list[i]);
	/* A redirect that was withheld leaves the mail to be kept. */
	*keep = outcome.implicit_keep || !disposes(run, &outcome.actions);
	return outcome.stopped || !outcome.implicit_keep;
}

static void run_scripts(struct run *run)
{
	bool keep = true;

	for (size_t i = 0; i < run->recipient->script_count; i++)
		if (run_script(run, &run->recipient->scripts[i], &keep))
			break;
	if (keep)
		take(run, implicit_keep(run));
}

/* -- the decision --------------------------------------------------------------- */

/*
 * A mail whose first line is a continuation would continue our last field: it
 * continues this one instead, which means nothing.
 */
static struct str fields_above(struct arena *arena,
			       const struct assessment *assessment,
			       const struct verdict *verdict)
{
	struct buf fields = buf_new(arena, 2 * LIMIT_OUTPUT_FIELDS);

	buf_add(&fields, assessment->auth_fields);
	buf_add(&fields, verdict_fields(arena, verdict));
	if ((assessment->auth.faults & MESSAGE_LEADING_SPACE) != 0)
		buf_add(&fields,
			STR("X-Waxseal-Malformed: the first line was:\n"));
	return buf_str(&fields);
}

struct decision filter_decide(const struct check_context *context,
			      const struct policy *policy,
			      const struct assessment *assessment,
			      const struct recipient *recipient)
{
	struct decision decision = {
		.forged = assessment->forged,
		.verdict = verdict_judge(context, policy, assessment->message,
					 &assessment->auth, recipient->address),
	};
	struct sieve_facts facts = {
		.message = assessment->message,
		.envelope = &assessment->auth.envelope,
		.auth = &assessment->auth,
		.verdict = &decision.verdict,
		.folders = recipient->folders,
		.now = context->now,
	};
	struct run run = {
		.arena = context->arena,
		.recipient = recipient,
		.facts = &facts,
		.junk = decision.verdict.disposition == DISPOSITION_JUNK,
	};

	decision.fields =
		fields_above(context->arena, assessment, &decision.verdict);
	if (decision.verdict.disposition == DISPOSITION_RETRY)
		return decision;
	run_scripts(&run);
	decision.actions = (struct actions){ run.list, run.count };
	decision.withheld =
		(struct actions){ run.withheld, run.withheld_count };
	decision.errors = (struct sieve_errors){ run.errors, run.error_count };
	return decision;
}
