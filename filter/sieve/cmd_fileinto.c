#include "../shown.h"
#include "check.h"
#include "commands.h"
#include "extension.h"
#include "flags.h"
#include "folder.h"
#include "mailbox.h"

/* Of a folder's name in a message. */
#define SHOWN_FOLDER ((size_t)60)

/* RFC 5228 4.1 lets such a name be an error; other servers have folders that
 * ours cannot, so it is one only for the mail that would go there. */
static void check_fileinto(struct checker *checker, const struct node *node)
{
	const struct string *name = node->parameters[0]->strings;
	struct str folder;
	const char *wrong;

	mailbox_check(checker, node);
	if (name->parts != NULL)
		return;
	wrong = folder_name(checker->arena, name->text, &folder);
	if (wrong != NULL)
		report_warning(checker->report, name->place,
			       "the name of this folder %s: mail for it stays "
			       "in INBOX, with an error",
			       wrong);
}

/* RFC 5228 4.1: fileinto <mailbox: string>; ":copy" by RFC 3894, ":flags"
 * by RFC 5232 5, ":create" by RFC 5490 3.2, ":specialuse" by RFC 8579 4.1,
 * ":mailboxid" by RFC 9042 4 */
static enum flow run_fileinto(struct run *run, const struct node *node)
{
	const struct string *name = node->parameters[0]->strings;
	struct str text = run_text(run, name);
	struct action store = { .type = ACTION_STORE,
				.flags = flags_of_action(run, node) };
	const char *wrong = folder_name(run->arena, text, &store.folder);

	if (wrong == NULL)
		store.folder = mailbox_target(run, node, store.folder);
	store.create = node_option(node, OPTION_CREATE) != NULL;
	if (wrong == NULL)
		return run_act(run, node, &store);
	text = shown(run->arena, text, SHOWN_FOLDER);
	return run_fail(run, name->place, "the folder name \"%.*s\" %s",
			STR_ARG(text), wrong);
}

const struct command cmd_fileinto = {
	.name = STR_INIT("fileinto"),
	.needs = EXT_FILEINTO,
	.options = OPTION_COPY | OPTION_FLAGS | OPTION_CREATE |
		   OPTION_SPECIALUSE | OPTION_MAILBOXID,
	.parameters = { { "mailbox", ARGUMENT_STRING, false } },
	.check = check_fileinto,
	.run = run_fileinto,
};
