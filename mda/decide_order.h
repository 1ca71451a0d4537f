/*
 * decide_order: what was decided about a mail, as an order to who acts.
 */
#ifndef MDA_DECIDE_ORDER_H
#define MDA_DECIDE_ORDER_H

#include "judged.h"

/* In the arena; slices of the mail and of the question. */
struct order decide_order(struct arena *arena, const struct judged *judged);

#endif
