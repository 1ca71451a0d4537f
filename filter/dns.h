/*
 * dns: the one question filter/ may ask the world.  A call that returns, and a
 * hint that does not wait: announce every name that is foreseeable, then look
 * it up as if it were a function.  Written by a resolver (mda/resolver) and by
 * a text zone (mda/zone: tests, demo, replay).
 */
#ifndef FILTER_DNS_H
#define FILTER_DNS_H

#include "arena.h"
#include "str.h"

enum dns_type {
	DNS_A = 1,
	DNS_CNAME = 5,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
};

enum dns_status {
	DNS_FOUND,
	DNS_NODATA, /* the name exists, this type does not */
	DNS_NXDOMAIN, /* nor does the name */
	DNS_TEMPFAIL, /* no answer, or none to be used: ask again later */
	DNS_BADNAME, /* the name cannot be asked: an empty or long label, ... */
};

/*
 * TXT: data is the record's strings joined without a space (records are never
 * joined).  PTR, MX, CNAME: data is the name as text, without the final dot.
 * A and AAAA: the first 4 or all 16 bytes of address.
 */
struct dns_record {
	struct str data;
	unsigned preference; /* MX */
	unsigned char address[16];
};

struct dns_answer {
	enum dns_status status;
	bool authenticated; /* the AD bit of a resolver that validates */
	unsigned ttl; /* seconds; the smallest on the way */
	size_t count; /* 0 unless DNS_FOUND; <= LIMIT_DNS_RECORDS */
	const struct dns_record *records;
};

/*
 * Embed as the first member of an implementation.  Names come validated, in
 * any case, without a final dot.  Records of an answer live in the arena given.
 * CNAMEs are followed by the implementation.
 */
struct dns {
	void (*prefetch)(struct dns *dns, struct str name, enum dns_type type);
	struct dns_answer (*lookup)(struct dns *dns, struct arena *arena,
				    struct str name, enum dns_type type);
};

/*
 * What checks call.  A name that is no domain name of 1..253 bytes with labels
 * of 1..63 bytes (underscores, spaces and any other printable ASCII allowed, as
 * in "_dmarc" or SPF macros; NUL and 8-bit bytes not) is DNS_BADNAME and never
 * asked.  One final dot is taken off.
 */
void dns_prefetch(struct dns *dns, struct str name, enum dns_type type);
struct dns_answer dns_lookup(struct dns *dns, struct arena *arena,
			     struct str name, enum dns_type type);

/* "found", "nodata", "nxdomain", ...; "A", "TXT", ... */
const char *dns_status_name(enum dns_status status);
const char *dns_type_name(enum dns_type type);

#endif
