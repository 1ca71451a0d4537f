/*
 * signer: the process that holds a private key.  It is started for one mail
 * that is about to be sent, reads the key, gives up its rights (no network, no
 * file), parses the mail, and answers with header fields, which are checked
 * like all that comes from a process that parses mail.
 */
#ifndef MDA_SIGNER_H
#define MDA_SIGNER_H

#include <time.h>

#include "../filter/check.h"
#include "secret.h"

struct signer {
	const struct secret *key; /* NULL: none */
	struct str domain, selector;
	time_t now;
};

/* There is a key, for the user that we are, and a name for it. */
bool signer_is_ready(const struct signer *signer);

/*
 * A DKIM-Signature for the mail in mail_fd, which we wrote.  In *fields, with
 * LF; to stand on top of it.  False with *error: it is malformed, or there is
 * something wrong with the key.
 */
bool signer_sign(struct arena *arena, const struct signer *signer, int mail_fd,
		 struct str *fields, struct str *error);

/* The same with an ARC set: results and chain as in filter/seal.h. */
bool signer_seal(struct arena *arena, const struct signer *signer, int mail_fd,
		 struct str results, enum check_status chain,
		 struct str *fields, struct str *error);

#endif
