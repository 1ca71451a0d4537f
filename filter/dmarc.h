/*
 * dmarc: RFC 9989: policy discovery by tree walk, alignment, result.
 */
#ifndef FILTER_DMARC_H
#define FILTER_DMARC_H

#include "author.h"
#include "check.h"
#include "dkim.h"
#include "limits.h"
#include "spf.h"

enum dmarc_policy {
	DMARC_POLICY_NONE,
	DMARC_POLICY_QUARANTINE,
	DMARC_POLICY_REJECT,
};

/* "none", "quarantine", "reject" */
struct str dmarc_policy_name(enum dmarc_policy policy);

enum dmarc_psd { DMARC_PSD_UNKNOWN, DMARC_PSD_YES, DMARC_PSD_NO };

/* One question of the walk, for explain. */
struct dmarc_step {
	struct str name; /* "_dmarc.example.com" */
	enum dns_status status;
	struct str record; /* the one valid record, or empty */
	const char *note; /* "several records: all discarded", ... or "" */
};

struct dmarc_result {
	enum check_status status; /* none, pass, fail, temperror, permerror */
	struct str reason; /* for people */
	struct str author_domain;
	struct str policy_domain; /* where the record was found; or empty */
	struct str org_domain; /* of the author; empty without a record */
	struct str record; /* as published */
	const char *policy_tag; /* "p", "sp" or "np" */
	enum dmarc_policy published; /* what that tag says for this author */
	enum dmarc_policy applied; /* the same, one level lower with t=y */
	bool testing; /* t=y */
	bool strict_dkim, strict_spf;
	/* The identifiers that passed and align; the others do not count. */
	bool spf_aligned;
	size_t dkim_aligned; /* how many signatures */
	/* Which, in the order of dkim_results; NULL: none was looked at. */
	const bool *dkim_aligns;
	const struct dmarc_step *walk; /* author's, in the order asked */
	size_t walk_count;
};

/* Announces _dmarc at every level of the walk from that domain. */
void dmarc_prefetch(const struct check_context *context, struct str domain);

/*
 * author.status != AUTHOR_OK is permerror.  spf: MAIL FROM's result, or HELO's
 * when the sender is null.  Only temperrors of identifiers that would align
 * make temperror; one pass that aligns is enough.
 */
struct dmarc_result dmarc_check(const struct check_context *context,
				const struct author *author,
				const struct spf_result *spf,
				const struct dkim_results *dkim);

/*
 * Organizational domain by a walk from that domain (RFC 9989 4.10.2); the
 * domain itself when no record is found on the way.  *status is DNS_TEMPFAIL
 * when a question stayed open.
 */
struct str dmarc_org_domain(const struct check_context *context,
			    struct str domain, enum dns_status *status);

/* The same organization (relaxed alignment); false when it cannot be known. */
bool dmarc_same_org(const struct check_context *context, struct str a,
		    struct str b);

#endif
