#include "../address.h"
#include "../domain.h"
#include "../shown.h"
#include "check.h"
#include "commands.h"
#include "run.h"

/* Of an address in a message. */
#define SHOWN_ADDRESS ((size_t)80)

/* A group, even of one mailbox, is more than that mailbox. */
static bool is_group(struct str text, const struct mailbox *mailbox)
{
	return !mailbox->had_angle && str_find(text, ':') < text.len;
}

/* One that mail can be sent to; control characters never are in it. */
static bool is_sendable(struct arena *arena, const struct mailbox *mailbox)
{
	struct str local = mailbox->local, domain = mailbox->domain, ascii;

	return str_eq(shown(arena, local, local.len), local) &&
	       str_find(local, '\t') == local.len &&
	       (domain_is_hostname(domain, 1) ||
		domain_to_ascii(arena, domain, &ascii));
}

/* sieve-address (RFC 5228 2.4.2.3): one mailbox, no route, no group. */
static bool outbound_address(struct arena *arena, struct str text,
			     struct str *address)
{
	struct mailbox_list list;
	const struct mailbox *mailbox;
	const char *reason;

	if (!address_parse_strict(arena, text, &list, &reason) ||
	    list.count != 1)
		return false;
	mailbox = &list.mailboxes[0];
	if (mailbox->had_route || is_group(text, mailbox) ||
	    !is_sendable(arena, mailbox))
		return false;
	*address = mailbox_text(arena, mailbox);
	return true;
}

static void check_redirect(struct checker *checker, const struct node *node)
{
	const struct string *name = node->parameters[0]->strings;
	struct str address, text;

	if (name->parts != NULL ||
	    outbound_address(checker->arena, name->text, &address))
		return;
	text = shown(checker->arena, name->text, SHOWN_ADDRESS);
	report_error(checker->report, name->place,
		     "\"%.*s\" is not one mail address", STR_ARG(text));
}

/* RFC 5228 4.2: redirect <address: string>; with ":copy" by RFC 3894 */
static enum flow run_redirect(struct run *run, const struct node *node)
{
	const struct string *name = node->parameters[0]->strings;
	struct str text = run_text(run, name);
	struct action redirect = { .type = ACTION_REDIRECT };

	if (outbound_address(run->arena, text, &redirect.address))
		return run_act(run, node, &redirect);
	text = shown(run->arena, text, SHOWN_ADDRESS);
	return run_fail(run, name->place, "\"%.*s\" is not one mail address",
			STR_ARG(text));
}

const struct command cmd_redirect = {
	.name = STR_INIT("redirect"),
	.options = OPTION_COPY,
	.parameters = { { "address", ARGUMENT_STRING, false } },
	.check = check_redirect,
	.run = run_redirect,
};
