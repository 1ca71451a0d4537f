/*
 * seal: one more set on top of a message's ARC chain (RFC 8617 5.1).
 */
#ifndef FILTER_SEAL_H
#define FILTER_SEAL_H

#include "check.h"
#include "sign.h"

struct seal {
	struct signing signing;
	/* What follows "i=N; " in ARC-Authentication-Results: what we found
	 * ourselves, as "authserv-id; results". */
	struct str results;
	/* Of the mail as it was received, by our own validation. */
	enum check_status chain;
};

/*
 * The three fields, ARC-Seal first, to stand on top of the message.  After a
 * failed chain the seal covers its own set alone (RFC 8617 5.1.2).  "" with
 * *why: no set can be added: the newest one says cv=fail already, or is the
 * 50th; the chain could not be validated for now; or the message is not the one
 * that chain tells of.
 */
struct str seal_fields(struct arena *arena, const struct seal *seal,
		       const struct message *message, const char **why);

#endif
