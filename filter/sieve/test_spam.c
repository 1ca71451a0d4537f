/*
 * RFC 5235: spamtest, virustest.  What they tell is the verdict itself, never a
 * header field that somebody else may have written.
 */
#include "../verdict.h"
#include "commands.h"
#include "extension.h"
#include "matching.h"

/* floor(parts * score / required), within least and most. */
static int scaled(const struct verdict *verdict, int parts, int least, int most)
{
	long long score = (long long)parts * verdict->score;
	long long value = most;

	if (verdict->required > 0)
		value = score > 0 ? score / verdict->required : 0;
	value += least;
	return value > most ? most : (int)value;
}

/* 1 is clear, 10 (or 100 percent) definite: only by a rule, not by the score. */
static int spam_value(const struct verdict *verdict, bool percent)
{
	bool definite =
		verdict->hard && verdict->disposition == DISPOSITION_JUNK;

	if (percent)
		return definite ? 100 : scaled(verdict, 100, 0, 99);
	return definite ? 10 : scaled(verdict, 9, 1, 9);
}

/*
 * RFC 5235 3.2: spamtest [":percent"] [COMPARATOR] [MATCH-TYPE]
 *	<value: string>
 */
static bool run_spamtest(struct run *run, const struct node *node)
{
	struct matching matching =
		matching_begin(run, node, node->parameters[0]);
	const struct verdict *verdict = run->facts->verdict;
	bool percent = node_option(node, OPTION_PERCENT) != NULL;

	if (verdict != NULL)
		matching_offer(&matching,
			       arena_printf(run->arena, "%d",
					    spam_value(verdict, percent)));
	else if (node->match.type != MATCH_COUNT)
		matching_offer(&matching, STR("0"));
	return matching_end(&matching);
}

const struct command test_spamtest = {
	.name = STR_INIT("spamtest"),
	.needs = EXT_SPAMTEST,
	.options = OPTIONS_COMPARE | OPTION_PERCENT,
	.parameters = { { "value", ARGUMENT_STRING, false } },
	.test = run_spamtest,
};

/* RFC 5235 3.3: virustest [COMPARATOR] [MATCH-TYPE] <value: string>; nothing
 * here looks for viruses. */
static bool run_virustest(struct run *run, const struct node *node)
{
	struct matching matching =
		matching_begin(run, node, node->parameters[0]);

	if (node->match.type != MATCH_COUNT)
		matching_offer(&matching, STR("0"));
	return matching_end(&matching);
}

const struct command test_virustest = {
	.name = STR_INIT("virustest"),
	.needs = EXT_VIRUSTEST,
	.options = OPTIONS_COMPARE,
	.parameters = { { "value", ARGUMENT_STRING, false } },
	.test = run_virustest,
};
