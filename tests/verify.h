/*
 * verify: one check alone over a whole mail, as tests and fuzzers ask for it.
 */
#ifndef TESTS_VERIFY_H
#define TESTS_VERIFY_H

#include "../filter/arc.h"
#include "../filter/dkim.h"

/* author: the domain that signatures may align with. */
__attribute__((unused)) static struct dkim_results verify_dkim(
	const struct check_context *context, struct str mail, struct str author)
{
	struct message message = message_parse(context->arena, mail);
	struct canon_fields fields = canon_fields_new(context->arena, &message);
	struct body_hashes bodies = body_hashes_new(context->arena);
	struct dkim_check *check =
		dkim_begin(context, &message, &fields, &bodies, author);

	body_hashes_run(&bodies, message.body);
	return dkim_finish(check);
}

__attribute__((unused)) static struct arc_result verify_arc(
	const struct check_context *context, struct str mail)
{
	struct message message = message_parse(context->arena, mail);
	struct canon_fields fields = canon_fields_new(context->arena, &message);
	struct body_hashes bodies = body_hashes_new(context->arena);
	struct arc_check *check =
		arc_begin(context, &message, &fields, &bodies);

	body_hashes_run(&bodies, message.body);
	return arc_finish(check);
}

#endif
