/*
 * arc_claim: reads an ARC-Authentication-Results (RFC 8617 4.1.1).  It is only
 * what a sealer claims; who believes it must have reasons of his own.
 */
#ifndef FILTER_ARC_CLAIM_H
#define FILTER_ARC_CLAIM_H

#include "arc.h"

/* The instance alone; false as below. */
bool arc_claim_instance(struct str value, unsigned *instance);

/*
 * False when it does not begin with a valid instance and ";".  A payload that
 * does not parse, or says dmarc or spf twice, claims nothing of that.
 */
bool arc_claim_parse(struct arena *arena, struct str value, unsigned *instance,
		     struct arc_claim *claim);

#endif
