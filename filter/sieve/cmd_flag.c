/*
 * RFC 5232 3: setflag, addflag, removeflag [<variablename: string>]
 *	<list-of-flags: string-list>
 */
#include "check.h"
#include "commands.h"
#include "extension.h"
#include "flags.h"

/* RFC 5232 1: a named variable needs the extension of variables. */
static void check_flag(struct checker *checker, const struct node *node)
{
	const struct argument *variable = node->parameters[0];

	if (variable == NULL)
		return;
	if ((checker->enabled & EXT_VARIABLES) == 0)
		report_error(checker->report, variable->place,
			     "a variable needs the extension \"variables\"; "
			     "did you mean to write: require \"variables\";");
	else if (!variable_is_name(variable->strings->text))
		report_error(checker->report, variable->place,
			     "this is no name of a variable");
}

typedef struct str flags_change(struct run *run, struct place place,
				struct str set, struct str_list words);

static enum flow change_flags(struct run *run, const struct node *node,
			      flags_change *change)
{
	const struct argument *variable = node->parameters[0];
	struct str_list words = run_texts(run, node->parameters[1]);
	struct str name, set;

	if (variable == NULL) {
		run->flags = change(run, node->place, run->flags, words);
	} else {
		name = variable->strings->text;
		set = change(run, node->place, variable_get(run, name), words);
		variable_set(run, node->place, name, set);
	}
	return run->failed ? FLOW_STOP : FLOW_NEXT;
}

static struct str flags_set(struct run *run, struct place place, struct str set,
			    struct str_list words)
{
	(void)set;
	return flags_add(run, place, STR(""), words);
}

static enum flow run_setflag(struct run *run, const struct node *node)
{
	return change_flags(run, node, flags_set);
}

static enum flow run_addflag(struct run *run, const struct node *node)
{
	return change_flags(run, node, flags_add);
}

static enum flow run_removeflag(struct run *run, const struct node *node)
{
	return change_flags(run, node, flags_remove);
}

#define FLAG_PARAMETERS                                                        \
	{                                                                      \
		{ "variablename", ARGUMENT_STRING, true },                     \
			{ "list-of-flags", ARGUMENT_STRINGS, false },          \
	}

const struct command cmd_setflag = {
	.name = STR_INIT("setflag"),
	.needs = EXT_IMAP4FLAGS,
	.parameters = FLAG_PARAMETERS,
	.check = check_flag,
	.run = run_setflag,
};

const struct command cmd_addflag = {
	.name = STR_INIT("addflag"),
	.needs = EXT_IMAP4FLAGS,
	.parameters = FLAG_PARAMETERS,
	.check = check_flag,
	.run = run_addflag,
};

const struct command cmd_removeflag = {
	.name = STR_INIT("removeflag"),
	.needs = EXT_IMAP4FLAGS,
	.parameters = FLAG_PARAMETERS,
	.check = check_flag,
	.run = run_removeflag,
};
