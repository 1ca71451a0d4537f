/*
 * RFC 5293: commands that change the header of the mail.
 */
#include "../grammar.h"
#include "../mime_write.h"
#include "../shown.h"
#include "check.h"
#include "commands.h"
#include "extension.h"
#include "journal.h"
#include "matching.h"
#include "protected.h"
#include "walk.h"

/* Of a name in a message. */
#define SHOWN_NAME ((size_t)40)
/* A name that leaves room for words in the first line. */
#define LONGEST_NAME ((size_t)100)

/* ---- what is no field ---- */

static const char *wrong_name(struct str name)
{
	if (name.len == 0 || name.len > LONGEST_NAME)
		return "a header field's name has 1 to 100 letters";
	for (size_t i = 0; i < name.len; i++)
		if (!char_is_ftext(name.ptr[i]))
			return "no header field can have this name";
	return NULL;
}

static const char *wrong_value(struct str value)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] != '\t' &&
		    str_has_control(str_first(str_skip(value, i), 1)))
			return "a header field's value is one line, without "
			       "control characters";
	return NULL;
}

/* Constants are looked at when the script is checked.  In a value that comes
 * from the mail control characters become blanks: by what a sender writes no
 * script fails. */
static bool check_constant(struct checker *checker, const struct string *string,
			   const char *(*wrong)(struct str))
{
	const char *why = string->parts == NULL ? wrong(string->text) : NULL;

	if (why != NULL)
		report_error(checker->report, string->place, "%s", why);
	return why == NULL;
}

static struct str usable_name(struct run *run, const struct node *node)
{
	const struct string *string = node->parameters[0]->strings;
	struct str name = run_text(run, string);
	const char *why = wrong_name(name);

	if (why != NULL)
		run_fail(run, string->place, "%s: \"%.*s\"", why,
			 STR_ARG(shown(run->arena, name, SHOWN_NAME)));
	return name;
}

/* ---- addheader ---- */

static void warn_protected(struct checker *checker, const struct node *node,
			   enum change change)
{
	const struct string *name = node->parameters[0]->strings;

	if (name->parts == NULL && protected_from(name->text, change))
		report_warning(checker->report, name->place,
			       "scripts cannot %s this field; nothing happens",
			       change == CHANGE_ADD ? "add" : "delete");
}

static void check_addheader(struct checker *checker, const struct node *node)
{
	if (check_constant(checker, node->parameters[0]->strings, wrong_name))
		warn_protected(checker, node, CHANGE_ADD);
	check_constant(checker, node->parameters[1]->strings, wrong_value);
}

static void add_field(struct run *run, const struct node *node, struct str name,
		      struct str value)
{
	struct buf field = buf_new(run->arena, LIMIT_SIEVE_ADDED_FIELD);
	bool last = node_option(node, OPTION_FROM_END) != NULL;
	struct header header;

	if (!run_spend_text(run, node->place, name.len + value.len) ||
	    !run_spend(run, node->place, value.len + run->fields->count))
		return;
	mime_write_field(&field, name, value);
	header.raw = buf_str(&field);
	if (!field.overflow &&
	    draft_add_field(run->draft, header.raw,
			    last ? FIELD_BELOW : FIELD_ABOVE, false))
		journal_change(run, node->place, "adds", &header);
	else
		run_fail(run, node->place,
			 "a header field may have %zu bytes, all that scripts "
			 "add %zu",
			 LIMIT_SIEVE_ADDED_FIELD, LIMIT_SIEVE_ADDED);
}

/* RFC 5293 4: addheader [":last"] <field-name: string> <value: string> */
static enum flow run_addheader(struct run *run, const struct node *node)
{
	struct str name = usable_name(run, node);
	struct str value = run_text(run, node->parameters[1]->strings);

	if (!run->failed && !protected_from(name, CHANGE_ADD))
		add_field(run, node, name, value);
	return run->failed ? FLOW_STOP : FLOW_NEXT;
}

