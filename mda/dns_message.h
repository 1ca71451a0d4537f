/*
 * dns_message: reads one raw DNS answer (RFC 1035 4) with bounds everywhere.
 */
#ifndef MDA_DNS_MESSAGE_H
#define MDA_DNS_MESSAGE_H

#include "../filter/dns.h"

/*
 * bytes: an answer to the question (name, type).  Follows CNAMEs within it (no
 * loops, at most LIMIT_DNS_CNAMES).  A truncated, malformed or mismatched
 * answer is DNS_TEMPFAIL.  *next_name is the target of a CNAME chain that ends
 * outside the answer (to be asked for), else empty.
 *
 * A name with a label that holds a dot, a blank, a control or an 8-bit byte
 * cannot be told from others as text: records at or pointing to such a name
 * are skipped.  So is a TXT record longer than LIMIT_DNS_TXT: a cut one could
 * mean something else.  The data is copied into the arena.
 */
struct dns_answer dns_message_parse(struct arena *arena, struct str bytes,
				    struct str name, enum dns_type type,
				    struct str *next_name);

#endif
