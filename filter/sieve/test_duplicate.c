#include "../grammar.h"
#include "../seen.h"
#include "commands.h"
#include "extension.h"
#include "journal.h"
#include "memory.h"
#include "run.h"

/* RFC 7352 3.3: seven days. */
#define DEFAULT_PERIOD ((uint64_t)7 * 86400)

static bool is_field_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!char_is_ftext(name.ptr[i]))
			return false;
	return name.len > 0;
}

/* The first field of that name (RFC 7352 3.1). */
static bool id_of_field(struct run *run, const struct node *node,
			struct str name, struct str *id)
{
	size_t at = 0, index;
	uint64_t steps = 0;
	struct fields *fields = run_part_fields(run);
	bool found = is_field_name(name) &&
		     fields_next(fields, name, &at, &index, &steps);

	if (!run_spend(run, node->place, 1 + steps) || !found)
		return false;
	journal_field(run, node, run_part(run), fields, index);
	*id = fields_value(fields, index);
	return true;
}

/* False: the mail has none. */
static bool find_id(struct run *run, const struct node *node, struct str *id)
{
	const struct option *option = node_option(node, OPTION_UNIQUE);

	if (option == NULL)
		return id_of_field(run, node, STR("message-id"), id);
	*id = run_text(run, option->value->strings);
	if (option->tag->value == UNIQUE_FIELD)
		return id_of_field(run, node, *id, id);
	return !run->failed;
}

/* A handle that is empty is another than none (RFC 7352 3.2). */
static struct str key_of(struct run *run, const struct node *node,
			 struct str id)
{
	const struct option *handle = node_option(node, OPTION_HANDLE);
	struct str list[] = { id, STR("") };
	struct str_list texts = { list, handle != NULL ? 2 : 1 };

	if (handle != NULL)
		list[1] = run_text(run, handle->value->strings);
	return memory_key(run->arena, "duplicate:", &texts);
}

static uint64_t period_of(const struct node *node)
{
	const struct option *seconds = node_option(node, OPTION_SECONDS);
	uint64_t most = LIMIT_DUPLICATE_PERIOD;

	if (seconds == NULL)
		return DEFAULT_PERIOD;
	return seconds->value->number < most ? seconds->value->number : most;
}

/* Once for each key: all tests of one script see the same (RFC 7352 3); the
 * longest time that one of them asks for counts. */
static void remember(struct run *run, const struct node *node, struct str key,
		     uint64_t seconds)
{
	struct mark *mark = NULL;

	for (size_t i = 0; i < run->mark_count && mark == NULL; i++)
		if (str_eq(run->marks[i].key, key))
			mark = &run->marks[i];
	if (mark == NULL && run->mark_count == LIMIT_MARKS) {
		run_fail(run, node->place,
			 "more than %zu things to remember of one mail",
			 LIMIT_MARKS);
		return;
	}
	if (mark == NULL)
		mark = &run->marks[run->mark_count++];
	mark->key = key;
	if (mark->seconds < seconds)
		mark->seconds = seconds;
}

/*
 * RFC 7352 3: duplicate [":handle" <handle: string>]
 *	[":header" <header-name: string> / ":uniqueid" <value: string>]
 *	[":seconds" <timeout: number>] [":last"]
 */
static bool run_duplicate(struct run *run, const struct node *node)
{
	const struct seen *seen = run->facts->seen;
	uint64_t period = period_of(node);
	struct str id, key;
	bool before;

	if (period == 0 || !find_id(run, node, &id))
		return false;
	if (!run_spend(run, node->place, id.len))
		return false;
	key = key_of(run, node, id);
	before = seen != NULL &&
		 seen->has(seen, run->arena, key, run->facts->now);
	if (!before || node_option(node, OPTION_RENEW) != NULL)
		remember(run, node, key, period);
	return before && !run->failed;
}

const struct command test_duplicate = {
	.name = STR_INIT("duplicate"),
	.needs = EXT_DUPLICATE,
	.options =
		OPTION_HANDLE | OPTION_UNIQUE | OPTION_SECONDS | OPTION_RENEW,
	.test = run_duplicate,
};
