/*
 * dmarc_walk: the DNS Tree Walk (RFC 9989 4.10) and the Organizational Domain
 * that it finds (4.10.2).
 */
#ifndef FILTER_DMARC_WALK_H
#define FILTER_DMARC_WALK_H

#include "dmarc.h"
#include "dmarc_record.h"
#include "limits.h"

struct dmarc_level {
	struct str domain;
	bool found; /* one record, and that is in: */
	struct dmarc_record record;
};

/* levels[0] is where it started; then up the tree, each with its step. */
struct dmarc_walk {
	size_t count; /* at least 1 */
	struct dmarc_level levels[LIMIT_TREE_WALK];
	struct dmarc_step steps[LIMIT_TREE_WALK];
};

/* Up to the top, or to a record with psd=y or psd=n. */
const struct dmarc_walk *dmarc_walk_from(const struct check_context *context,
					 struct str domain);

/* False: a question stayed open, so it cannot be known. */
bool dmarc_walk_org(const struct dmarc_walk *walk, struct str *org);

/* The level of that domain, if a record was found there; else NULL. */
const struct dmarc_level *dmarc_walk_level(const struct dmarc_walk *walk,
					   struct str domain);
/* The level above the start that says psd=y; else NULL. */
const struct dmarc_level *dmarc_walk_psd(const struct dmarc_walk *walk);

#endif
