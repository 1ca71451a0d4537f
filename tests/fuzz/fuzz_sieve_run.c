/* Script, a NUL, and the mail it runs over: the run ends, within its limits; and
 * what is told of it is text.  All extensions are required before. */
#include <assert.h>
#include <stdint.h>

#include "../../filter/limits.h"
#include "../../filter/shown.h"
#include "../../filter/sieve/extension.h"
#include "../../filter/sieve/journal.h"
#include "../../filter/sieve/sieve.h"

static size_t count_type(const struct actions *actions, enum action_type type)
{
	size_t count = 0;

	for (size_t i = 0; i < actions->count; i++)
		count += actions->list[i].type == type;
	return count;
}

/* RFC 5230 4.7, RFC 5429 2.4 */
static void check_conflicts(const struct actions *actions)
{
	size_t refused = count_type(actions, ACTION_REJECT);

	assert(count_type(actions, ACTION_REDIRECT) <= LIMIT_SIEVE_REDIRECTS);
	assert(count_type(actions, ACTION_VACATION) <= 1);
	assert(refused <= 1);
	if (refused == 1)
		assert(count_type(actions, ACTION_STORE) +
			       count_type(actions, ACTION_REDIRECT) +
			       count_type(actions, ACTION_VACATION) +
			       count_type(actions, ACTION_PIPE) ==
		       0);
}

static void check_action(struct arena *arena, const struct action *action)
{
	struct str text = action_text(arena, action);

	assert(action->type != ACTION_STORE || action->folder.len > 0);
	assert(action->key.len <= LIMIT_MARK_KEY);
	assert(action->text.len <= LIMIT_SIEVE_REASON);
	assert(str_find(action->program, '/') == action->program.len);
	assert((action->vacation != NULL) == (action->type == ACTION_VACATION));
	assert(text.len > 0 && str_eq(shown(arena, text, text.len), text));
}

static void check_outcome(struct arena *arena,
			  const struct sieve_outcome *outcome)
{
	assert(outcome->actions.count <= LIMIT_SIEVE_ACTIONS);
	assert(!outcome->failed || outcome->actions.count == 0);
	assert(!outcome->failed || outcome->marks.count == 0);
	assert(!outcome->failed || outcome->implicit_keep);
	assert(outcome->implicit_keep || outcome->actions.count > 0);
	assert(outcome->marks.count <= LIMIT_MARKS);
	assert(outcome->notes.count <= LIMIT_SIEVE_NOTES);
	for (size_t i = 0; i < outcome->actions.count; i++)
		check_action(arena, &outcome->actions.list[i]);
	check_conflicts(&outcome->actions);
}

static void check_journal(struct arena *arena, const struct journal *journal)
{
	struct str text = journal_text(journal), line;

	assert(journal->depth == 0);
	while (str_cut(&text, '\n', &line))
		assert(str_eq(shown(arena, line, line.len), line));
}

/* Half of all was seen before. */
static bool has(const struct seen *seen, struct arena *arena, struct str key,
		time_t now)
{
	(void)seen;
	(void)arena;
	(void)now;
	assert(key.len > 0 && key.len <= LIMIT_MARK_KEY);
	return key.ptr[key.len - 1] < '8';
}

/* Any rules: what is asked for stands in the mail. */
static int local(time_t when)
{
	return (int)(when / 86400 % 1440);
}

static void run_over(struct arena *arena, const struct sieve *sieve,
		     struct str mail)
{
	static const struct seen seen = { has };
	struct message message = message_parse(arena, mail);
	struct envelope envelope = {
		.sender = sender_parse(STR("<sender@example.com>")),
		.recipient = STR("user+detail@example.org"),
		.dsn = { .notify = STR("SUCCESS,DELAY"), .by = STR("-5;RT") },
	};
	struct auth auth = { .origin = ORIGIN_OUTSIDE };
	struct verdict verdict = { .required = 500 };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .auth = &auth,
				     .verdict = &verdict,
				     .now = 1700000000,
				     .local = local,
				     .seen = &seen,
				     .journal = journal_new(arena,
							    JOURNAL_MATCHING) };
	struct sieve_outcome outcome = sieve_run(arena, sieve, &facts);

	check_outcome(arena, &outcome);
	check_journal(arena, facts.journal);
}

static struct str with_require(struct arena *arena, struct str script)
{
	struct buf text = buf_new(arena, LIMIT_SIEVE_SCRIPT + script.len);
	const struct extension *extension;

	for (size_t i = 0; (extension = extension_nth(i)) != NULL; i++)
		buf_printf(&text, "require \"%.*s\";\n",
			   STR_ARG(extension->name));
	buf_add(&text, script);
	return buf_str(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str input = { (const char *)data, size };
	size_t split = str_find(input, '\0');
	struct sieve_script script = {
		STR("fuzz"), with_require(arena, str_first(input, split))
	};
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile(arena, &script, &errors);

	if (sieve != NULL)
		run_over(arena, sieve, str_skip(input, split + 1));
	arena_free(arena);
	return 0;
}
