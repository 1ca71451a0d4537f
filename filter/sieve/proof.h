/*
 * proof: what was verified of the mail, as values by name: for the test "auth"
 * and for "environment".  No header field is read for it.
 */
#ifndef FILTER_SIEVE_PROOF_H
#define FILTER_SIEVE_PROOF_H

#include "../auth.h"
#include "language.h"

struct proof;

/* "dkim" and PROOF_DOMAIN; NULL: that method has no such value. */
const struct proof *proof_find(struct str method, enum proof_value value);
/* "vnd.waxseal.dkim", "vnd.waxseal.dkim.domain", ... */
const struct proof *proof_of_item(struct str item);

/*
 * The values, none or several.  A domain, selector or sealer is there only when
 * the check passed: it names who is proved.  aligned: only what aligns with the
 * author.
 */
struct str_list proof_values(struct arena *arena, const struct proof *proof,
			     const struct auth *auth, bool aligned);

#endif
