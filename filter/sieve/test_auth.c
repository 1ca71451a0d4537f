/*
 * The test "auth" (waxseal-sieve(5)): what was verified of the mail, whatever
 * its header fields say.
 */
#include "check.h"
#include "commands.h"
#include "extension.h"
#include "matching.h"
#include "proof.h"

static const struct proof *proof_of(const struct node *node)
{
	int value = node_option_value(node, OPTION_PROOF, PROOF_RESULT);

	return proof_find(node->parameters[0]->strings->text,
			  (enum proof_value)value);
}

static void check_method(struct checker *checker, const struct node *node)
{
	const struct string *method = node->parameters[0]->strings;
	struct str name = checker_shown(checker, method->text);

	if (method->parts != NULL)
		report_error(checker->report, method->place,
			     "the method stands here without variables");
	else if (proof_find(method->text, PROOF_RESULT) == NULL)
		report_error(checker->report, method->place,
			     "there is no method \"%.*s\"; there are \"spf\", "
			     "\"dkim\", \"arc\", \"dmarc\" and \"iprev\"",
			     STR_ARG(name));
	else if (proof_of(node) == NULL)
		report_error(
			checker->report, method->place,
			"\"%.*s\" has no \":%.*s\"", STR_ARG(name),
			STR_ARG(node_option(node, OPTION_PROOF)->tag->name));
}

/* Only these identifiers align or do not. */
static bool can_align(struct str method)
{
	return str_eq_nocase(method, STR("dkim")) ||
	       str_eq_nocase(method, STR("spf"));
}

static void check_auth(struct checker *checker, const struct node *node)
{
	const struct string *method = node->parameters[0]->strings;

	check_method(checker, node);
	if (node_option(node, OPTION_ALIGNED) != NULL &&
	    !can_align(method->text))
		report_error(checker->report, node->place,
			     "\":aligned\" is for \"dkim\" and \"spf\"");
	if (node_option_value(node, OPTION_AMONG, AMONG_ANY) == AMONG_ALL &&
	    node->match.type == MATCH_COUNT)
		report_error(checker->report, node->place,
			     "\":all\" cannot stand with \":count\"");
}

static bool match_any(struct matching *matching, struct str_list values)
{
	for (size_t i = 0; i < values.count && !matching->matched; i++)
		matching_offer(matching, values.items[i]);
	return matching_end(matching);
}

/* There is a value, and none that does not match. */
static bool match_all(struct matching *matching, struct str_list values)
{
	bool all = values.count > 0;

	for (size_t i = 0; i < values.count && all; i++) {
		matching->matched = false;
		matching_offer(matching, values.items[i]);
		all = matching->matched;
	}
	return matching_end(matching) && all;
}

/*
 * auth [":any" / ":all"] [":aligned"] [":domain" / ":selector" / ":sealer" /
 *	":policy"] [COMPARATOR] [MATCH-TYPE]
 *	<method: string> <key-list: string-list>
 */
static bool run_auth(struct run *run, const struct node *node)
{
	bool aligned = node_option(node, OPTION_ALIGNED) != NULL;
	struct str_list values = proof_values(run->arena, proof_of(node),
					      run->facts->auth, aligned);
	struct matching matching =
		matching_begin(run, node, node->parameters[1]);

	if (node_option_value(node, OPTION_AMONG, AMONG_ANY) == AMONG_ALL)
		return match_all(&matching, values);
	return match_any(&matching, values);
}

const struct command test_auth = {
	.name = STR_INIT("auth"),
	.needs = EXT_AUTH,
	.options =
		OPTIONS_COMPARE | OPTION_PROOF | OPTION_AMONG | OPTION_ALIGNED,
	.parameters = { { "method", ARGUMENT_STRING, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.check = check_auth,
	.test = run_auth,
};
