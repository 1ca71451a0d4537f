#include "check.h"
#include "commands.h"
#include "extension.h"
#include "flags.h"
#include "matching.h"

static void check_hasflag(struct checker *checker, const struct node *node)
{
	const struct argument *variables = node->parameters[0];

	if (variables != NULL && (checker->enabled & EXT_VARIABLES) == 0)
		report_error(checker->report, variables->place,
			     "a variable needs the extension \"variables\"; "
			     "did you mean to write: require \"variables\";");
}

/* "b A" is two keys (RFC 5232 4); what may match is any text, not only a
 * flag. */
static struct str_list key_words(struct run *run, const struct node *node)
{
	struct str_list texts = run_texts(run, node->parameters[1]);
	size_t count = 0, room = 0;
	struct str *words;

	for (size_t i = 0; i < texts.count; i++)
		room += texts.items[i].len / 2 + 1;
	words = (struct str *)run_take(run, node->place, room * sizeof(*words));
	for (size_t i = 0; words != NULL && i < texts.count; i++) {
		struct str rest = texts.items[i], word;

		while (flags_next(&rest, &word))
			words[count++] = word;
	}
	return (struct str_list){ words, count };
}

static void offer_flags(struct matching *matching, struct str set)
{
	struct str_list flags = flags_list(matching->run, set);

	for (size_t i = 0; i < flags.count && !matching->matched; i++)
		matching_offer(matching, flags.items[i]);
}

static void offer_variable(struct matching *matching, struct str name)
{
	struct run *run = matching->run;
	struct str value = variable_get(run, name);
	struct str_list words = { &value, 1 };

	/* A variable may hold a flag twice; distinct ones count. */
	offer_flags(matching,
		    flags_add(run, matching->test->place, STR(""), words));
}

/*
 * RFC 5232 4: hasflag [MATCH-TYPE] [COMPARATOR]
 *	[<variable-list: string-list>] <list-of-flags: string-list>
 */
static bool run_hasflag(struct run *run, const struct node *node)
{
	const struct argument *variables = node->parameters[0];
	struct matching matching =
		matching_with(run, node, key_words(run, node));

	if (variables == NULL) {
		offer_flags(&matching, run->flags);
		return matching_end(&matching);
	}
	for (const struct string *name = variables->strings;
	     name != NULL && !matching.matched; name = name->next)
		offer_variable(&matching, run_text(run, name));
	return matching_end(&matching);
}

const struct command test_hasflag = {
	.name = STR_INIT("hasflag"),
	.needs = EXT_IMAP4FLAGS,
	.options = OPTIONS_COMPARE,
	.parameters = { { "variable-list", ARGUMENT_STRINGS, true },
			{ "list-of-flags", ARGUMENT_STRINGS, false } },
	.check = check_hasflag,
	.test = run_hasflag,
};
