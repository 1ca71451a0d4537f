/*
 * draft_edits: what becomes of the bytes of the mail as received, so that it is
 * the mail that scripts have made.
 */
#ifndef FILTER_SIEVE_DRAFT_EDITS_H
#define FILTER_SIEVE_DRAFT_EDITS_H

#include "draft.h"

/* Forged fields are left out. */
struct edits draft_edits(const struct draft *draft);

/* What stands before the first byte of the mail. */
struct str draft_text_above(const struct draft *draft);

struct str draft_joined(struct arena *arena, struct str a, struct str b);

#endif
