#include "check.h"
#include "commands.h"
#include "matching.h"

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

static void offer_fields(struct matching *matching, struct str name)
{
	struct run *run = matching->run;
	size_t at = 0, index;
	uint64_t steps = 0;

	while (!matching->matched &&
	       fields_next(run->fields, name, &at, &index, &steps))
		matching_offer(matching, fields_value(run->fields, index));
	run_spend(run, matching->test->place, steps);
}

/*
 * RFC 5228 5.7: header [COMPARATOR] [MATCH-TYPE]
 *	<header-names: string-list> <key-list: string-list>
 */
static bool run_header(struct run *run, const struct node *node)
{
	struct matching matching =
		matching_begin(run, node, node->parameters[1]);

	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL && !matching.matched; name = name->next)
		offer_fields(&matching, run_text(run, name));
	return matching_end(&matching);
}

const struct command test_header = {
	.name = STR_INIT("header"),
	.options = OPTIONS_COMPARE,
	.parameters = { { "header-names", ARGUMENT_STRINGS, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.check = warn_of_names,
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
