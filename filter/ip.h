/*
 * ip: an SMTP client's address.  An IPv4-mapped IPv6 address is IPv4 from the
 * moment it is read (RFC 7208 5).
 */
#ifndef FILTER_IP_H
#define FILTER_IP_H

#include "arena.h"
#include "str.h"

enum ip_family { IP_NONE, IP_V4, IP_V6 };

struct ip {
	enum ip_family family;
	unsigned char bytes[16]; /* network order; 4 used for IP_V4 */
};

struct network {
	struct ip ip;
	unsigned prefix; /* bits: 0..32 or 0..128 */
};

/* "192.0.2.1", "2001:db8::1", "[...]" and an "IPv6:" prefix are accepted
 * (RFC 5321 4.1.3).  False and IP_NONE when it is no address. */
bool ip_parse(struct str text, struct ip *ip);
/* "192.0.2.0/24", "2001:db8::/32" or a lone address. */
bool network_parse(struct str text, struct network *network);

/* From a DNS answer's A or AAAA bytes. */
struct ip ip_from_bytes(enum ip_family family, const unsigned char *bytes);

bool ip_eq(const struct ip *a, const struct ip *b);
bool ip_in_network(const struct ip *ip, const struct network *network);
/* 127.0.0.0/8 and ::1. */
bool ip_is_loopback(const struct ip *ip);

/* Canonical text; "" for IP_NONE. */
struct str ip_text(struct arena *arena, const struct ip *ip);
/* "1.2.0.192.in-addr.arpa", "...ip6.arpa" (RFC 8601 3, RFC 7208 5.5). */
struct str ip_reverse_name(struct arena *arena, const struct ip *ip);

#endif
