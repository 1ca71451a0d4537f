/*
 * explain_text_checks: the part of a report that says what was verified.
 */
#ifndef MDA_EXPLAIN_TEXT_CHECKS_H
#define MDA_EXPLAIN_TEXT_CHECKS_H

#include "../filter/auth.h"
#include "../filter/trust.h"
#include "columns.h"

/* trust: in a sealer. */
void explain_text_checks(struct columns *report, const struct auth *auth,
			 const struct trust *trust);

#endif
