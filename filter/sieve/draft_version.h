/*
 * draft_version: the different states of a mail that actions got.
 */
#ifndef FILTER_SIEVE_DRAFT_VERSION_H
#define FILTER_SIEVE_DRAFT_VERSION_H

#include "draft.h"

/* Which version this is: action.version.  False: there are too many. */
bool draft_version(const struct draft *draft, size_t *version);
/* All that there are. */
struct versions draft_versions(const struct draft *draft);

#endif
