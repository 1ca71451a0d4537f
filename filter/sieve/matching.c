#include "matching.h"

#include "ext_list.h"
#include "extension.h"
#include "journal.h"
#include "regex.h"

/* RFC 5229 3.2: match variables are those of the last success. */
static struct captures *wanted_captures(struct run *run)
{
	return (run->sieve->enabled & EXT_VARIABLES) != 0 ? &run->captures
							  : NULL;
}

struct matching matching_with(struct run *run, const struct node *test,
			      struct str_list keys)
{
	return (struct matching){ .run = run,
				  .test = test,
				  .keys = keys,
				  .captures = wanted_captures(run) };
}

/* Those with variables are known only now (draft-murchison-sieve-regex-08 3:
 * "must be an error"). */
static void check_regex(struct run *run, const struct argument *keys,
			const struct str_list *texts)
{
	const struct string *key = keys->strings;
	struct str problem;

	for (size_t i = 0; i < texts->count && !run->failed; i++) {
		if (key->parts != NULL &&
		    run_spend(run, key->place, REGEX_COMPILE_STEPS) &&
		    !regex_check(run->arena, texts->items[i], &problem))
			run_fail(run, key->place,
				 "this is no regular expression: %.*s",
				 STR_ARG(problem));
		key = key->next;
	}
}

struct matching matching_begin(struct run *run, const struct node *test,
			       const struct argument *keys)
{
	struct str_list texts = run_texts(run, keys);

	if (test->match.type == MATCH_REGEX)
		check_regex(run, keys, &texts);
	return matching_with(run, test, texts);
}

/* With :list the key names one (RFC 6134 2.2), and there is no comparator. */
static bool matches(struct matching *matching, struct str value, struct str key)
{
	struct run *run = matching->run;
	const struct node *test = matching->test;

	if (test->match.type == MATCH_LIST)
		return ext_list_has(run, test->place, key, value);
	return match_one(&test->match, value, key, matching->captures,
			 &run->work);
}

static void compare(struct matching *matching, struct str value)
{
	struct run *run = matching->run;
	const struct node *test = matching->test;

	for (size_t i = 0; i < matching->keys.count && !matching->matched;
	     i++) {
		if (!run_spend(run, test->place, 1))
			return;
		matching->matched =
			matches(matching, value, matching->keys.items[i]);
		journal_match(run, test, value, matching->keys.items[i],
			      matching->matched);
	}
	if (matching->matched && matching->captures != NULL)
		journal_captures(run, test);
}

void matching_offer(struct matching *matching, struct str value)
{
	matching->offered++;
	if (matching->test->match.type != MATCH_COUNT)
		compare(matching, value);
}

void matching_offer_unless_empty(struct matching *matching, struct str value)
{
	if (value.len > 0 || matching->test->match.type != MATCH_COUNT)
		matching_offer(matching, value);
}

bool matching_end(struct matching *matching)
{
	if (matching->test->match.type == MATCH_COUNT)
		compare(matching, arena_printf(matching->run->arena, "%zu",
					       matching->offered));
	/* A comparison that ran out of steps said "no": that is no answer. */
	return run_spend(matching->run, matching->test->place, 1) &&
	       matching->matched;
}
