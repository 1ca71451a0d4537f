/*
 * dns_message: reads one raw DNS answer (RFC 1035 4) with bounds everywhere.
 */
#ifndef MDA_DNS_MESSAGE_H
#define MDA_DNS_MESSAGE_H

#include "../filter/dns.h"

/*
 * bytes: an answer to the question (name, type).  Follows CNAMEs within it (no
 * loops, at most 8).  A truncated, malformed or mismatched answer is
 * DNS_TEMPFAIL.  *next_name is the target of a CNAME chain that ends outside
 * the answer (to be asked for), else empty.
 */
struct dns_answer dns_message_parse(struct arena *arena, struct str bytes,
				    struct str name, enum dns_type type,
				    struct str *next_name);

#endif
