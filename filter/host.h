/*
 * host: names and addresses of a client.  Only the records of its own address
 * family are ever asked for.
 */
#ifndef FILTER_HOST_H
#define FILTER_HOST_H

#include "check.h"
#include "ip.h"

/* DNS_A or DNS_AAAA: the type whose records can hold this address. */
enum dns_type host_address_type(const struct ip *ip);

/*
 * Asks for the addresses of name.  *has: one of them has the first prefix bits
 * in common with ip; false unless DNS_FOUND is returned.
 */
enum dns_status host_has_address(const struct check_context *context,
				 struct str name, const struct ip *ip,
				 unsigned prefix, bool *has);
/* All bits: name has exactly this address. */
enum dns_status host_is_address(const struct check_context *context,
				struct str name, const struct ip *ip, bool *is);

/*
 * The names that the PTR records of ip claim, in lower case, not confirmed.
 * Of the first max records; what is no DNS name (whoever runs the reverse zone
 * writes what he likes there) is left out.
 */
struct host_names {
	enum dns_status status; /* of the PTR question */
	const struct str *names;
	size_t count;
};

void host_names_prefetch(const struct check_context *context,
			 const struct ip *ip);
/* Announces the addresses of the names that it returns. */
struct host_names host_names_claimed(const struct check_context *context,
				     const struct ip *ip, size_t max);
/* Those of them that have this address (RFC 7208 5.5). */
struct host_names host_names_confirmed(const struct check_context *context,
				       const struct ip *ip, size_t max);

#endif
