#include "commands.h"
#include "extension.h"
#include "matching.h"

/* RFC 5173 5.2: "", "text" or "text/plain"; two slashes match nothing, nor does
 * one at either end. */
static bool has_type(const struct mime_part *part, struct str wanted)
{
	size_t slash = str_find(wanted, '/');
	struct str subtype = str_skip(wanted, slash + 1);

	if (wanted.len == 0)
		return true;
	if (!str_eq_nocase(str_first(wanted, slash), part->type))
		return false;
	return slash == wanted.len || str_eq_nocase(subtype, part->subtype);
}

static bool is_wanted(const struct mime_part *part, struct str_list types)
{
	for (size_t i = 0; i < types.count; i++)
		if (has_type(part, types.items[i]))
			return true;
	return false;
}

static void offer_part(struct matching *matching, struct parts *parts,
		       size_t index)
{
	matching_offer(matching, parts_text(parts, index));
	if (!matching->matched && parts->list[index].mime.epilogue.len > 0)
		matching_offer(matching, parts_epilogue(parts, index));
}

static void offer_parts(struct matching *matching, struct str_list types)
{
	struct parts *parts = draft_parts(matching->run->draft);
	size_t part = run_part(matching->run);
	size_t end = parts->list[part].mime.end;

	for (size_t i = part; i < end && !matching->matched; i++)
		if (is_wanted(&parts->list[i].mime, types))
			offer_part(matching, parts, i);
}

/* Of a part that is the mail to this script. */
static struct str raw_part(struct run *run, const struct node *test)
{
	const struct parts *parts = draft_parts(run->draft);
	struct str body = str_first(parts->list[run_part(run)].mime.body,
				    LIMIT_SIEVE_BODY);

	if (!run_spend_text(run, test->place, 2 * body.len))
		return STR("");
	return parts_with_crlf(run->arena, body);
}

/* The whole body, nothing decoded. */
static void offer_raw(struct matching *matching)
{
	struct run *run = matching->run;
	size_t size = run->draft->changed ? LIMIT_SIEVE_BODY : 0;

	if (run_part(run) != 0) {
		matching_offer(matching, raw_part(run, matching->test));
		return;
	}
	if (!run->body.ready &&
	    run_spend_text(run, matching->test->place, size))
		run->body.text = parts_with_crlf(
			run->arena, draft_body(run->draft, LIMIT_SIEVE_BODY));
	run->body.ready = true;
	matching_offer(matching, run->body.text);
}

/*
 * RFC 5173 4: body [COMPARATOR] [MATCH-TYPE] [BODY-TRANSFORM]
 *	<key-list: string-list>
 */
static bool run_body(struct run *run, const struct node *node)
{
	const struct option *option = node_option(node, OPTION_BODY);
	struct str text = STR("text");
	struct str_list types = { &text, 1 };
	struct matching matching =
		matching_begin(run, node, node->parameters[0]);

	/* RFC 5173 6: a body sets no match variables. */
	matching.captures = NULL;
	if (!draft_has_body(run->draft))
		return matching_end(&matching);
	if (option != NULL && option->tag->value == BODY_RAW) {
		offer_raw(&matching);
		return matching_end(&matching);
	}
	if (option != NULL && option->tag->value == BODY_CONTENT)
		types = run_texts(run, option->value);
	offer_parts(&matching, types);
	return matching_end(&matching);
}

const struct command test_body = {
	.name = STR_INIT("body"),
	.needs = EXT_BODY,
	.options = OPTIONS_COMPARE | OPTION_BODY,
	.parameters = { { "key-list", ARGUMENT_STRINGS, false } },
	.test = run_body,
};
