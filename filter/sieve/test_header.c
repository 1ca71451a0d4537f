#include "check.h"
#include "commands.h"
#include "matching.h"
#include "walk.h"

static bool is_field_name(struct str name)
{
	return name.len > 0 && str_find(name, ':') == name.len &&
	       str_find(name, ' ') == name.len;
}

/* RFC 5228 2.4.2.2: such a name is no error, but no field ever has it. */
static void warn_of_names(struct checker *checker, const struct node *node)
{
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next)
		if (name->parts == NULL && !is_field_name(name->text))
			report_warning(checker->report, name->place,
				       "no header field has this name; it is "
				       "written without \":\" and spaces");
}

static void check_header(struct checker *checker, const struct node *node)
{
	warn_of_names(checker, node);
	walk_check(checker, node);
}

/*
 * RFC 5228 5.7: header [COMPARATOR] [MATCH-TYPE]; with ":index" by RFC 5260 6
 *	<header-names: string-list> <key-list: string-list>
 */
static bool run_header(struct run *run, const struct node *node)
{
	struct matching matching =
		matching_begin(run, node, node->parameters[1]);

	struct walk walk = walk_begin(run, node, node->parameters[0]);
	size_t index;

	while (!matching.matched && walk_next(&walk, &index))
		matching_offer(&matching, fields_value(run->fields, index));
	return matching_end(&matching);
}

const struct command test_header = {
	.name = STR_INIT("header"),
	.options = OPTIONS_COMPARE | OPTIONS_FIELDS,
	.parameters = { { "header-names", ARGUMENT_STRINGS, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.check = check_header,
	.test = run_header,
};

static bool has_field(struct run *run, const struct node *node, struct str name)
{
	size_t at = 0, index;
	uint64_t steps = 0;
	bool found = fields_next(run->fields, name, &at, &index, &steps);

	return run_spend(run, node->place, steps) && found;
}

/* RFC 5228 5.5: exists <header-names: string-list> */
static bool run_exists(struct run *run, const struct node *node)
{
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next)
		if (!has_field(run, node, run_text(run, name)))
			return false;
	return true;
}

const struct command test_exists = {
	.name = STR_INIT("exists"),
	.parameters = { { "header-names", ARGUMENT_STRINGS, false } },
	.check = warn_of_names,
	.test = run_exists,
};
