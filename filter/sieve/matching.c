#include "matching.h"

struct matching matching_begin(struct run *run, const struct node *test,
			       const struct argument *keys)
{
	return (struct matching){ run, test, keys, false };
}

void matching_offer(struct matching *matching, struct str value)
{
	struct run *run = matching->run;

	for (const struct string *key = matching->keys->strings;
	     key != NULL && !matching->matched; key = key->next) {
		if (!run_spend(run, matching->test->place, 1))
			return;
		matching->matched = match_one(&matching->test->match, value,
					      run_text(run, key), &run->work);
	}
}

bool matching_end(struct matching *matching)
{
	/* A comparison that ran out of steps said "no": that is no answer. */
	return run_spend(matching->run, matching->test->place, 1) &&
	       matching->matched;
}
