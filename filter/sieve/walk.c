#include "walk.h"

#include "check.h"
#include "journal.h"

/* ---- which parts ---- */

/* The mail itself, or the part that is it; with ":mime" the part that a loop is at, and with
 * ":anychild" all within it too. */
static void choose_parts(struct walk *walk)
{
	struct run *run = walk->run;
	bool mime = node_option(walk->test, OPTION_MIME) != NULL;

	walk->part =
		mime && run->loop != NULL ? run->loop->part : run_part(run);
	walk->end = walk->part + 1;
	if (node_option(walk->test, OPTION_ANYCHILD) != NULL)
		walk->end = draft_parts(run->draft)->list[walk->part].mime.end;
}

static void enter_part(struct walk *walk)
{
	struct run *run = walk->run;

	walk->name = walk->names != NULL ? walk->names->strings : NULL;
	walk->at = 0;
	walk->fields = walk->part == 0 ? run->fields
				       : parts_fields(draft_parts(run->draft),
						      walk->part);
}

/* ---- which fields ---- */

/* Of the part that is looked through. */
static bool next_in_part(struct walk *walk, size_t *index)
{
	struct run *run = walk->run;
	uint64_t steps = 1;
	bool found = false;

	while (walk->name != NULL && !found) {
		found = fields_next(walk->fields, run_text(run, walk->name),
				    &walk->at, index, &steps);
		if (found)
			break;
		walk->name = walk->name->next;
		walk->at = 0;
	}
	return run_spend(run, walk->test->place, steps) && found;
}

static bool next(struct walk *walk, size_t *index)
{
	while (!walk->done && !next_in_part(walk, index)) {
		walk->part++;
		walk->done = walk->part >= walk->end || walk->run->failed;
		if (!walk->done)
			enter_part(walk);
	}
	return !walk->done;
}

bool walk_finds(struct run *run, const struct node *test, struct str name)
{
	struct walk walk = { .run = run, .test = test };
	bool found = false;

	choose_parts(&walk);
	for (; !found && !run->failed && walk.part < walk.end; walk.part++) {
		size_t at = 0, index;
		uint64_t steps = 1;

		enter_part(&walk);
		found = fields_next(walk.fields, name, &at, &index, &steps);
		if (run_spend(run, test->place, steps) && found)
			journal_field(run, test, walk.part, walk.fields, index);
	}
	return found && !run->failed;
}

struct walk walk_begin(struct run *run, const struct node *test,
		       const struct argument *names)
{
	const struct option *option = node_option(test, OPTION_INDEX);
	struct walk walk = { .run = run, .test = test, .names = names };
	struct walk count;
	uint64_t total = 0;
	size_t index;

	choose_parts(&walk);
	enter_part(&walk);
	if (option == NULL)
		return walk;
	walk.one = true;
	walk.skip = option->value->number - 1;
	if (node_option(test, OPTION_LAST) == NULL)
		return walk;
	count = walk;
	while (next(&count, &index))
		total++;
	walk.done = option->value->number > total;
	walk.skip = total - option->value->number;
	return walk;
}

bool walk_next(struct walk *walk, size_t *index)
{
	bool found;

	for (; walk->skip > 0 && !walk->done; walk->skip--)
		next(walk, index);
	found = next(walk, index);
	if (found)
		journal_field(walk->run, walk->test, walk->part, walk->fields,
			      *index);
	walk->done |= walk->one;
	return found;
}

/* ---- what stands with what ---- */

static void check_mime(struct checker *checker, const struct node *test)
{
	static const uint64_t options[] = { OPTION_ANYCHILD, OPTION_ASPECT };

	if (node_option(test, OPTION_MIME) != NULL)
		return;
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const struct option *given = node_option(test, options[i]);

		if (given != NULL)
			report_error(checker->report, test->place,
				     "\":%.*s\" needs \":mime\"",
				     STR_ARG(given->tag->name));
	}
}

void walk_check(struct checker *checker, const struct node *test)
{
	const struct option *index = node_option(test, OPTION_INDEX);
	const struct option *last = node_option(test, OPTION_LAST);

	if (index == NULL && last != NULL)
		report_error(checker->report, test->place,
			     "\":last\" needs \":index\"");
	if (index != NULL && index->value->number == 0)
		report_error(checker->report, index->value->place,
			     "fields are counted from 1");
	check_mime(checker, test);
}
