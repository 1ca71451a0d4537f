/*
 * spf_evaluate: check_host() proper: finds a domain's record and evaluates its
 * terms within the limits of RFC 7208 4.6.4.
 */
#ifndef FILTER_SPF_EVALUATE_H
#define FILTER_SPF_EVALUATE_H

#include "check.h"
#include "host.h"
#include "spf_macro.h"

/* One SPF check: what all its spf_evaluate() calls share. */
struct spf_run {
	const struct check_context *context;
	struct spf_macro_values values; /* domain: the current one */
	const struct host_names *names; /* confirmed; NULL: not yet asked */
	unsigned terms, voids;
	struct str reason; /* of the last error or none */
};

/* What one spf_evaluate() call found. */
struct spf_outcome {
	enum check_status status;
	struct str mechanism; /* that matched */
	bool allows_all;
	struct str record;
	/* Where an explanation would come from: never from an include, after
	 * a redirect from its target (RFC 7208 6.2). */
	struct str exp, exp_domain;
};

/*
 * domain need not be askable: then it has no record.  Calls itself for include
 * and redirect, at most LIMIT_SPF_TERMS deep: each of them is a counted term.
 */
struct spf_outcome spf_evaluate(struct spf_run *run, struct str domain);

/* Waits for the record of the current domain and announces what it will ask. */
void spf_announce(struct spf_run *run);

/* An empty domain_spec stands for the current domain.  False, with a reason,
 * when it expands beyond LIMIT_SPF_EXPANSION. */
bool spf_expand_name(struct spf_run *run, struct str domain_spec,
		     struct str *name);

/* What %{p} stands for; empty when no name is confirmed. */
struct str spf_client_name(struct spf_run *run);

#endif
