/*
 * RFC 5703 3: loops over the parts of the mail.
 */
#include "check.h"
#include "commands.h"
#include "extension.h"
#include "journal.h"
#include "run.h"

/* ---- names ---- */

static struct str name_of(const struct node *node)
{
	const struct option *option = node_option(node, OPTION_NAME);

	return option != NULL ? option->value->strings->text : STR("");
}

/* Loops are found by their names before the script runs. */
static bool check_loop_name(struct checker *checker, const struct node *node)
{
	const struct option *option = node_option(node, OPTION_NAME);

	if (option == NULL || option->value->strings->parts == NULL)
		return true;
	report_error(checker->report, option->value->place,
		     "the name of a loop cannot hold variables");
	return false;
}

static void check_foreverypart(struct checker *checker, const struct node *node)
{
	check_loop_name(checker, node);
}

/* ---- foreverypart [":name" string] <block> ---- */

/* Behind the last part that the loop goes through. */
static size_t end_of(struct run *run, const struct loop *loop)
{
	const struct parts *parts = draft_parts(run->draft);

	return loop->outer != NULL && loop->outer->part < parts->count
		       ? parts->list[loop->outer->part].mime.end
		       : parts->count;
}

/* All of the mail, or of the part that is the mail here (RFC 6609 3.5); within a
 * loop, what is within its part. */
static size_t first_of(const struct run *run, const struct loop *outer)
{
	return outer == run->within ? run_part(run) : outer->part + 1;
}

static size_t behind(struct run *run, const struct loop *loop)
{
	const struct parts *parts = draft_parts(run->draft);

	return loop->replaced ? parts->list[loop->part].mime.end
			      : loop->part + 1;
}

static enum flow run_foreverypart(struct run *run, const struct node *node)
{
	struct loop loop = { .name = name_of(node), .outer = run->loop };
	enum flow flow = FLOW_NEXT;

	run->loop = &loop;
	for (loop.part = first_of(run, loop.outer);
	     flow == FLOW_NEXT && loop.part < end_of(run, &loop);
	     loop.part = behind(run, &loop)) {
		loop.replaced = false;
		if (!run_spend(run, node->place, 1))
			return FLOW_STOP;
		journal_part(run, node->place, loop.part);
		journal_enter(run);
		flow = run_commands(run, node->block);
		journal_leave(run);
	}
	run->loop = loop.outer;
	return flow == FLOW_BREAK && loop.broken ? FLOW_NEXT : flow;
}

const struct command cmd_foreverypart = {
	.name = STR_INIT("foreverypart"),
	.needs = EXT_FOREVERYPART,
	.options = OPTION_NAME,
	.block = true,
	.check = check_foreverypart,
	.run = run_foreverypart,
};

/* ---- break [":name" string] ---- */

static void check_break(struct checker *checker, const struct node *node)
{
	struct str name = name_of(node);
	const struct scope *loop = checker->loops;

	if (!check_loop_name(checker, node))
		return;
	if (loop == NULL) {
		report_error(checker->report, node->place,
			     "\"break\" stands in the block of a "
			     "\"foreverypart\"");
		return;
	}
	while (loop != NULL && name.len > 0 &&
	       !str_eq(name_of(loop->node), name))
		loop = loop->outer;
	name = checker_shown(checker, name);
	if (loop == NULL)
		report_error(checker->report, node->place,
			     "there is no \"foreverypart\" named \"%.*s\" "
			     "around this",
			     STR_ARG(name));
}

/* The checker has seen that there is such a loop. */
static enum flow run_break(struct run *run, const struct node *node)
{
	struct str name = name_of(node);
	struct loop *loop = run->loop;

	while (loop->outer != NULL && name.len > 0 && !str_eq(loop->name, name))
		loop = loop->outer;
	loop->broken = true;
	return FLOW_BREAK;
}

const struct command cmd_break = {
	.name = STR_INIT("break"),
	.needs = EXT_FOREVERYPART,
	.options = OPTION_NAME,
	.check = check_break,
	.run = run_break,
};
