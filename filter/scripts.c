#include "scripts.h"

#include "leaves.h"
#include "limits.h"

/*
 * The scripts run in order.  One that keeps the mail, by "keep" or because it
 * does nothing else, hands it on to the next, and what the last one says of the
 * keep is done.  One that does something else with it ends the row: what an
 * administrator's script discards or files before the user's is final, and a
 * mail that was filed is not filed again.  "stop" ends its own script.  A
 * script that does not compile, or fails, is as if it were not there.
 *
 * When a script before the user's says Junk, that is final too, but for a mail
 * that is not Junk because the user trusts who verifiably sent it on: then the
 * user's own word counts.
 *
 * What leaves the machine is bound to who really wrote: leaves.c says what may,
 * and a mail that must not leave is kept.  One that cannot be refused, since
 * nothing proves its sender, is kept as Junk.
 *
 * For a mail that is Junk the scripts run too, but:
 *  - nothing leaves the machine;
 *  - keep and fileinto "INBOX" mean the Junk folder: it is where such a mail is
 *    kept.  Other folders and discard are the user's wish;
 *  - but where a hard rule says Junk, other folders mean Junk as well: a rule
 *    by a name that anybody can write does not put a spoof among the real.
 */
struct run {
	struct arena *arena;
	const struct recipient *recipient;
	struct sieve_facts *facts;
	const struct leaving *leaving;
	struct versions versions; /* that scripts made of the mail */
	size_t version; /* that it is now */
	bool junk, hard;
	bool trusts; /* the user does, and the verdict is by that */
	bool placed; /* the script did something with the mail itself */
	bool unwanted; /* it was to be refused, and could not */
	struct action *list;
	size_t count, capacity;
	struct action *withheld;
	size_t withheld_count, withheld_capacity;
	struct mark *marks; /* LIMIT_MARKS */
	size_t mark_count;
	struct sieve_note *notes;
	size_t note_count, note_capacity;
	struct sieve_error *errors;
	size_t error_count, error_capacity;
};

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

static void push_errors(struct run *run, const struct sieve_script *script,
			const struct sieve_error *errors, size_t count)
{
	if (run->error_count + count > run->error_capacity) {
		size_t wider = 2 * run->error_capacity + count;

		run->errors =
			arena_grow(run->arena, run->errors, run->error_capacity,
				   wider, sizeof(*run->errors));
		run->error_capacity = wider;
	}
	for (size_t i = 0; i < count; i++) {
		run->errors[run->error_count] = errors[i];
		run->errors[run->error_count++].root = script->name;
	}
}

static void push_notes(struct run *run, const struct sieve_notes *notes)
{
	if (run->note_count + notes->count > run->note_capacity) {
		size_t wider = 2 * run->note_capacity + notes->count;

		run->notes =
			arena_grow(run->arena, run->notes, run->note_capacity,
				   wider, sizeof(*run->notes));
		run->note_capacity = wider;
	}
	for (size_t i = 0; i < notes->count; i++)
		run->notes[run->note_count++] = notes->list[i];
}

/* One copy for each folder (RFC 5228 2.10.3), with the last flags (RFC 5232). */
static struct action *find_stored(const struct run *run, struct str folder)
{
	for (size_t i = 0; i < run->count; i++)
		if (run->list[i].type == ACTION_STORE &&
		    str_eq(run->list[i].folder, folder))
			return &run->list[i];
	return NULL;
}

/* -- actions -------------------------------------------------------------------- */

/* Folder and flags of a mail that is kept as Junk. */
static void keep_as_junk(const struct run *run, struct action *action)
{
	action->folder = run->recipient->junk_folder;
	action->create = true;
	action->or_inbox = false;
}

static void withhold(struct run *run, const struct action *action)
{
	push(run->arena, &run->withheld, &run->withheld_count,
	     &run->withheld_capacity, action);
}

static void divert_junk(struct run *run, struct action *action)
{
	bool inbox = str_eq_nocase(action->folder, STR("INBOX"));

	if (inbox || run->hard) {
		if (!inbox && !str_eq_nocase(action->folder,
					     run->recipient->junk_folder)) {
			action->why = STR("a hard rule says Junk");
			withhold(run, action);
			action->why = STR("");
		}
		keep_as_junk(run, action);
	}
}

/* Whoever wrote is answered once, by the first script that wants it. */
static bool is_answered(const struct run *run, const struct action *action)
{
	for (size_t i = 0; i < run->count; i++)
		if (action->type == ACTION_VACATION &&
		    run->list[i].type == ACTION_VACATION)
			return true;
	return false;
}

static void take(struct run *run, struct action action)
{
	struct action *stored;

	action.why = leaves_prepare(run->leaving, &action);
	if (is_answered(run, &action))
		action.why = STR("another script answers this mail already");
	if (action.why.len > 0) {
		run->unwanted = run->unwanted || action.type == ACTION_REJECT;
		withhold(run, &action);
		return;
	}
	run->placed = run->placed || action_disposes(&action);
	if (run->junk && action.type == ACTION_STORE)
		divert_junk(run, &action);
	stored = action.type == ACTION_STORE ? find_stored(run, action.folder)
					     : NULL;
	if (stored != NULL)
		stored->flags = action.flags;
	else
		push(run->arena, &run->list, &run->count, &run->capacity,
		     &action);
}

/* What becomes of a mail that no script disposes of. */
struct keep {
	bool wanted;
	struct action action;
};

/* Junk, else the folder of +detail if it exists, else INBOX. */
static struct action kept(const struct run *run, const struct keep *keep)
{
	struct action action = keep->action;

