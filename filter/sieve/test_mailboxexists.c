#include "commands.h"
#include "extension.h"
#include "folder.h"
#include "run.h"

static bool folder_exists(struct run *run, struct str text)
{
	const struct str_list *folders = &run->facts->folders;
	struct str folder;

	if (folder_name(run->arena, text, &folder) != NULL)
		return false;
	if (str_eq(folder, STR("INBOX")))
		return true;
	for (size_t i = 0; i < folders->count; i++)
		if (str_eq(folders->items[i], folder))
			return true;
	return false;
}

/* RFC 5490 3.1: mailboxexists <mailbox-names: string-list> */
static bool run_mailboxexists(struct run *run, const struct node *node)
{
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next)
		if (!run_spend(run, node->place, run->facts->folders.count) ||
		    !folder_exists(run, run_text(run, name)))
			return false;
	return true;
}

const struct command test_mailboxexists = {
	.name = STR_INIT("mailboxexists"),
	.needs = EXT_MAILBOX,
	.parameters = { { "mailbox-names", ARGUMENT_STRINGS, false } },
	.test = run_mailboxexists,
};
