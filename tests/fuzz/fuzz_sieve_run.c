/* Script, a NUL, and the mail it runs over: the run ends, within its limits; and
 * what is told of it is text. */
#include <assert.h>
#include <stdint.h>

#include "../../filter/limits.h"
#include "../../filter/shown.h"
#include "../../filter/sieve/journal.h"
#include "../../filter/sieve/sieve.h"

static void check_outcome(struct arena *arena,
			  const struct sieve_outcome *outcome)
{
	size_t redirects = 0;

	assert(outcome->actions.count <= LIMIT_SIEVE_ACTIONS);
	assert(!outcome->failed || outcome->actions.count == 0);
	assert(!outcome->failed || outcome->implicit_keep);
	assert(outcome->implicit_keep || outcome->actions.count > 0);
	for (size_t i = 0; i < outcome->actions.count; i++) {
		const struct action *action = &outcome->actions.list[i];

		redirects += action->type == ACTION_REDIRECT;
		assert(action->type != ACTION_STORE || action->folder.len > 0);
		assert(action_text(arena, action).len > 0);
	}
	assert(redirects <= LIMIT_SIEVE_REDIRECTS);
}

static void check_journal(struct arena *arena, const struct journal *journal)
{
	struct str text = journal_text(journal), line;

	assert(journal->depth == 0);
	while (str_cut(&text, '\n', &line))
		assert(str_eq(shown(arena, line, line.len), line));
}

static void run_over(struct arena *arena, const struct sieve *sieve,
		     struct str mail)
{
	struct message message = message_parse(arena, mail);
	struct envelope envelope = {
		.sender = sender_parse(STR("<sender@example.com>")),
		.recipient = STR("user+detail@example.org"),
	};
	struct auth auth = { .origin = ORIGIN_OUTSIDE };
	struct verdict verdict = { .required = 500 };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .auth = &auth,
				     .verdict = &verdict,
				     .now = 1700000000,
				     .journal = journal_new(arena,
							    JOURNAL_MATCHING) };
	struct sieve_outcome outcome = sieve_run(arena, sieve, &facts);

	check_outcome(arena, &outcome);
	check_journal(arena, facts.journal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str input = { (const char *)data, size };
	size_t split = str_find(input, '\0');
	struct sieve_script script = { STR("fuzz"), str_first(input, split) };
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile(arena, &script, &errors);

	if (sieve != NULL)
		run_over(arena, sieve, str_skip(input, split + 1));
	arena_free(arena);
	return 0;
}
