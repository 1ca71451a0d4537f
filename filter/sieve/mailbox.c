#include "mailbox.h"

#include "check.h"

bool mailbox_exists(const struct run *run, struct str folder)
{
	const struct str_list *folders = &run->facts->folders;

	if (str_eq(folder, STR("INBOX")))
		return true;
	for (size_t i = 0; i < folders->count; i++)
		if (str_eq(folders->items[i], folder))
			return true;
	return false;
}

struct str mailbox_of_id(const struct run *run, struct str id)
{
	const struct sieve_mailboxes *known = &run->facts->mailboxes;

	for (size_t i = 0; i < known->id_count; i++)
		if (str_eq(known->ids[i].name, id))
			return known->ids[i].folder;
	return (struct str){ NULL, 0 };
}

struct str mailbox_of_use(const struct run *run, struct str attribute,
			  struct str preferred)
{
	const struct sieve_mailboxes *known = &run->facts->mailboxes;
	struct str found = { NULL, 0 };

	if (str_starts(attribute, STR("\\")))
		attribute = str_skip(attribute, 1);
	for (size_t i = 0; i < known->use_count; i++) {
		struct str folder = known->uses[i].folder;

		if (!str_eq_nocase(known->uses[i].name, attribute) ||
		    !mailbox_exists(run, folder))
			continue;
		if (str_eq(folder, preferred))
			return folder;
		if (found.ptr == NULL)
			found = folder;
	}
	return found;
}

uint64_t mailbox_steps(const struct run *run)
{
	const struct sieve_mailboxes *known = &run->facts->mailboxes;

	return (1 + run->facts->folders.count) * (1 + known->use_count) +
	       known->id_count;
}

struct str mailbox_target(struct run *run, const struct node *node,
			  struct str folder)
{
	const struct option *id = node_option(node, OPTION_MAILBOXID);
	const struct option *use = node_option(node, OPTION_SPECIALUSE);
	struct str found = { NULL, 0 };

	if ((id == NULL && use == NULL) ||
	    !run_spend(run, node->place, mailbox_steps(run)))
		return folder;
	if (id != NULL)
		found = mailbox_of_id(run, run_text(run, id->value->strings));
	else
		found = mailbox_of_use(run, run_text(run, use->value->strings),
				       folder);
	return found.ptr != NULL ? found : folder;
}

void mailbox_check(struct checker *checker, const struct node *node)
{
	if (node_option(node, OPTION_MAILBOXID) != NULL &&
	    node_option(node, OPTION_SPECIALUSE) != NULL)
		report_error(checker->report, node->place,
			     "\":mailboxid\" cannot stand with "
			     "\":specialuse\"");
}
