#include "bind.h"

#include "../limits.h"
#include "commands.h"
#include "encoded.h"
#include "extension.h"
#include "regex.h"
#include "similar.h"
#include "variables.h"

/* ---- arguments ---- */

static const char *type_name(enum argument_type type)
{
	switch (type) {
	case ARGUMENT_NUMBER:
		return "number";
	case ARGUMENT_STRING:
		return "string";
	case ARGUMENT_STRINGS:
		return "string list";
	default:
		return "nothing";
	}
}

/* A string is a list of one, and a list of one a string (RFC 5228 2.4.2.1). */
static bool has_type(const struct argument *argument, enum argument_type type)
{
	if (type == ARGUMENT_STRING)
		return argument->strings != NULL &&
		       argument->strings->next == NULL;
	if (type == ARGUMENT_STRINGS)
		return argument->strings != NULL;
	return argument->type == type;
}

static void tell_unknown_tag(struct checker *checker, const struct node *node,
			     const struct argument *argument)
{
	struct similar similar = similar_to(argument->tag);
	struct str name = checker_shown(checker, argument->tag);
	const struct tag *tag;

	for (size_t i = 0; (tag = tag_nth(i)) != NULL; i++)
		if ((tag->option & node->command->options) != 0)
			similar_offer(&similar, tag->name);
	if (similar.best.len > 0)
		checker_unknown(
			checker, argument->place,
			"%.*s takes no \":%.*s\"; did you mean \":%.*s\"?",
			STR_ARG(node->command->name), STR_ARG(name),
			STR_ARG(similar.best));
	else
		checker_unknown(checker, argument->place,
				"%.*s takes no \":%.*s\"",
				STR_ARG(node->command->name), STR_ARG(name));
}

static void tell_clash(struct checker *checker, struct place place,
		       const struct tag *tag, const struct tag *other)
{
	if (tag == other)
		report_error(checker->report, place,
			     "\":%.*s\" stands here twice", STR_ARG(tag->name));
	else
		report_error(checker->report, place,
			     "\":%.*s\" cannot stand with \":%.*s\"",
			     STR_ARG(tag->name), STR_ARG(other->name));
}

/* The tag at *at, with what belongs to it; *at is then the last of that. */
static bool bind_tag(struct checker *checker, struct node *node,
		     const struct argument **at)
{
	const struct argument *argument = *at;
	const struct tag *tag = tag_find(argument->tag, node->command->options);
	struct option *option;

	if (tag == NULL) {
		tell_unknown_tag(checker, node, argument);
		return false;
	}
	if (!checker_allows(checker, argument->place, tag->needs, ":",
			    tag->name))
		return false;
	if (node_option(node, tag->option) != NULL) {
		tell_clash(checker, argument->place, tag,
			   node_option(node, tag->option)->tag);
		return false;
	}
	option = ARENA_NEW(checker->arena, struct option);
	*option = (struct option){ tag, NULL, node->options };
	if (tag->argument != ARGUMENT_NONE) {
		if (argument->next == NULL ||
		    !has_type(argument->next, tag->argument)) {
			report_error(checker->report, argument->place,
				     "a %s must follow \":%.*s\"",
				     type_name(tag->argument),
				     STR_ARG(tag->name));
			return false;
		}
		*at = option->value = argument->next;
	}
	node->options = option;
	return true;
}

/* "fileinto <mailbox: string>" */
static void tell_usage(struct checker *checker, const struct node *node,
		       struct place place)
{
	struct str usage = node->command->name;
	const struct parameter *parameter = node->command->parameters;

	for (size_t i = 0; i < MAX_PARAMETERS; i++, parameter++) {
		if (parameter->name == NULL)
			break;
		usage = arena_printf(checker->arena,
				     parameter->optional ? "%.*s [%s: %s]"
							 : "%.*s <%s: %s>",
				     STR_ARG(usage), parameter->name,
				     type_name(parameter->type));
	}
	report_error(checker->report, place, "wrong arguments; it is: %.*s",
		     STR_ARG(usage));
}

static size_t count_parameters(const struct command *command, bool optional)
{
	size_t count = 0;

	for (size_t i = 0; i < MAX_PARAMETERS; i++)
		count += command->parameters[i].name != NULL &&
			 (optional || !command->parameters[i].optional);
	return count;
}

/* Arguments by their order, given as an array of count. */
static bool bind_parameters(struct checker *checker, struct node *node,
			    const struct argument *const *given, size_t count)
{
	const struct command *command = node->command;
	bool all = count == count_parameters(command, true);
	size_t at = 0;

	if (!all && count != count_parameters(command, false)) {
		tell_usage(checker, node, node->place);
		return false;
	}
	for (size_t i = 0; i < MAX_PARAMETERS; i++) {
		const struct parameter *parameter = &command->parameters[i];

		if (parameter->name == NULL || (parameter->optional && !all))
			continue;
		if (!has_type(given[at], parameter->type)) {
			tell_usage(checker, node, given[at]->place);
			return false;
		}
		node->parameters[i] = given[at++];
	}
	return true;
}

/* RFC 5228 2.6.2 wants it, RFC 8580 has an example of the contrary, and nothing
 * else can be meant. */
