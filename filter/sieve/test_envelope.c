#include "../envelope.h"
#include "check.h"
#include "commands.h"
#include "extension.h"
#include "matching.h"
#include "part.h"

static bool is_envelope_part(struct str name)
{
	return str_eq_nocase(name, STR("from")) ||
	       str_eq_nocase(name, STR("to"));
}

static void check_envelope(struct checker *checker, const struct node *node)
{
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next) {
		struct str text;

		if (name->parts != NULL || is_envelope_part(name->text))
			continue;
		text = checker_shown(checker, name->text);
		report_error(checker->report, name->place,
			     "the envelope has no \"%.*s\"; it has \"from\" "
			     "and \"to\"",
			     STR_ARG(text));
	}
}

/* The recipient is in the syntax of a sender: a path of RFC 5321. */
static struct sender envelope_part(const struct envelope *envelope,
				   struct str name)
{
	struct str recipient = envelope->original_recipient.len > 0
				       ? envelope->original_recipient
				       : envelope->recipient;

	if (str_eq_nocase(name, STR("from")))
		return envelope->sender;
	if (!str_eq_nocase(name, STR("to")) || recipient.len == 0)
		return (struct sender){ .status = SENDER_UNKNOWN };
	return sender_parse(recipient);
}

static void offer_part(struct matching *matching, struct str name)
{
	struct run *run = matching->run;
	struct sender path = envelope_part(run->facts->envelope, name);
	struct mailbox mailbox = { .local = path.local, .domain = path.domain };
	enum address_part part = (enum address_part)node_option_value(
		matching->test, OPTION_PART, PART_ALL);
	struct str text;

	if (path.status == SENDER_NULL)
		matching_offer_unless_empty(matching, STR(""));
	else if (path.status == SENDER_UNUSABLE && part == PART_ALL)
		matching_offer(matching, path.address);
	else if (path.status == SENDER_ADDRESS &&
		 address_part(run->arena, part, run_delimiters(run), &mailbox,
			      &text))
		matching_offer(matching, text);
}

/*
 * RFC 5228 5.4: envelope [COMPARATOR] [ADDRESS-PART] [MATCH-TYPE]
 *	<envelope-part: string-list> <key-list: string-list>
 */
static bool run_envelope(struct run *run, const struct node *node)
{
	struct matching matching =
		matching_begin(run, node, node->parameters[1]);

	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL && !matching.matched; name = name->next)
		offer_part(&matching, run_text(run, name));
	return matching_end(&matching);
}

const struct command test_envelope = {
	.name = STR_INIT("envelope"),
	.needs = EXT_ENVELOPE,
	.options = OPTIONS_COMPARE | OPTION_PART,
	.parameters = { { "envelope-part", ARGUMENT_STRINGS, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.check = check_envelope,
	.test = run_envelope,
};
