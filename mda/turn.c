#include "turn.h"

#include "limits.h"

static enum seen_status remember(struct arena *arena,
				 const struct delivery *delivery,
				 struct str key, uint64_t period,
				 struct str *error)
{
	if (delivery->seen == NULL) {
		*error = STR("what was sent before is not known");
		return SEEN_FAILED;
	}
	return seen_remember(arena, delivery->seen, key, STR(""), delivery->now,
			     delivery->now + (time_t)period, error);
}

void turn_give_back(struct arena *arena, const struct delivery *delivery,
		    struct str key)
{
	struct str error;

	if (key.len > 0 && delivery->seen != NULL)
		seen_replace(arena, delivery->seen, key, STR(""), delivery->now,
			     delivery->now - 1, &error);
}

/* Of so many places an hour, one that is free. */
static enum seen_status take_place(struct arena *arena,
				   const struct delivery *delivery,
				   struct str *error)
{
	enum seen_status status = SEEN_BEFORE;

	for (unsigned i = 0; i < LIMIT_HOURLY_NOTICES && status == SEEN_BEFORE;
	     i++)
		status = remember(arena, delivery,
				  arena_printf(arena, "\001hourly %u", i), 3600,
				  error);
	if (status != SEEN_BEFORE)
		return status;
	*error = arena_printf(arena, "more than %d notices in an hour",
			      LIMIT_HOURLY_NOTICES);
	return SEEN_FAILED;
}

/* What has no key of its own goes once for each delivery. */
static bool is_repeated(struct arena *arena, const struct delivery *delivery,
			const struct action *action, struct str whom)
{
	struct progress *progress = delivery->progress;
	struct str step =
		arena_printf(arena, "%.*s:%zu", STR_ARG(whom), action->line);

	if (progress_did(progress, step))
		return true;
	progress_add(progress, step);
	return false;
}

enum seen_status turn_take(struct arena *arena, const struct delivery *delivery,
			   const struct action *action, struct str whom,
			   struct str *error)
{
	enum seen_status status = SEEN_NEW;

	if (action->key.len > 0)
		status = remember(arena, delivery, action->key, action->period,
				  error);
	else if (is_repeated(arena, delivery, action, whom))
		return SEEN_BEFORE;
	if (status == SEEN_NEW &&
	    (action->type == ACTION_NOTIFY || action->type == ACTION_REPORT))
		status = take_place(arena, delivery, error);
	return status;
}
