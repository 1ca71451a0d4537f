/*
 * RFC 5435 3, RFC 5436, RFC 8580 3.1:
 *	notify [":from" string] [":importance" <"1" / "2" / "3">]
 *		[":options" string-list] [":message" string] [FCC]
 *		<method: string>
 */
#include "../mailto.h"
#include "../outbound.h"
#include "../shown.h"
#include "commands.h"
#include "extension.h"
#include "fcc.h"

/* Of what the script wrote, in a message. */
#define SHOWN_VALUE ((size_t)80)

/* ---- the arguments; what is NULL can be used ---- */

static const char *from_problem(struct arena *arena, struct str text)
{
	struct str address;

	return outbound_address(arena, text, &address) ? NULL
						       : "no mail address";
}

static const char *importance_problem(struct arena *arena, struct str text)
{
	(void)arena;
	if (text.len == 1 && text.ptr[0] >= '1' && text.ptr[0] <= '3')
		return NULL;
	return "no importance: that is \"1\", \"2\" or \"3\"";
}

/* l-d *l-d-p "=" value */
static const char *option_problem(struct arena *arena, struct str text)
{
	size_t equals = str_find(text, '=');
	static const char wrong[] = "no option: that is name=value";

	(void)arena;
	if (equals == 0 || equals == text.len || !char_is_alnum(text.ptr[0]) ||
	    str_find(text, '\0') < text.len ||
	    str_find(text, '\n') < text.len || str_find(text, '\r') < text.len)
		return wrong;
	for (size_t i = 0; i < equals; i++)
		if (!char_is_alnum(text.ptr[i]) &&
		    str_find(STR(".-_"), text.ptr[i]) == 3)
			return wrong;
	return NULL;
}

/* RFC 5436: the one method there is.  NULL: it can be used. */
static const char *method_problem(struct arena *arena, struct str text)
{
	struct mailto mailto;
	const char *error;

	if (!str_starts_nocase(text, STR("mailto:")))
		return "the only method here is \"mailto:\"";
	return mailto_parse(arena, text, &mailto, &error) ? NULL : error;
}

static const struct argument_check {
	uint64_t option;
	const char *(*problem)(struct arena *arena, struct str text);
} argument_checks[] = {
	{ OPTION_FROM, from_problem },
	{ OPTION_IMPORTANCE, importance_problem },
	{ OPTION_OPTIONS, option_problem },
};

#define CHECKS (sizeof(argument_checks) / sizeof(*argument_checks))

static void check_strings(struct checker *checker, const struct string *text,
			  const struct argument_check *check)
{
	for (; text != NULL; text = text->next) {
		const char *problem =
			text->parts == NULL
				? check->problem(checker->arena, text->text)
				: NULL;
		struct str value =
			shown(checker->arena, text->text, SHOWN_VALUE);

		if (problem != NULL)
			report_error(checker->report, text->place,
				     "\"%.*s\" is %s", STR_ARG(value), problem);
	}
}

static bool names_nobody(struct arena *arena, struct str method)
{
	struct mailto mailto;
	const char *error;

	return mailto_parse(arena, method, &mailto, &error) &&
	       mailto.to.count + mailto.cc.count + mailto.bcc.count == 0;
}

/* RFC 5435 3.2: a method that is not supported is an error when it is used; a
 * script may ask before. */
static void check_method(struct checker *checker, const struct string *method)
{
	const char *problem;

	if (method->parts != NULL)
		return;
	problem = method_problem(checker->arena, method->text);
	if (problem != NULL)
		report_warning(checker->report, method->place,
			       "to notify by this is an error: %s", problem);
	else if (names_nobody(checker->arena, method->text))
		report_warning(checker->report, method->place,
			       "this names nobody to be notified");
}

static void check_notify(struct checker *checker, const struct node *node)
{
	for (size_t i = 0; i < CHECKS; i++) {
		const struct option *option =
			node_option(node, argument_checks[i].option);

		if (option != NULL)
			check_strings(checker, option->value->strings,
				      &argument_checks[i]);
	}
	fcc_check(checker, node);
	check_method(checker, node->parameters[0]->strings);
}

/* ---- running ---- */

static bool is_right(struct run *run, struct place place, struct str text,
		     const char *problem)
{
	struct str value = shown(run->arena, text, SHOWN_VALUE);

	if (problem != NULL)
		run_fail(run, place, "\"%.*s\" is %s", STR_ARG(value), problem);
	return problem == NULL;
}

/* What variables made of the arguments. */
static void check_given(struct run *run, const struct node *node,
			const struct notification *notification)
{
	struct arena *arena = run->arena;

	if (node_option(node, OPTION_FROM) != NULL)
		is_right(run, node->place, notification->from,
			 from_problem(arena, notification->from));
	for (size_t i = 0; i < notification->options.count; i++)
		is_right(run, node->place, notification->options.items[i],
			 option_problem(arena, notification->options.items[i]));
}

static int importance_of(struct run *run, const struct node *node)
{
	const struct option *option = node_option(node, OPTION_IMPORTANCE);
	struct str text;

	if (option == NULL)
		return 2;
	text = run_text(run, option->value->strings);
	if (!is_right(run, option->value->place, text,
		      importance_problem(run->arena, text)))
		return 2;
	return text.ptr[0] - '0';
}

static struct notification *take_notification(struct run *run,
					      const struct node *node)
{
	const struct string *method = node->parameters[0]->strings;
	const struct option *options = node_option(node, OPTION_OPTIONS);
	struct notification *notification =
		ARENA_NEW(run->arena, struct notification);
	const char *problem;

	*notification = (struct notification){
		.method = run_reason(run, method),
		.from = run_option_reason(run, node, OPTION_FROM),
		.message = run_option_reason(run, node, OPTION_MESSAGE),
		.importance = importance_of(run, node),
	};
	if (options != NULL)
		notification->options = run_texts(run, options->value);
	check_given(run, node, notification);
	problem = method_problem(run->arena, notification->method);
	if (problem != NULL)
		run_fail(run, method->place, "nobody is notified by this: %s",
			 problem);
	return notification;
}

static enum flow run_notify(struct run *run, const struct node *node)
{
	const struct notification *notification = take_notification(run, node);
	struct action notice = { .type = ACTION_NOTIFY,
				 .notification = notification };

	fcc_take(run, node, &notice);
	if (run->failed)
		return FLOW_STOP;
	if (names_nobody(run->arena, notification->method))
		return FLOW_NEXT;
	return run_act(run, node, &notice);
}

const struct command cmd_notify = {
	.name = STR_INIT("notify"),
	.needs = EXT_ENOTIFY,
	.options = OPTION_FROM | OPTION_IMPORTANCE | OPTION_OPTIONS |
		   OPTION_MESSAGE | OPTIONS_FCC,
	.parameters = { { "method", ARGUMENT_STRING, false } },
	.check = check_notify,
	.run = run_notify,
};
