/*
 * Tests that ask whether mailboxes exist, by name, special use or id.  Each is
 * true when all of its list do; ours take mail when they exist.
 */
#include "commands.h"
#include "extension.h"
#include "folder.h"
#include "mailbox.h"

/* ---- RFC 5490 3.1: mailboxexists <mailbox-names: string-list> ---- */

static bool run_mailboxexists(struct run *run, const struct node *node)
{
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next) {
		struct str folder;

		if (!run_spend(run, node->place, mailbox_steps(run)) ||
		    folder_name(run->arena, run_text(run, name), &folder) !=
			    NULL ||
		    !mailbox_exists(run, folder))
			return false;
	}
	return true;
}

const struct command test_mailboxexists = {
	.name = STR_INIT("mailboxexists"),
	.needs = EXT_MAILBOX,
	.parameters = { { "mailbox-names", ARGUMENT_STRINGS, false } },
	.test = run_mailboxexists,
};

/*
 * ---- RFC 8579: specialuse_exists [<mailbox: string>]
 *	<special-use-attrs: string-list> ----
 */

static bool run_specialuse_exists(struct run *run, const struct node *node)
{
	const struct argument *mailbox = node->parameters[0];
	struct str folder = STR("");

	if (mailbox != NULL &&
	    folder_name(run->arena, run_text(run, mailbox->strings), &folder) !=
		    NULL)
		return false;
	for (const struct string *attribute = node->parameters[1]->strings;
	     attribute != NULL; attribute = attribute->next) {
		struct str found;

		if (!run_spend(run, node->place, mailbox_steps(run)))
			return false;
		found = mailbox_of_use(run, run_text(run, attribute), folder);
		if (found.ptr == NULL ||
		    (mailbox != NULL && !str_eq(found, folder)))
			return false;
	}
	return true;
}

const struct command test_specialuse_exists = {
	.name = STR_INIT("specialuse_exists"),
	.needs = EXT_SPECIAL_USE,
	.parameters = { { "mailbox", ARGUMENT_STRING, true },
			{ "special-use-attrs", ARGUMENT_STRINGS, false } },
	.test = run_specialuse_exists,
};

/* ---- RFC 9042: mailboxidexists <mailbox-objectids: string-list> ---- */

static bool run_mailboxidexists(struct run *run, const struct node *node)
{
	for (const struct string *id = node->parameters[0]->strings; id != NULL;
	     id = id->next)
		if (!run_spend(run, node->place, mailbox_steps(run)) ||
		    mailbox_of_id(run, run_text(run, id)).ptr == NULL)
			return false;
	return true;
}

const struct command test_mailboxidexists = {
	.name = STR_INIT("mailboxidexists"),
	.needs = EXT_MAILBOXID,
	.parameters = { { "mailbox-objectids", ARGUMENT_STRINGS, false } },
	.test = run_mailboxidexists,
};
