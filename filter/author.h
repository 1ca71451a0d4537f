/*
 * author: the one domain that DMARC is about (RFC 9989 5.3.1, 11.5).  What is
 * ambiguous is refused, never guessed, never replaced by Sender.
 */
#ifndef FILTER_AUTHOR_H
#define FILTER_AUTHOR_H

#include "arena.h"
#include "message.h"
#include "str.h"

enum author_status {
	AUTHOR_OK,
	AUTHOR_MISSING, /* no From field */
	AUTHOR_AMBIGUOUS, /* several From fields, or domains, or encodings */
	AUTHOR_UNQUALIFIED, /* root@box: known on its own machine alone */
	AUTHOR_INVALID, /* not RFC 5322, or no domain that can be asked */
};

struct author {
	enum author_status status;
	const char *reason; /* for people; "" when AUTHOR_OK */
	/* All empty unless AUTHOR_OK. */
	struct str address; /* local@domain; the first mailbox */
	struct str domain; /* checked, see domain.h */
	struct str shown_domain; /* the same, spelled as in the mail */
	/* Decoded to UTF-8, unquoted; of several mailboxes and groups one after
	 * the other.  May be empty. */
	struct str display;
	size_t mailbox_count; /* > 1: several mailboxes of one domain */
};

/* In the arena, or slices of the message. */
struct author author_find(struct arena *arena, const struct message *message);

#endif