const struct command cmd_addheader = {
	.name = STR_INIT("addheader"),
	.needs = EXT_EDITHEADER,
	.options = OPTION_FROM_END,
	.parameters = { { "field-name", ARGUMENT_STRING, false },
			{ "value", ARGUMENT_STRING, false } },
	.check = check_addheader,
	.run = run_addheader,
};

/* ---- deleteheader ---- */

static void check_deleteheader(struct checker *checker, const struct node *node)
{
	const struct option *index = node_option(node, OPTION_NTH);

	if (check_constant(checker, node->parameters[0]->strings, wrong_name))
		warn_protected(checker, node, CHANGE_DELETE);
	if (index == NULL && node_option(node, OPTION_FROM_END) != NULL)
		report_error(checker->report, node->place,
			     "\":last\" needs \":index\"");
	if (index != NULL && index->value->number == 0)
		report_error(checker->report, index->value->place,
			     "fields are counted from 1");
}

static uint64_t count_fields(struct run *run, const struct node *node,
			     struct str name)
{
	uint64_t count = 0, steps = 0;
	size_t at = 0, index;

	while (fields_next(run->fields, name, &at, &index, &steps))
		count++;
	run_spend(run, node->place, steps);
	return count;
}

/* The only one that is meant, from 1; 0: all are. */
static uint64_t nth_meant(struct run *run, const struct node *node,
			  struct str name)
{
	const struct option *index = node_option(node, OPTION_NTH);
	uint64_t nth = index != NULL ? index->value->number : 0, count;

	if (index == NULL || node_option(node, OPTION_FROM_END) == NULL)
		return nth;
	count = count_fields(run, node, name);
	return nth <= count ? count + 1 - nth : UINT64_MAX;
}

/* patterns: without a field so far; of no test, if there are none. */
static bool is_meant(struct matching patterns, size_t index)
{
	if (patterns.test == NULL)
		return true;
	matching_offer(&patterns, fields_value(patterns.run->fields, index));
	return matching_end(&patterns);
}

static bool may_delete(const struct field *field)
{
	return field->origin != FIELD_OURS && !field->fixed &&
	       !protected_from(field->header.name, CHANGE_DELETE);
}

/*
 * RFC 5293 5: deleteheader [":index" <fieldno: number> [":last"]]
 *	[COMPARATOR] [MATCH-TYPE] <field-name: string>
 *	[<value-patterns: string-list>]
 */
static enum flow run_deleteheader(struct run *run, const struct node *node)
{
	struct str name = usable_name(run, node);
	uint64_t meant = nth_meant(run, node, name), nth = 0, steps = 0;
	struct matching patterns = { .test = NULL };
	size_t at = 0, index;

	if (node->parameters[1] != NULL)
		patterns = matching_begin(run, node, node->parameters[1]);
	patterns.captures = NULL; /* only tests leave them */
	while (!run->failed &&
	       fields_next(run->fields, name, &at, &index, &steps)) {
		if (++nth != meant && meant != 0)
			continue;
		if (!may_delete(&run->fields->list[index]) ||
		    !is_meant(patterns, index))
			continue;
		journal_change(run, node->place, "deletes",
			       &run->fields->list[index].header);
		draft_remove_field(run->draft, index);
		steps += run->fields->count - index;
		at--;
	}
	return run_spend(run, node->place, steps) ? FLOW_NEXT : FLOW_STOP;
}

const struct command cmd_deleteheader = {
	.name = STR_INIT("deleteheader"),
	.needs = EXT_EDITHEADER,
	.options = OPTIONS_COMPARE | OPTION_NTH | OPTION_FROM_END,
	.parameters = { { "field-name", ARGUMENT_STRING, false },
			{ "value-patterns", ARGUMENT_STRINGS, true } },
	.check = check_deleteheader,
	.run = run_deleteheader,
};
