/*
 * subscriptions: the folders that IMAP clients show, in Dovecot's file of that
 * name in the mailbox; a tab stands between levels:
 *	V	2
 *
 *	Lists	foo
 * Older ones have no head, and "Lists.foo".  Where the keywords are Courier's, in
 * its file courierimapsubscribed: "INBOX.Lists.foo".
 */
#ifndef MDA_SUBSCRIPTIONS_H
#define MDA_SUBSCRIPTIONS_H

#include "maildir.h"

/* Adds the folder that is ".Lists.foo" on disk, if it is not among them.  False
 * with errno. */
bool subscriptions_add(const struct maildir *maildir, const char *directory);

#endif
