#include "fcc.h"

#include "../shown.h"
#include "flags.h"
#include "folder.h"
#include "mailbox.h"

/* Of a folder's name in a message. */
#define SHOWN_FOLDER ((size_t)60)

/* RFC 8580 3.1: they say how the copy is filed, so there must be one. */
static void check_alone(struct checker *checker, const struct node *node)
{
	static const uint64_t about_copy[] = { OPTION_FLAGS, OPTION_CREATE,
					       OPTION_SPECIALUSE,
					       OPTION_MAILBOXID };

	for (size_t i = 0; i < sizeof(about_copy) / sizeof(*about_copy); i++) {
		const struct option *option = node_option(node, about_copy[i]);

		if (option != NULL)
			report_error(checker->report, node->place,
				     "\":%.*s\" needs \":fcc\"",
				     STR_ARG(option->tag->name));
	}
}

void fcc_check(struct checker *checker, const struct node *node)
{
	const struct option *fcc = node_option(node, OPTION_FCC);
	const struct string *name;
	struct str folder;
	const char *wrong;

	if (fcc == NULL) {
		check_alone(checker, node);
		return;
	}
	mailbox_check(checker, node);
	name = fcc->value->strings;
	wrong = name->parts == NULL
			? folder_name(checker->arena, name->text, &folder)
			: NULL;
	if (wrong != NULL)
		report_error(checker->report, name->place,
			     "the name of the folder for a copy %s", wrong);
}

void fcc_take(struct run *run, const struct node *node, struct action *action)
{
	const struct option *fcc = node_option(node, OPTION_FCC);
	const struct option *flags = node_option(node, OPTION_FLAGS);
	struct str text;
	const char *wrong;

	if (fcc == NULL)
		return;
	text = run_text(run, fcc->value->strings);
	wrong = folder_name(run->arena, text, &action->folder);
	action->create = node_option(node, OPTION_CREATE) != NULL;
	if (flags != NULL)
		action->flags = flags_of_action(run, node);
	if (wrong == NULL)
		action->folder = mailbox_target(run, node, action->folder);
	if (wrong == NULL)
		return;
	text = shown(run->arena, text, SHOWN_FOLDER);
	run_fail(run, fcc->value->place, "the folder name \"%.*s\" %s",
		 STR_ARG(text), wrong);
}
