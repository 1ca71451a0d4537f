/*
 * any_key: a DNS in which every name has a key that never signed anything, but
 * for names that begin with "t" (no answer) and "n" (no such name).
 */
#ifndef TESTS_FUZZ_ANY_KEY_H
#define TESTS_FUZZ_ANY_KEY_H

#include "../../filter/dns.h"

static void any_key_prefetch(struct dns *dns, struct str name,
			     enum dns_type type)
{
	(void)dns;
	(void)name;
	(void)type;
}

static struct dns_answer any_key_lookup(struct dns *dns, struct arena *arena,
					struct str name, enum dns_type type)
{
	static const struct dns_record records[] = {
		{ .data = STR_INIT("v=DKIM1; k=ed25519; t=s; p="
				   "0rO92Szd/cNjLX0nflCPC5LnzsE4Xl3OvVCpP6AqAW4"
				   "=") },
		{ .data = STR_INIT(
			  "v=DKIM1; t=y; p="
			  "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC+Ws+5bDx5daAY"
			  "YioPU4iUpN9PfxSBZQV/hHjW6s3KnS/b5XPs10+fBXzYCKmbCUdg"
			  "4guIh0KbeKybmB3sILRcKZ8T266Oo8PoRRmohLW8JXVPvmpIC7WN"
			  "v6CkV9JMEVDGhQ8I6Uz2bZqwZi1WCaCILvL693mk+6Ir/uh5NQFL"
			  "0wIDAQAB") },
	};

	(void)dns;
	(void)arena;
	(void)type;
	if (name.ptr[0] == 't')
		return (struct dns_answer){ .status = DNS_TEMPFAIL };
	if (name.ptr[0] == 'n')
		return (struct dns_answer){ .status = DNS_NXDOMAIN };
	return (struct dns_answer){ .status = DNS_FOUND,
				    .count = 2,
				    .records = records };
}

__attribute__((unused)) static struct dns any_key = { any_key_prefetch,
						      any_key_lookup };

#endif
