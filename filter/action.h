/*
 * action: what may be done with a mail.  A decision is a list of these; it can
 * be printed (-n, explain, tests) or carried out (mda/deliver).
 */
#ifndef FILTER_ACTION_H
#define FILTER_ACTION_H

#include "policy.h"
#include "str.h"

enum action_type {
	ACTION_STORE, /* into folder; keep is a store into INBOX */
	ACTION_REDIRECT, /* to address */
	ACTION_DISCARD, /* nothing is stored; only in the list to be shown */
	ACTION_REJECT, /* refuse with text (reject, ereject) */
	ACTION_VACATION, /* reply with text */
	ACTION_NOTIFY,
};

struct action {
	enum action_type type;
	/* ACTION_STORE: UTF-8, levels by '/', "INBOX" for the inbox itself. */
	struct str folder;
	bool or_inbox; /* a folder that does not exist means INBOX */
	bool create; /* a folder that does not exist is made */
	bool implicit; /* by implicit keep */
	struct str_list
		flags; /* IMAP flags and keywords, as imap4flags has them */
	struct str address; /* ACTION_REDIRECT */
	struct str text; /* ACTION_REJECT, ACTION_VACATION */
	size_t line; /* of the script's command; 0: no script */
	struct str script; /* its name; empty: built in */
};

struct actions {
	const struct action *list;
	size_t count;
};

/* "fileinto \"Lists\" (user.sieve:4)": one line without line end, safe to show
 * on a terminal. */
struct str action_text(struct arena *arena, const struct action *action);

#endif
