/*
 * dns_message: writes one raw DNS question and reads one raw answer (RFC 1035
 * 4) with bounds everywhere.
 */
#ifndef MDA_DNS_MESSAGE_H
#define MDA_DNS_MESSAGE_H

#include "../filter/dns.h"
#include "../filter/limits.h"

/*
 * bytes: an answer to the question (name, type).  Follows CNAMEs within it (no
 * loops, at most LIMIT_DNS_CNAMES).  A truncated, malformed or mismatched
 * answer is DNS_TEMPFAIL.  *next_name is the target of a CNAME chain that ends
 * outside the answer (to be asked for), else empty.
 *
 * A name with a label that holds a dot, a control or an 8-bit byte
 * cannot be told from others as text: records at or pointing to such a name
 * are skipped.  So is a TXT record longer than LIMIT_DNS_TXT: a cut one could
 * mean something else.  The data is copied into the arena.
 */
struct dns_answer dns_message_parse(struct arena *arena, struct str bytes,
				    struct str name, enum dns_type type,
				    struct str *next_name);

/* Header, name, type and class, EDNS. */
#define DNS_QUESTION_MAX (12 + LIMIT_DOMAIN + 2 + 4 + 11)

/*
 * A question with recursion desired and the AD bit set, which asks for the AD
 * bit in the answer (RFC 6840 5.7).  udp_size: bytes of an answer that UDP may
 * carry, said with EDNS (RFC 6891); 0: no EDNS.  Returns its length; 0 when
 * name is none (see dns_lookup()).
 */
size_t dns_message_ask(unsigned char bytes[DNS_QUESTION_MAX], unsigned id,
		       struct str name, enum dns_type type, unsigned udp_size);

#endif
