/*
 * dkim: every DKIM-Signature of a message, each judged on its own (RFC 6376,
 * 8301, 8463, 8616).  In two halves, so that keys travel while the body is
 * hashed.
 */
#ifndef FILTER_DKIM_H
#define FILTER_DKIM_H

#include "body.h"
#include "canon.h"
#include "check.h"
#include "message.h"

/*
 * One signature; of a DKIM-Signature, or of an ARC set's fields.  What the RFCs
 * leave open:
 *  - expired (x=), or signed in the future by more than LIMIT_CLOCK_SKEW (t=):
 *    permerror, and no question is asked (RFC 6376 6.1.1 PERMFAIL);
 *  - l= shorter than the body: policy when it verifies so far, else fail;
 *  - more From fields than h= covers: permerror (RFC 6376 8.15);
 *  - several records at the key's name: those that are keys are tried one by
 *    one, never joined, so that their order decides nothing;
 *  - no answer for the key: temperror, but a body that does not match is fail
 *    whatever the key would have been;
 *  - a key in testing (t=y): the status stands, and testing says what it is
 *    worth: a failure is to be treated as no signature.
 */
struct dkim_result {
	enum check_status status;
	struct str domain, selector; /* d= lower A-label, s=; empty: unusable */
	struct str identity; /* i= as given, or "" */
	struct str algorithm; /* a= as given */
	struct str b; /* the first 8 characters of b= */
	struct str reason; /* for people; "" on a plain pass */
	unsigned key_bits; /* 0: not known */
	bool testing; /* t=y of the key */
	/* What makes it "policy", or a pass that deserves DKIM_POLICY in the
	 * score: a partial body, an unsigned Subject, a short key. */
	bool weak;
	bool partial_body; /* l= shorter than the body */
	/* The message has such a field that h= does not cover: one that was
	 * left out, or one more than was signed. */
	bool unsigned_subject, unsigned_date, unsigned_to, unsigned_cc;
	bool unsigned_content; /* one of the MIME fields */
	time_t signed_at, expires_at; /* -1: not said */
	size_t header_index; /* of the field in the message */
};

struct dkim_results {
	const struct dkim_result *list; /* in the order of the message */
	size_t count;
};

struct dkim_check; /* between begin and finish */

/*
 * Parses the signatures, chooses those to verify (at most LIMIT_SIGNATURES,
 * those whose d= can align with the author first; the others become policy),
 * announces their keys and asks for their body hashes.  author: may be empty.
 */
struct dkim_check *dkim_begin(const struct check_context *context,
			      const struct message *message,
			      struct canon_fields *fields,
			      struct body_hashes *bodies, struct str author);
/* After body_hashes_run(). */
struct dkim_results dkim_finish(struct dkim_check *check);

#endif