static void tell_late(struct checker *checker, const struct argument *argument)
{
	struct str name = checker_shown(checker, argument->tag);

	report_warning(checker->report, argument->place,
		       "\":%.*s\" must stand before the other arguments",
		       STR_ARG(name));
}

static bool bind_given(struct checker *checker, struct node *node)
{
	const struct argument *given[LIMIT_SIEVE_ARGUMENTS];
	size_t count = 0;

	for (const struct argument *argument = node->arguments;
	     argument != NULL; argument = argument->next) {
		if (argument->type != ARGUMENT_TAG) {
			given[count++] = argument;
		} else {
			if (count > 0)
				tell_late(checker, argument);
			if (!bind_tag(checker, node, &argument))
				return false;
		}
	}
	return bind_parameters(checker, node, given, count);
}

/* ---- strings ---- */

static bool decode_string(struct checker *checker, struct string *string)
{
	if (encoded_decode(checker->arena, &string->text))
		return true;
	report_error(checker->report, string->place,
		     "\"${unicode:...}\" holds a number that is no character");
	return false;
}

/* RFC 5229 3.1: encoded characters first, then variables. */
static bool bind_string(struct checker *checker, struct string *string)
{
	if ((checker->enabled & EXT_ENCODED_CHARACTER) != 0 &&
	    !decode_string(checker, string))
		return false;
	return (checker->enabled & EXT_VARIABLES) == 0 ||
	       string_bind(checker, string);
}

static bool bind_strings(struct checker *checker, struct node *node)
{
	/* RFC 5228 6: no extension changes what require's argument means. */
	if (node->command == &cmd_require)
		return true;
	for (struct argument *argument = node->arguments; argument != NULL;
	     argument = argument->next)
		for (struct string *string = argument->strings; string != NULL;
		     string = string->next)
			if (!bind_string(checker, string))
				return false;
	return true;
}

/* ---- match type and comparator ---- */

static const struct comparator *bind_comparator(struct checker *checker,
						const struct argument *value)
{
	struct str name = value->strings->text;
	const struct comparator *comparator = comparator_find(name);

	name = checker_shown(checker, name);
	if (comparator == NULL) {
		checker_unknown(checker, value->place,
				"there is no comparator \"%.*s\"",
				STR_ARG(name));
		return NULL;
	}
	if (!checker_allows(checker, value->place, comparator->needs,
			    "comparator ", name))
		return NULL;
	return comparator;
}

/* relational-match (RFC 5231 4), of ":count" and ":value" */
static bool bind_relation(struct checker *checker, struct node *node)
{
	const struct option *option = node_option(node, OPTION_MATCH);

	if (option == NULL || option->value == NULL ||
	    relation_find(option->value->strings->text, &node->match.relation))
		return true;
	report_error(checker->report, option->value->place,
		     "\"gt\", \"ge\", \"lt\", \"le\", \"eq\" or \"ne\" must "
		     "follow \":%.*s\"",
		     STR_ARG(option->tag->name));
	return false;
}

/* Of the last parameter, which every test that compares has for its keys; those
 * with variables are known only when the script runs. */
static bool bind_regex(struct checker *checker, struct node *node)
{
	size_t last = count_parameters(node->command, true) - 1;
	const struct string *key = node->parameters[last]->strings;
	struct str problem;

	for (; key != NULL; key = key->next)
		if (key->parts == NULL &&
		    !regex_check(checker->arena, key->text, &problem)) {
			report_error(checker->report, key->place,
				     "this is no regular expression: %.*s",
				     STR_ARG(problem));
			return false;
		}
	return true;
}

/* A number of values is compared as a number, if nothing else is said. */
static const struct comparator *default_comparator(enum match_type type)
{
	if (type == MATCH_COUNT)
		return comparator_find(STR("i;ascii-numeric"));
	return comparator_default();
}

static bool bind_match(struct checker *checker, struct node *node)
{
	const struct option *option = node_option(node, OPTION_COMPARATOR);
	struct match *match = &node->match;

	if ((node->command->options & OPTION_MATCH) == 0)
		return true;
	match->type = (enum match_type)node_option_value(node, OPTION_MATCH,
							 MATCH_IS);
	match->comparator = default_comparator(match->type);
	if (option != NULL)
		match->comparator = bind_comparator(checker, option->value);
	if (match->comparator == NULL)
		return false;
	if (match->comparator->fold == NULL &&
	    (match->type == MATCH_CONTAINS || match->type == MATCH_MATCHES ||
	     match->type == MATCH_REGEX)) {
		report_error(checker->report, option->value->place,
			     "\"%.*s\" cannot search within a text; use it "
			     "with \":is\"",
			     STR_ARG(match->comparator->name));
		return false;
	}
	if (match->type == MATCH_REGEX && match->comparator->casemap) {
		report_error(checker->report, option->value->place,
			     "\"%.*s\" knows no regular expressions",
			     STR_ARG(match->comparator->name));
		return false;
	}
	if (match->type == MATCH_REGEX)
		return bind_regex(checker, node);
	return bind_relation(checker, node);
}

bool bind_arguments(struct checker *checker, struct node *node)
{
	return bind_given(checker, node) && bind_strings(checker, node) &&
	       bind_match(checker, node);
}
