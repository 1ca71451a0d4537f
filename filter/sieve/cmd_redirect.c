#include "../outbound.h"
#include "../shown.h"
#include "check.h"
#include "commands.h"
#include "ext_list.h"
#include "wish.h"

/* Of an address in a message. */
#define SHOWN_ADDRESS ((size_t)80)

static void check_redirect(struct checker *checker, const struct node *node)
{
	const struct string *name = node->parameters[0]->strings;
	struct str address, text;

	wish_check(checker, node);
	if (name->parts != NULL || node_option(node, OPTION_LIST) != NULL ||
	    outbound_address(checker->arena, name->text, &address))
		return;
	text = shown(checker->arena, name->text, SHOWN_ADDRESS);
	report_error(checker->report, name->place,
		     "\"%.*s\" is not one mail address", STR_ARG(text));
}

/* RFC 6134 2.7: to each member of a list that is an address. */
static enum flow redirect_to_list(struct run *run, const struct node *node,
				  struct str name, struct action redirect)
{
	struct ext_list list;
	struct str member;

	redirect.list = true;
	if (!run_spend(run, node->place, 1 + run->facts->lists.count))
		return FLOW_STOP;
	if (!ext_list_find(run, name, &list))
		return run_fail(
			run, node->place, "there is no list \"%.*s\"",
			STR_ARG(shown(run->arena, name, SHOWN_ADDRESS)));
	while (ext_list_next(&list, &member)) {
		if (!run_spend(run, node->place, 1 + member.len))
			return FLOW_STOP;
		if (outbound_address(run->arena, member, &redirect.address) &&
		    run_act(run, node, &redirect) == FLOW_STOP)
			return FLOW_STOP;
	}
	return FLOW_NEXT;
}

/* RFC 5228 4.2: redirect <address: string>; with ":copy" by RFC 3894, and what
 * RFC 6009 has */
static enum flow run_redirect(struct run *run, const struct node *node)
{
	const struct string *name = node->parameters[0]->strings;
	struct str text = run_text(run, name);
	struct action redirect = { .type = ACTION_REDIRECT,
				   .wish = wish_take(run, node) };

	if (run->failed)
		return FLOW_STOP;
	if (node_option(node, OPTION_LIST) != NULL)
		return redirect_to_list(run, node, text, redirect);
	if (outbound_address(run->arena, text, &redirect.address))
		return run_act(run, node, &redirect);
	text = shown(run->arena, text, SHOWN_ADDRESS);
	return run_fail(run, name->place, "\"%.*s\" is not one mail address",
			STR_ARG(text));
}

const struct command cmd_redirect = {
	.name = STR_INIT("redirect"),
	.options = OPTION_COPY | OPTION_LIST | OPTIONS_WISH,
	.parameters = { { "address", ARGUMENT_STRING, false } },
	.check = check_redirect,
	.run = run_redirect,
};
