#include "../utf8.h"
#include "check.h"
#include "commands.h"
#include "extension.h"
#include "run.h"

static void check_set(struct checker *checker, const struct node *node)
{
	const struct string *name = node->parameters[0]->strings;

	if (name->parts == NULL && variable_is_global(name->text))
		checker_allows(checker, name->place, EXT_INCLUDE, "",
			       name->text);
	else if (name->parts != NULL || !variable_is_name(name->text))
		report_error(checker->report, name->place,
			     "this is no name of a variable: it is made of "
			     "letters, digits and \"_\", and begins with no "
			     "digit");
}

/* ---- modifiers (RFC 5229 4.1) ---- */

static char to_case(char c, enum letter_case wanted)
{
	if (wanted == CASE_LOWER)
		return char_lower(c);
	return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

/* The case of its first count letters. */
static struct str with_case(struct run *run, const struct node *node,
			    uint64_t option, struct str value, size_t count)
{
	const struct option *given = node_option(node, option);
	char *text;

	if (given == NULL)
		return value;
	text = run_take(run, node->place, value.len);
	if (text == NULL)
		return value;
	for (size_t i = 0; i < value.len; i++)
		text[i] = i < count
				  ? to_case(value.ptr[i],
					    (enum letter_case)given->tag->value)
				  : value.ptr[i];
	return (struct str){ text, value.len };
}

static struct str with_quotes(struct run *run, const struct node *node,
			      struct str value)
{
	char *text;
	size_t length = 0;

	if (node_option(node, OPTION_QUOTE) == NULL)
		return value;
	text = run_take(run, node->place, 2 * value.len);
	if (text == NULL)
		return value;
	for (size_t i = 0; i < value.len; i++) {
		if (str_find(STR("*?\\"), value.ptr[i]) < 3)
			text[length++] = '\\';
		text[length++] = value.ptr[i];
	}
	return (struct str){ text, length };
}

/* Whether a URI can hold the byte as it is: unreserved (RFC 3986 2.3). */
static bool is_unreserved(char c)
{
	return char_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/* RFC 5435 6 */
static struct str with_encoding(struct run *run, const struct node *node,
				struct str value)
{
	static const char digits[] = "0123456789ABCDEF";
	char *text;
	size_t length = 0;

	if (node_option(node, OPTION_ENCODEURL) == NULL)
		return value;
	text = run_take(run, node->place, 3 * value.len);
	if (text == NULL)
		return value;
	for (size_t i = 0; i < value.len; i++) {
		unsigned char byte = (unsigned char)value.ptr[i];

		if (is_unreserved(value.ptr[i])) {
			text[length++] = value.ptr[i];
			continue;
		}
		text[length++] = '%';
		text[length++] = digits[byte >> 4];
		text[length++] = digits[byte & 15];
	}
	return (struct str){ text, length };
}

/* Characters, not bytes; a byte that is not UTF-8 counts as one. */
static struct str as_length(struct run *run, const struct node *node,
			    struct str value)
{
	size_t count = 0;

	if (node_option(node, OPTION_LENGTH) == NULL)
		return value;
	for (; value.len > 0; count++) {
		uint32_t code;
		size_t length = utf8_decode(value, &code);

		value = str_skip(value, length + (length == 0));
	}
	return arena_printf(run->arena, "%zu", count);
}

/* RFC 5229 4: set [MODIFIER] <name: string> <value: string> */
static enum flow run_set(struct run *run, const struct node *node)
{
	struct str name = node->parameters[0]->strings->text;
	struct str value = run_text(run, node->parameters[1]->strings);

	/* In the order of their precedence. */
	value = with_case(run, node, OPTION_CASE, value, value.len);
	value = with_case(run, node, OPTION_FIRST, value, 1);
	value = with_quotes(run, node, value);
	value = with_encoding(run, node, value);
	value = as_length(run, node, value);
	if (run_spend(run, node->place, 1 + value.len))
		variable_set(run, node->place, name, value);
	return run->failed ? FLOW_STOP : FLOW_NEXT;
}

const struct command cmd_set = {
	.name = STR_INIT("set"),
	.needs = EXT_VARIABLES,
	.options = OPTION_CASE | OPTION_FIRST | OPTION_QUOTE |
		   OPTION_ENCODEURL | OPTION_LENGTH,
	.parameters = { { "name", ARGUMENT_STRING, false },
			{ "value", ARGUMENT_STRING, false } },
	.check = check_set,
	.run = run_set,
};
