/*
 * RFC 5490 3.3, 3.4, 4: tests on annotations.  One that is not known is as one
 * that does not exist.
 */
#include "annotation.h"
#include "commands.h"
#include "extension.h"
#include "folder.h"
#include "matching.h"

/* Dovecot keeps them by the mailbox's id; "" when it has none. */
static struct str id_of(struct run *run, struct str mailbox)
{
	const struct sieve_mailboxes *known = &run->facts->mailboxes;
	struct str folder;

	if (folder_name(run->arena, mailbox, &folder) != NULL)
		return STR("");
	for (size_t i = 0; i < known->id_count; i++)
		if (str_eq(known->ids[i].folder, folder))
			return known->ids[i].name;
	return STR("");
}

/* mailbox NULL: of the server. */
static bool find(struct run *run, const struct node *node,
		 const struct argument *mailbox, const struct string *name,
		 struct str *value)
{
	struct str text = run->facts->mailboxes.annotations;
	struct str box = mailbox != NULL ? run_text(run, mailbox->strings)
					 : STR("INBOX");

	return run_spend(run, node->place,
			 1 + text.len + run->facts->mailboxes.id_count) &&
	       annotation_find(run->arena, text, id_of(run, box),
			       mailbox == NULL, run_text(run, name), value);
}

static bool match(struct run *run, const struct node *node,
		  const struct argument *mailbox, const struct argument *name,
		  const struct argument *keys)
{
	struct matching matching = matching_begin(run, node, keys);
	struct str value;

	if (!find(run, node, mailbox, name->strings, &value))
		return false;
	matching_offer(&matching, value);
	return matching_end(&matching);
}

static bool exist(struct run *run, const struct node *node,
		  const struct argument *mailbox, const struct argument *names)
{
	for (const struct string *name = names->strings; name != NULL;
	     name = name->next) {
		struct str value;

		if (!find(run, node, mailbox, name, &value))
			return false;
	}
	return true;
}

/* metadata [MATCH-TYPE] [COMPARATOR] <mailbox: string>
 *	<annotation-name: string> <key-list: string-list> */
static bool run_metadata(struct run *run, const struct node *node)
{
	return match(run, node, node->parameters[0], node->parameters[1],
		     node->parameters[2]);
}

const struct command test_metadata = {
	.name = STR_INIT("metadata"),
	.needs = EXT_MBOXMETADATA,
	.options = OPTIONS_COMPARE,
	.parameters = { { "mailbox", ARGUMENT_STRING, false },
			{ "annotation-name", ARGUMENT_STRING, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.test = run_metadata,
};

/* metadataexists <mailbox: string> <annotation-names: string-list> */
static bool run_metadataexists(struct run *run, const struct node *node)
{
	return exist(run, node, node->parameters[0], node->parameters[1]);
}

const struct command test_metadataexists = {
	.name = STR_INIT("metadataexists"),
	.needs = EXT_MBOXMETADATA,
	.parameters = { { "mailbox", ARGUMENT_STRING, false },
			{ "annotation-names", ARGUMENT_STRINGS, false } },
	.test = run_metadataexists,
};

/* servermetadata [MATCH-TYPE] [COMPARATOR]
 *	<annotation-name: string> <key-list: string-list> */
static bool run_servermetadata(struct run *run, const struct node *node)
{
	return match(run, node, NULL, node->parameters[0], node->parameters[1]);
}

const struct command test_servermetadata = {
	.name = STR_INIT("servermetadata"),
	.needs = EXT_SERVERMETADATA,
	.options = OPTIONS_COMPARE,
	.parameters = { { "annotation-name", ARGUMENT_STRING, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.test = run_servermetadata,
};

/* servermetadataexists <annotation-names: string-list> */
static bool run_servermetadataexists(struct run *run, const struct node *node)
{
	return exist(run, node, NULL, node->parameters[0]);
}

const struct command test_servermetadataexists = {
	.name = STR_INIT("servermetadataexists"),
	.needs = EXT_SERVERMETADATA,
	.parameters = { { "annotation-names", ARGUMENT_STRINGS, false } },
	.test = run_servermetadataexists,
};
