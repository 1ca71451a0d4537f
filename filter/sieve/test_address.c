#include "check.h"
#include "commands.h"
#include "matching.h"
#include "part.h"
#include "walk.h"

/* RFC 5228 5.1: header fields that hold addresses, by standards (RFC 5322,
 * 8098, 6854) and by custom. */
static const struct str address_fields[] = {
	STR_INIT("from"),
	STR_INIT("to"),
	STR_INIT("cc"),
	STR_INIT("bcc"),
	STR_INIT("sender"),
	STR_INIT("reply-to"),
	STR_INIT("resent-from"),
	STR_INIT("resent-to"),
	STR_INIT("resent-cc"),
	STR_INIT("resent-bcc"),
	STR_INIT("resent-sender"),
	STR_INIT("resent-reply-to"),
	STR_INIT("return-path"),
	STR_INIT("disposition-notification-to"),
	STR_INIT("return-receipt-to"),
	STR_INIT("x-confirm-reading-to"),
	STR_INIT("read-receipt-to"),
	STR_INIT("errors-to"),
	STR_INIT("mail-followup-to"),
	STR_INIT("mail-reply-to"),
	STR_INIT("apparently-to"),
	STR_INIT("author"),
	STR_INIT("delivered-to"),
	STR_INIT("envelope-to"),
	STR_INIT("x-envelope-from"),
	STR_INIT("x-envelope-to"),
	STR_INIT("x-original-from"),
	STR_INIT("x-original-to"),
	STR_INIT("original-from"),
	STR_INIT("original-recipient"),
	STR_INIT("x-forwarded-to"),
	STR_INIT("x-forwarded-for"),
	STR_INIT("x-beenthere"),
	STR_INIT("x-loop"),
	STR_INIT("x-complaints-to"),
	STR_INIT("x-report-abuse-to"),
	STR_INIT("abuse-reports-to"),
	STR_INIT("x-sender"),
};

static bool holds_addresses(struct str name)
{
	size_t count = sizeof(address_fields) / sizeof(*address_fields);

	for (size_t i = 0; i < count; i++)
		if (str_eq_nocase(address_fields[i], name))
			return true;
	return false;
}

static void check_address(struct checker *checker, const struct node *node)
{
	walk_check(checker, node);
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next) {
		struct str text;

		if (name->parts != NULL || holds_addresses(name->text) ||
		    node_option(node, OPTION_MIME) != NULL)
			continue;
		text = checker_shown(checker, name->text);
		report_error(checker->report, name->place,
			     "\"%.*s\" is no field of addresses; use the test "
			     "\"header\"",
			     STR_ARG(text));
	}
}

static void offer_mailboxes(struct matching *matching, struct fields *fields,
			    size_t index)
{
	struct run *run = matching->run;
	struct mailbox_list list = fields_addresses(fields, index);
	enum address_part part = (enum address_part)node_option_value(
		matching->test, OPTION_PART, PART_ALL);

	for (size_t i = 0; i < list.count && !matching->matched; i++) {
		struct str text;

		if (address_part(run->arena, part, run_delimiters(run),
				 &list.mailboxes[i], &text))
			matching_offer(matching, text);
	}
}

/*
 * RFC 5228 5.1: address [COMPARATOR] [ADDRESS-PART] [MATCH-TYPE]; with ":index"
 * by RFC 5260 6, ":mime" by RFC 5703 4.2
 *	<header-list: string-list> <key-list: string-list>
 */
static bool run_address(struct run *run, const struct node *node)
{
	struct matching matching =
		matching_begin(run, node, node->parameters[1]);

	struct walk walk = walk_begin(run, node, node->parameters[0]);
	bool mime = node_option(node, OPTION_MIME) != NULL;
	size_t index;

	/* A variable may name any field. */
	while (!matching.matched && walk_next(&walk, &index))
		if (mime || holds_addresses(fields_name(walk.fields, index)))
			offer_mailboxes(&matching, walk.fields, index);
	return matching_end(&matching);
}

const struct command test_address = {
	.name = STR_INIT("address"),
	.options =
		OPTIONS_COMPARE | OPTION_PART | OPTIONS_FIELDS | OPTIONS_MIME,
	.parameters = { { "header-list", ARGUMENT_STRINGS, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.check = check_address,
	.test = run_address,
};
