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

/* ---- what RFC 5703 4.1 takes out of a field of MIME ---- */

static struct str without_parameters(struct arena *arena,
				     enum mime_aspect aspect,
				     const struct mime_field *field)
{
	switch (aspect) {
	case ASPECT_TYPE:
		return field->type;
	case ASPECT_SUBTYPE:
		return field->subtype;
	case ASPECT_CONTENTTYPE:
		return field->subtype.len > 0
			       ? arena_printf(arena, "%.*s/%.*s",
					      STR_ARG(field->type),
					      STR_ARG(field->subtype))
			       : field->type;
	case ASPECT_PARAM:
		break;
	}
	return STR("");
}

/* Other fields have nothing of that kind, and so has what cannot be read. */
static struct mime_field understood(struct fields *fields, size_t index)
{
	struct str name = fields_name(fields, index);
	struct mime_field field = fields_mime(fields, index);
	bool type = str_eq_nocase(name, STR("Content-Type"));

	if (!type && !str_eq_nocase(name, STR("Content-Disposition")))
		field.type = STR("");
	if (!type || field.subtype.len == 0)
		field.subtype = STR("");
	if (type && field.subtype.len == 0)
		field.type = STR("");
	return field;
}

static void offer_aspect(struct matching *matching, enum mime_aspect aspect,
			 const struct walk *walk, size_t index)
{
	struct run *run = matching->run;
	struct mime_field field = understood(walk->fields, index);

	if (run_spend_text(run, walk->test->place,
			   field.type.len + field.subtype.len))
		matching_offer_unless_empty(
			matching,
			without_parameters(run->arena, aspect, &field));
}

static void offer_params(struct matching *matching, struct str_list names,
			 const struct walk *walk, size_t index)
{
	struct mime_field field = fields_mime(walk->fields, index);

	for (size_t i = 0; i < field.param_count && !matching->matched; i++)
		for (size_t n = 0; n < names.count; n++)
			if (str_eq_nocase(field.params[i].name, names.items[n]))
				matching_offer(matching, field.params[i].value);
}

static void offer_field(struct matching *matching, const struct walk *walk,
			struct str_list params, size_t index)
{
	const struct option *option = node_option(walk->test, OPTION_ASPECT);

	if (option == NULL)
		matching_offer(matching, fields_value(walk->fields, index));
	else if (option->tag->value == ASPECT_PARAM)
		offer_params(matching, params, walk, index);
	else
		offer_aspect(matching, (enum mime_aspect)option->tag->value,
			     walk, index);
}

/* ---- header ---- */

/*
 * RFC 5228 5.7: header [COMPARATOR] [MATCH-TYPE]; with ":index" by RFC 5260 6,
 * ":mime" by RFC 5703 4.1
 *	<header-names: string-list> <key-list: string-list>
 */
static bool run_header(struct run *run, const struct node *node)
{
	const struct option *option = node_option(node, OPTION_ASPECT);
	struct matching matching =
		matching_begin(run, node, node->parameters[1]);
	struct walk walk = walk_begin(run, node, node->parameters[0]);
	struct str_list params = { NULL, 0 };
	size_t index;

	if (option != NULL && option->value != NULL)
		params = run_texts(run, option->value);
	while (!matching.matched && walk_next(&walk, &index))
		offer_field(&matching, &walk, params, index);
	return matching_end(&matching);
}

const struct command test_header = {
	.name = STR_INIT("header"),
	.options =
		OPTIONS_COMPARE | OPTIONS_FIELDS | OPTIONS_MIME | OPTION_ASPECT,
	.parameters = { { "header-names", ARGUMENT_STRINGS, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.check = check_header,
	.test = run_header,
};

/* ---- exists ---- */

/* RFC 5228 5.5: exists <header-names: string-list>; ":mime" by RFC 5703 4.3 */
static bool run_exists(struct run *run, const struct node *node)
{
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next)
		if (!walk_finds(run, node, run_text(run, name)))
			return false;
	return true;
}

const struct command test_exists = {
	.name = STR_INIT("exists"),
	.options = OPTIONS_MIME,
	.parameters = { { "header-names", ARGUMENT_STRINGS, false } },
	.check = check_header,
	.test = run_exists,
};
