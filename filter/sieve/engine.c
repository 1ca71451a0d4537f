#include "engine.h"

#include "../outbound.h"
#include "../shown.h"
#include "act.h"
#include "extension.h"
#include "flags.h"
#include "folder.h"
#include "memory.h"

#define DAY ((uint64_t)86400)

/* What another engine says has no place in the script. */
static const struct place nowhere;

/* It leaves the escapes of a flag as the script has them. */
static struct str unescape(struct run *run, struct str flag)
{
	return str_starts(flag, STR("\\\\")) ? str_skip(flag, 1)
					     : arena_copy(run->arena, flag);
}

static struct str_list flags_of(struct run *run, const struct str_list *flags)
{
	struct str *words = ARENA_ARRAY(run->arena, struct str, flags->count);
	struct str_list list = { words, flags->count };

	for (size_t i = 0; i < flags->count; i++)
		words[i] = unescape(run, flags->items[i]);
	return flags_list(run, flags_add(run, nowhere, STR(""), list));
}

/* ---- one step, one action; false: it is none that ours would take ---- */

static bool take_keep(struct run *run, const struct engine_step *step,
		      struct action *action)
{
	action->type = ACTION_STORE;
	action->folder = STR("INBOX");
	action->keep = true;
	action->flags = flags_of(run, &step->flags);
	return true;
}

static bool take_fileinto(struct run *run, const struct engine_step *step,
			  struct action *action)
{
	action->type = ACTION_STORE;
	action->flags = flags_of(run, &step->flags);
	return folder_name(run->arena, step->text, &action->folder) == NULL;
}

static bool take_redirect(struct run *run, const struct engine_step *step,
			  struct action *action)
{
	action->type = ACTION_REDIRECT;
	return outbound_address(run->arena, step->text, &action->address);
}

static bool take_discard(struct run *run, const struct engine_step *step,
			 struct action *action)
{
	(void)run, (void)step;
	action->type = ACTION_DISCARD;
	return true;
}

static bool take_reject(struct run *run, const struct engine_step *step,
			struct action *action)
{
	(void)run;
	action->type = ACTION_REJECT;
	action->text = step->text;
	return step->text.len <= LIMIT_SIEVE_REASON;
}

static bool take_vacation(struct run *run, const struct engine_step *step,
			  struct action *action)
{
	struct vacation *vacation = ARENA_NEW(run->arena, struct vacation);
	struct str texts[] = { step->handle, step->subject, step->text };
	const struct str_list list = { texts,
				       sizeof(texts) / sizeof(texts[0]) };
	uint64_t most = LIMIT_VACATION_PERIOD / DAY;

	*vacation = (struct vacation){
		.reason = step->text,
		.mime = step->mime,
		.subject = step->subject,
		.from = step->from,
		.addresses = step->addresses,
	};
	action->type = ACTION_VACATION;
	action->vacation = vacation;
	action->period = (step->days < most ? step->days : most) * DAY;
	action->key = memory_key(run->arena, "vacation:", &list);
	return step->text.len <= LIMIT_SIEVE_REASON;
}

static bool (*const takes[ENGINE_STEPS])(struct run *,
					 const struct engine_step *,
					 struct action *) = {
	[ENGINE_KEEP] = take_keep,	   [ENGINE_FILEINTO] = take_fileinto,
	[ENGINE_REDIRECT] = take_redirect, [ENGINE_DISCARD] = take_discard,
	[ENGINE_REJECT] = take_reject,	   [ENGINE_VACATION] = take_vacation,
};

static bool perform(struct run *run, const struct engine_step *step)
{
	static const struct node node;
	struct action action = { 0 };
	struct str text;

	if (takes[step->type](run, step, &action))
		return run_act(run, &node, &action) == FLOW_NEXT;
	text = shown(run->arena, step->text, LIMIT_SHOWN_VALUE);
	run_fail(run, nowhere,
		 "\"%.*s\" cannot be a folder, an address or a "
		 "reason",
		 STR_ARG(text));
	return false;
}

/* ---- the script ---- */

/* "require" is told by its first name, which is what a user can look for. */
static bool knows_script(struct run *run, const struct sieve_engine *engine)
{
	uint64_t missing = run->enabled & ~engine->features;

	if (missing == 0)
		return true;
	run_fail(
		run, nowhere,
		"%.*s does not know the extension \"%.*s\"; take it out of the "
		"script, or ask the administrator for sieve_engine = waxseal",
		STR_ARG(engine->name), STR_ARG(extension_for(missing)->name));
	return false;
}

bool engine_perform(struct run *run)
{
	const struct sieve_engine *engine = run->facts->engine;
	struct engine_steps steps;
	struct str error;

	if (!knows_script(run, engine))
		return false;
	if (!engine->run(engine, run->arena, &run->sieve->script, run->facts,
			 &steps, &error)) {
		error = shown(run->arena, error, LIMIT_SHOWN_VALUE);
		run_fail(run, nowhere, "%.*s", STR_ARG(error));
		return false;
	}
	for (size_t i = 0; i < steps.count; i++)
		if (!perform(run, &steps.list[i]))
			return false;
	return true;
}
