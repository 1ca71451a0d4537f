/*
 * sign: signatures of our own: DKIM-Signature (RFC 6376) of mail that we wrote,
 * and what an ARC set has of it.  relaxed/relaxed throughout.
 */
#ifndef FILTER_SIGN_H
#define FILTER_SIGN_H

#include <time.h>

#include "keyed.h"
#include "message.h"
#include "policy.h"

struct signing {
	struct str domain, selector; /* d=, s=: ours */
	const struct private_key *key;
	time_t now; /* t= */
	/* h=; none: the fields of RFC 6376 5.4.1 that the message has, and once
	 * more those of which nobody may add another (8.15) */
	struct str_list names;
	/* Tags by the alphabet throughout, as others' test vectors have them;
	 * else v= or i= stands in front. */
	bool sorted;
};

/* One tag of a field; an empty value: it is not there. */
struct sign_tag {
	const char *name;
	struct str value;
};

/* a= and t= of what it signs. */
struct str sign_algorithm(const struct signing *signing);
struct str sign_time(struct arena *arena, const struct signing *signing);

/*
 * "Name: tag=value; ..." with LF.  tags: by the alphabet, count of them; b= is
 * put among them.  hash: what is signed before the field itself; ends here.
 */
struct str sign_field(struct arena *arena, const struct signing *signing,
		      struct str name, const struct sign_tag *tags,
		      size_t count, struct sha256 *hash);

/* A DKIM-Signature of the message; or the ARC-Message-Signature of that
 * instance (0: none). */
struct str sign_message(struct arena *arena, const struct signing *signing,
			const struct message *message, unsigned instance);

#endif
