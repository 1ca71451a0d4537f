/*
 * verdict_fields: the header fields that say the verdict, in the grammar that
 * mail clients and other filters know from SpamAssassin.
 */
#ifndef FILTER_VERDICT_FIELDS_H
#define FILTER_VERDICT_FIELDS_H

#include "verdict.h"

/* X-Spam-Flag (spam only), -Status, -Score, -Level, X-Waxseal-Reason. */
struct str verdict_fields(struct arena *arena, const struct verdict *verdict);

/* Our last field above a mail whose first line is a continuation: what would
 * continue another field continues this one, which means nothing. */
#define FILTER_FIRST_LINE_FIELD                                                \
	STR("X-Waxseal-Malformed: the first line was:\n")

#endif
