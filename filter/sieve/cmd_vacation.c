/*
 * RFC 5230 4, RFC 6131 2, RFC 8580 3.1:
 *	vacation [":days" number | ":seconds" number] [":subject" string]
 *		[":from" string] [":addresses" string-list] [":mime"]
 *		[":handle" string] [FCC] <reason: string>
 * Whether the sender is answered is decided later; here is what it would be.
 */
#include "../address.h"
#include "../grammar.h"
#include "../outbound.h"
#include "../shown.h"
#include "commands.h"
#include "extension.h"
#include "fcc.h"
#include "memory.h"

/* Of an address in a message. */
#define SHOWN_ADDRESS ((size_t)80)

#define DAY ((uint64_t)86400)
/* RFC 5230 4.1 */
#define DEFAULT_PERIOD (7 * DAY)

/* ---- what can be wrong ---- */

/* ":from" (RFC 5230 4.3): "a valid mailbox-list" that one can answer to. */
static bool is_author(struct arena *arena, struct str text)
{
	struct mailbox_list list;
	const char *reason;

	if (!address_parse_strict(arena, text, &list, &reason))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		struct str address = mailbox_text(arena, &list.mailboxes[i]);

		if (list.mailboxes[i].had_route ||
		    !outbound_address(arena, address, &address))
			return false;
	}
	return list.count > 0;
}

/* RFC 5230 5: "8bit header material" of a MIME entity. */
static const char *entity_problem(struct str entity)
{
	struct str line;

	while (str_cut(&entity, '\n', &line) && str_trim(line).len > 0)
		for (size_t i = 0; i < line.len; i++)
			if (char_is_8bit(line.ptr[i]))
				return "has a MIME header with characters that "
				       "are not ASCII";
	return NULL;
}

static void check_from(struct checker *checker, const struct node *node)
{
	const struct option *from = node_option(node, OPTION_FROM);
	const struct string *text;
	struct str name;

	if (from == NULL)
		return;
	text = from->value->strings;
	if (text->parts != NULL || is_author(checker->arena, text->text))
		return;
	name = shown(checker->arena, text->text, SHOWN_ADDRESS);
	report_error(checker->report, text->place,
		     "\"%.*s\" is no mail address", STR_ARG(name));
}

static void check_addresses(struct checker *checker, const struct node *node)
{
	const struct option *addresses = node_option(node, OPTION_ADDRESSES);
	const struct string *text =
		addresses != NULL ? addresses->value->strings : NULL;
	struct str address;

	for (; text != NULL; text = text->next)
		if (text->parts == NULL &&
		    !outbound_address(checker->arena, text->text, &address)) {
			address = shown(checker->arena, text->text,
					SHOWN_ADDRESS);
			report_warning(checker->report, text->place,
				       "\"%.*s\" is not one mail address: no "
				       "mail is addressed to it",
				       STR_ARG(address));
		}
}

static void check_vacation(struct checker *checker, const struct node *node)
{
	const struct string *reason = node->parameters[0]->strings;
	const char *problem = NULL;

	check_from(checker, node);
	check_addresses(checker, node);
	fcc_check(checker, node);
	if (node_option(node, OPTION_ENTITY) != NULL && reason->parts == NULL)
		problem = entity_problem(reason->text);
	if (problem != NULL)
		report_error(checker->report, reason->place, "this text %s",
			     problem);
}

/* ---- how often ---- */

/* RFC 5230 4.1, RFC 6131 2: values beyond the limits mean the limits. */
static uint64_t period_of(const struct node *node)
{
	const struct option *option = node_option(node, OPTION_PERIOD);
	uint64_t most = LIMIT_VACATION_PERIOD, number;

	if (option == NULL)
		return DEFAULT_PERIOD;
	number = option->value->number;
	if (option->tag->value == PERIOD_SECONDS)
		return number < most ? number : most;
	if (number == 0)
		return DAY;
	return number < most / DAY ? number * DAY : most;
}

/* As the script has it, no variables expanded (RFC 5230 4.2). */
static struct str written(const struct node *node, uint64_t option)
{
	const struct option *given = node_option(node, option);

	if (given == NULL)
		return STR("");
	return given->value != NULL ? given->value->strings->text
				    : given->tag->name;
}

/*
 * The response by name: its handle, or the arguments that make it.  Empty: the
 * sender is answered each time.
 */
static struct str key_of(struct run *run, const struct node *node,
			 struct str handle, uint64_t period)
{
	bool has_handle = node_option(node, OPTION_HANDLE) != NULL;
	struct str by_handle[] = { STR("handle"), handle };
	struct str by_text[] = { STR("text"), written(node, OPTION_SUBJECT),
				 written(node, OPTION_FROM),
				 written(node, OPTION_ENTITY),
				 node->parameters[0]->strings->text };
	struct str_list texts = { by_text, sizeof(by_text) / sizeof(*by_text) };

	if (period == 0)
		return STR("");
	if (has_handle)
		texts = (struct str_list){ by_handle, 2 };
	return memory_key(run->arena, "vacation:", &texts);
}

/* ---- running ---- */

static struct vacation *response(struct run *run, const struct node *node)
{
	const struct option *addresses = node_option(node, OPTION_ADDRESSES);
	const struct option *handle = node_option(node, OPTION_HANDLE);
	struct vacation *vacation = ARENA_NEW(run->arena, struct vacation);

	*vacation = (struct vacation){
		.reason = run_reason(run, node->parameters[0]->strings),
		.mime = node_option(node, OPTION_ENTITY) != NULL,
		.subject = run_option_reason(run, node, OPTION_SUBJECT),
		.from = run_option_reason(run, node, OPTION_FROM),
	};
	if (handle != NULL)
		vacation->handle = run_text(run, handle->value->strings);
	if (addresses != NULL)
		vacation->addresses = run_texts(run, addresses->value);
	return vacation;
}

/* What variables made of it. */
static void check_response(struct run *run, const struct node *node,
			   const struct vacation *vacation)
{
	const struct option *from = node_option(node, OPTION_FROM);
	const char *problem =
		vacation->mime ? entity_problem(vacation->reason) : NULL;
	struct str shown_from;

	if (problem != NULL)
		run_fail(run, node->parameters[0]->place, "this text %s",
			 problem);
	if (from == NULL || is_author(run->arena, vacation->from))
		return;
	shown_from = shown(run->arena, vacation->from, SHOWN_ADDRESS);
	run_fail(run, from->value->place, "\"%.*s\" is no mail address",
		 STR_ARG(shown_from));
}

static enum flow run_vacation(struct run *run, const struct node *node)
{
	const struct vacation *vacation = response(run, node);
	struct action reply = { .type = ACTION_VACATION,
				.vacation = vacation,
				.period = period_of(node) };

	fcc_take(run, node, &reply);
	check_response(run, node, vacation);
	if (run->failed)
		return FLOW_STOP;
	reply.key = key_of(run, node, vacation->handle, reply.period);
	return run_act(run, node, &reply);
}

const struct command cmd_vacation = {
	.name = STR_INIT("vacation"),
	.needs = EXT_VACATION,
	.options = OPTION_PERIOD | OPTION_SUBJECT | OPTION_FROM |
		   OPTION_ADDRESSES | OPTION_ENTITY | OPTION_HANDLE |
		   OPTIONS_FCC,
	.parameters = { { "reason", ARGUMENT_STRING, false } },
	.check = check_vacation,
	.run = run_vacation,
};
