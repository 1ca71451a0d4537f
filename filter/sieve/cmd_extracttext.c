#include "../charset.h"
#include "../utf8.h"
#include "check.h"
#include "commands.h"
#include "extension.h"
#include "modifier.h"
#include "variables.h"

static void check_extracttext(struct checker *checker, const struct node *node)
{
	const struct string *name = node->parameters[0]->strings;

	if (checker->loops == NULL)
		report_error(checker->report, node->place,
			     "\"extracttext\" stands in the block of a "
			     "\"foreverypart\"");
	if (name->parts != NULL || !variable_is_name(name->text))
		report_error(checker->report, name->place,
			     "this is no name of a variable");
}

/* In a charset or an encoding that nobody knows, or not in the charset it should
 * be, or made of parts: nothing. */
static struct str text_of_part(struct run *run, const struct loop *loop)
{
	struct parts *parts = draft_parts(run->draft);
	const struct mime_part *part = &parts->list[loop->part].mime;
	struct str text;

	if (part->end > loop->part + 1 || part->encoding == MIME_UNKNOWN ||
	    (part->charset.len > 0 && !charset_is_known(part->charset)))
		return STR("");
	text = parts_text(parts, loop->part);
	return utf8_valid(text) ? text : STR("");
}

static struct str first_characters(struct str text, uint64_t count)
{
	struct str rest = text;
	uint32_t code;

	for (; count > 0 && rest.len > 0; count--)
		rest = str_skip(rest, utf8_decode(rest, &code));
	return str_first(text, text.len - rest.len);
}

/* RFC 5703 7: extracttext [MODIFIER] [":first" number] <varname: string> */
static enum flow run_extracttext(struct run *run, const struct node *node)
{
	const struct option *first = node_option(node, OPTION_CHARACTERS);
	struct str text = text_of_part(run, run->loop);

	if (first != NULL)
		text = first_characters(text, first->value->number);
	text = str_first(text, LIMIT_SIEVE_BODY);
	text = modified(run, node, text);
	if (run_spend(run, node->place, 1 + text.len))
		variable_set(run, node->place,
			     node->parameters[0]->strings->text, text);
	return run->failed ? FLOW_STOP : FLOW_NEXT;
}

const struct command cmd_extracttext = {
	.name = STR_INIT("extracttext"),
	.needs = EXT_EXTRACTTEXT,
	.options = OPTIONS_MODIFY | OPTION_CHARACTERS,
	.parameters = { { "varname", ARGUMENT_STRING, false } },
	.check = check_extracttext,
	.run = run_extracttext,
};