	if (run->junk || run->unwanted) {
		keep_as_junk(run, &action);
	} else if (run->recipient->detail_folder.len > 0) {
		action.folder = run->recipient->detail_folder;
		action.or_inbox = true;
	}
	return action;
}

/* -- scripts -------------------------------------------------------------------- */

static const struct sieve_error too_many_actions = {
	.text = STR_INIT("all scripts together want more actions than one mail "
			 "may have; this one is as if it were not there"),
};

/* False: it is as if the script were not there. */
static bool get_outcome(struct run *run, const struct sieve_script *script,
			struct sieve_outcome *outcome)
{
	struct sieve_errors errors = { .count = 0 };
	struct sieve *sieve = sieve_compile_with(
		run->arena, script, &run->recipient->includable, &errors);

	push_errors(run, script, errors.list, errors.count);
	if (sieve == NULL)
		return false;
	*outcome = sieve_run(run->arena, sieve, run->facts);
	push_notes(run, &outcome->notes);
	push_errors(run, script, outcome->told.list, outcome->told.count);
	if (outcome->failed) {
		push_errors(run, script, &outcome->error, 1);
		return false;
	}
	if (outcome->actions.count >= LIMIT_ACTIONS - run->count) {
		struct sieve_error error = too_many_actions;

		error.script = script->name;
		push_errors(run, script, &error, 1);
		return false;
	}
	return true;
}

/* The implicit keep, with the flags that were set last for one. */
static void keep_implicitly(const struct run *run, struct keep *keep,
			    struct str_list flags)
{
	if (flags.count == 0)
		flags = keep->action.flags;
	*keep = (struct keep){ .wanted = true,
			       .action = { .type = ACTION_STORE,
					   .folder = STR("INBOX"),
					   .implicit = true,
					   .flags = flags,
					   .version = run->version } };
}

/* What a Junk mail says of itself is not remembered: nobody shall have a
 * genuine mail taken for a duplicate by sending a spoof before it. */
static void take_marks(struct run *run, const struct marks *marks)
{
	for (size_t i = 0;
	     i < marks->count && !run->junk && run->mark_count < LIMIT_MARKS;
	     i++)
		run->marks[run->mark_count++] = marks->list[i];
}

/* True: the mail's place is decided. */
static bool run_script(struct run *run, const struct sieve_script *script,
		       struct keep *keep)
{
	struct sieve_outcome outcome;
	const struct action *explicit = NULL;

	if (!get_outcome(run, script, &outcome))
		return false;
	run->facts->draft = outcome.draft;
	run->versions = outcome.versions;
	run->version = outcome.keep_version;
	run->placed = false;
	for (size_t i = 0; i < outcome.actions.count; i++)
		if (outcome.actions.list[i].keep)
			explicit = &outcome.actions.list[i];
		else
			take(run, outcome.actions.list[i]);
	take_marks(run, &outcome.marks);
	keep->wanted = false;
	if (explicit != NULL)
		*keep = (struct keep){ true, *explicit };
	/* A redirect that was withheld leaves the mail to be kept. */
	else if (outcome.implicit_keep || !run->placed)
		keep_implicitly(run, keep, outcome.keep_flags);
	return explicit == NULL && !outcome.implicit_keep;
}

/* What was decided before a script ran. */
struct before {
	size_t count; /* of actions */
	const struct draft *draft;
	size_t version; /* of the mail */
};

/* The administrator's script put the mail into Junk, and nothing else: what it
 * did is undone, if the user trusts the mail. */
static bool overrule_junk(struct run *run, const struct before *before,
			  struct keep *keep)
{
	if (!run->trusts || keep->wanted)
		return false;
	for (size_t i = before->count; i < run->count; i++)
		if (run->list[i].type != ACTION_STORE ||
		    !str_eq_nocase(run->list[i].folder,
				   run->recipient->junk_folder))
			return false;
	run->count = before->count;
	run->facts->draft = before->draft;
	run->version = before->version;
	keep_implicitly(run, keep, (struct str_list){ NULL, 0 });
	return true;
}

static void run_scripts(struct run *run)
{
	const struct recipient *recipient = run->recipient;
	struct keep keep = { .wanted = false };

	keep_implicitly(run, &keep, (struct str_list){ NULL, 0 });
	for (size_t i = 0; i < recipient->script_count; i++) {
		const struct before before = { run->count, run->facts->draft,
					       run->version };

		if (run_script(run, &recipient->scripts[i], &keep) &&
		    !(i < recipient->scripts_before &&
		      overrule_junk(run, &before, &keep)))
			break;
	}
	if (keep.wanted)
		take(run, kept(run, &keep));
}

void scripts_run(const struct scripts *scripts, struct decision *decision)
{
	const struct verdict *verdict = &decision->verdict;
	struct sieve_facts facts = *scripts->facts;
	struct run run = {
		.arena = scripts->arena,
		.recipient = scripts->recipient,
		.facts = &facts,
		.leaving = scripts->leaving,
		.junk = verdict->disposition == DISPOSITION_JUNK,
		.hard = verdict->hard,
		.trusts = verdict->trust.granted && !facts.auth->trust.granted,
		.marks = ARENA_ARRAY(scripts->arena, struct mark, LIMIT_MARKS),
	};

	run_scripts(&run);
	decision->actions = (struct actions){ run.list, run.count };
	decision->versions = run.versions;
	decision->withheld =
		(struct actions){ run.withheld, run.withheld_count };
	decision->marks = (struct marks){ run.marks, run.mark_count };
	decision->notes = (struct sieve_notes){ run.notes, run.note_count };
	decision->errors = (struct sieve_errors){ run.errors, run.error_count };
}
