/*
 * verification: one signature on its way to a result, whichever header field it
 * came in: what is known before any work, what its key says, what it proves.
 */
#ifndef FILTER_VERIFICATION_H
#define FILTER_VERIFICATION_H

#include "body.h"
#include "canon.h"
#include "check.h"
#include "dkim.h"
#include "signature.h"

/* What all signatures of one message share. */
struct verifier {
	const struct check_context *context;
	const struct message *message;
	struct canon_fields *fields; /* of that message */
	struct body_hashes *bodies;
};

struct verification {
	struct signature signature;
	size_t body; /* index of its body hash */
	/* status: CHECK_NONE as long as nothing is decided */
	struct dkim_result result;
};

/*
 * Reads the field with that index in the message.  What makes the signature
 * void by itself is decided at once and asks nothing; else its key is announced
 * and its body hash wanted.
 */
struct verification verification_begin(const struct verifier *verifier,
				       enum signature_kind kind, size_t index);
/* After body_hashes_run(); not for a seal. */
void verification_finish(const struct verifier *verifier,
			 struct verification *verification);
/* A seal: digest is the hash of what it covers. */
void verification_finish_seal(const struct verifier *verifier,
			      struct verification *verification,
			      const unsigned char digest[SHA256_SIZE]);

#endif
