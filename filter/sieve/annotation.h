/*
 * annotation: what IMAP METADATA (RFC 5464) keeps of mailboxes and the server,
 * as Dovecot's dictionary has it in a file: a line with the key, a line with the
 * value, and so on.
 *	priv/3085f01b7f11094c501100008c4a11c1/comment
 *	Bills and what belongs to them
 */
#ifndef FILTER_SIEVE_ANNOTATION_H
#define FILTER_SIEVE_ANNOTATION_H

#include "../arena.h"

/*
 * name: "/private/..." or "/shared/...", in any case; id: of the mailbox; server:
 * one of the server's, which are kept with INBOX.  False: there is none, or it
 * has no value.
 */
bool annotation_find(struct arena *arena, struct str text, struct str id,
		     bool server, struct str name, struct str *value);

#endif
