/*
 * explain_json_checks: the part of a report that says what was verified.
 */
#ifndef MDA_EXPLAIN_JSON_CHECKS_H
#define MDA_EXPLAIN_JSON_CHECKS_H

#include <jansson.h>

#include "../filter/auth.h"
#include "../filter/trust.h"

/* As members of object.  trust: in a sealer. */
void explain_json_checks(struct arena *arena, json_t *object,
			 const struct auth *auth, const struct trust *trust);

#endif
