#include "walk.h"

#include "check.h"
#include "journal.h"

static struct walk walk_all(struct run *run, const struct node *test,
			    const struct argument *names)
{
	return (struct walk){ .run = run,
			      .test = test,
			      .name = names->strings };
}

static bool next(struct walk *walk, size_t *index)
{
	struct run *run = walk->run;
	uint64_t steps = 1;
	bool found = false;

	while (walk->name != NULL && !found) {
		found = fields_next(run->fields, run_text(run, walk->name),
				    &walk->at, index, &steps);
		if (found)
			break;
		walk->name = walk->name->next;
		walk->at = 0;
	}
	return run_spend(run, walk->test->place, steps) && found;
}

struct walk walk_begin(struct run *run, const struct node *test,
		       const struct argument *names)
{
	const struct option *option = node_option(test, OPTION_INDEX);
	struct walk walk = walk_all(run, test, names), count = walk;
	uint64_t total = 0;
	size_t index;

	if (option == NULL)
		return walk;
	walk.one = true;
	walk.skip = option->value->number - 1;
	if (node_option(test, OPTION_LAST) == NULL)
		return walk;
	while (next(&count, &index))
		total++;
	if (option->value->number > total)
		walk.name = NULL;
	else
		walk.skip = total - option->value->number;
	return walk;
}

bool walk_next(struct walk *walk, size_t *index)
{
	for (; walk->skip > 0; walk->skip--)
		if (!next(walk, index))
			return false;
	if (!next(walk, index))
		return false;
	journal_field(walk->run, walk->test, *index);
	if (walk->one)
		walk->name = NULL;
	return true;
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
}
