#include "../envelope.h"
#include "check.h"
#include "commands.h"
#include "envelope_dsn.h"
#include "extension.h"
#include "matching.h"
#include "part.h"
#include "zone.h"

static bool is_address(struct str name)
{
	return str_eq_nocase(name, STR("from")) ||
	       str_eq_nocase(name, STR("to"));
}

static void check_part(struct checker *checker, const struct node *node,
		       const struct string *name)
{
	uint64_t needs;
	struct str text = checker_shown(checker, name->text);

	if (is_address(name->text))
		return;
	if (!envelope_dsn_has(name->text, &needs))
		report_error(checker->report, name->place,
			     "the envelope has no \"%.*s\"; it has \"from\" "
			     "and \"to\"",
			     STR_ARG(text));
	else if (checker_allows(checker, name->place, needs, "envelope ",
				text) &&
		 node_option(node, OPTION_PART) != NULL)
		report_error(
			checker->report, name->place,
			"\"%.*s\" is no address: it has no \":%.*s\"",
			STR_ARG(text),
			STR_ARG(node_option(node, OPTION_PART)->tag->name));
}

/* ":zone" is of RFC 6009 5. */
static void check_zone(struct checker *checker, const struct node *node)
{
	const struct option *zone = node_option(node, OPTION_ZONE);

	if (zone == NULL)
		return;
	if (!checker_allows(checker, node->place, EXT_ENVELOPE_DELIVERBY, ":",
			    zone->tag->name))
		return;
	zone_check(checker, node);
}

static void check_envelope(struct checker *checker, const struct node *node)
{
	check_zone(checker, node);
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next)
		if (name->parts == NULL)
			check_part(checker, node, name);
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
	if (recipient.len == 0)
		return (struct sender){ .status = SENDER_UNKNOWN };
	return sender_parse(recipient);
}

static void offer_address(struct matching *matching, struct str name)
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

static void offer_part(struct matching *matching, struct str name)
{
	if (is_address(name))
		offer_address(matching, name);
	else
		envelope_dsn_offer(matching, name);
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
	.options = OPTIONS_COMPARE | OPTION_PART | OPTION_ZONE,
	.parameters = { { "envelope-part", ARGUMENT_STRINGS, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.check = check_envelope,
	.test = run_envelope,
};
