/*
 * mailbox_facts: what scripts may know of the user's mailboxes and of lists kept
 * outside of them, read before the decider starts, and only when a script asks.
 */
#ifndef MDA_MAILBOX_FACTS_H
#define MDA_MAILBOX_FACTS_H

#include "config.h"
#include "maildir.h"
#include "script.h"
#include "user.h"

struct mailbox_question {
	const struct config *config;
	const struct user *user; /* NULL: none */
	struct maildir *maildir; /* NULL: there is none */
	const struct scripts *scripts;
	struct str_list folders;
};

/*
 * Special uses by the configuration; ids by Dovecot's dovecot-uidlist;
 * annotations by its dictionary.  What cannot be read is not known, and said in
 * the log.
 */
struct sieve_mailboxes mailbox_facts(struct arena *arena,
				     const struct mailbox_question *question);

/* One of them, or of those that they may include, says the word. */
bool mailbox_is_mentioned(const struct scripts *scripts, struct str word);

/* The id in the first line of a dovecot-uidlist; "" when it has none. */
struct str mailbox_id_parse(struct str line);

/* Each file of the folder is a list, which its name names. */
struct sieve_lists mailbox_lists(struct arena *arena,
				 const struct mailbox_question *question);

#endif
