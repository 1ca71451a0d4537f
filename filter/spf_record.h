/*
 * spf_record: one SPF record as its terms (RFC 7208 4.6.1, 5, 6).
 */
#ifndef FILTER_SPF_RECORD_H
#define FILTER_SPF_RECORD_H

#include "check.h"
#include "ip.h"

enum spf_mechanism {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
};

struct spf_term {
	struct str text; /* as published */
	enum check_status qualifier; /* pass, fail, softfail or neutral */
	enum spf_mechanism mechanism;
	struct str domain_spec; /* valid; empty: the domain itself */
	unsigned prefix4, prefix6; /* a, mx */
	struct network network; /* ip4, ip6 */
};

struct spf_record {
	struct str text;
	struct spf_term *terms;
	size_t count;
	struct str redirect, exp; /* domain-specs; empty: not there */
};

/* It begins with the version "v=spf1" and nothing else (RFC 7208 4.5). */
bool spf_record_is_spf(struct str text);

/*
 * text: one that spf_record_is_spf().  False when the syntax is wrong anywhere
 * (RFC 7208 4.6: then no term counts); *error says what, for people.
 */
bool spf_record_parse(struct arena *arena, struct str text,
		      struct spf_record *record, struct str *error);

#endif
