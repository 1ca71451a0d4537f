/*
 * dmarc_record: one DMARC Policy Record (RFC 9989 4.7, 4.8).
 */
#ifndef FILTER_DMARC_RECORD_H
#define FILTER_DMARC_RECORD_H

#include "dmarc.h"

/* A tag that asks for a policy. */
struct dmarc_request {
	enum { DMARC_TAG_ABSENT, DMARC_TAG_VALID, DMARC_TAG_INVALID } tag;
	enum dmarc_policy policy;
};

struct dmarc_record {
	struct str text;
	struct dmarc_request p, sp, np;
	enum dmarc_psd psd;
	bool testing; /* t=y */
	bool strict_dkim, strict_spf; /* adkim=s, aspf=s */
	bool has_rua; /* with at least one valid URI */
};

/* It begins with the tag "v" for this version of DMARC: others are not there
 * at all. */
bool dmarc_record_is_dmarc(struct str text);

/*
 * text: one that dmarc_record_is_dmarc().  A tag that is wrong is ignored
 * (RFC 9989 4.8).  False: one tag stands there twice, which makes the whole
 * list invalid (RFC 6376 3.2): nobody can say which one was meant.
 */
bool dmarc_record_parse(struct str text, struct dmarc_record *record);

/* RFC 9989 4.10.1: p, and sp and np if they are there, are valid. */
bool dmarc_record_has_policy(const struct dmarc_record *record);

#endif
