#include "host.h"

#include "domain.h"

enum dns_type host_address_type(const struct ip *ip)
{
	return ip->family == IP_V6 ? DNS_AAAA : DNS_A;
}

enum dns_status host_has_address(const struct check_context *context,
				 struct str name, const struct ip *ip,
				 unsigned prefix, bool *has)
{
	struct dns_answer answer = dns_lookup(context->dns, context->arena,
					      name, host_address_type(ip));

	*has = false;
	for (size_t i = 0; i < answer.count; i++) {
		struct network network = {
			.ip = ip_from_bytes(ip->family,
					    answer.records[i].address),
			.prefix = prefix,
		};

		*has |= ip_in_network(ip, &network);
	}
	return answer.status;
}

enum dns_status host_is_address(const struct check_context *context,
				struct str name, const struct ip *ip, bool *is)
{
	return host_has_address(context, name, ip,
				ip->family == IP_V6 ? 128 : 32, is);
}

void host_names_prefetch(const struct check_context *context,
			 const struct ip *ip)
{
	if (ip->family != IP_NONE)
		dns_prefetch(context->dns, ip_reverse_name(context->arena, ip),
			     DNS_PTR);
}

struct host_names host_names_claimed(const struct check_context *context,
				     const struct ip *ip, size_t max)
{
	struct str reverse = ip_reverse_name(context->arena, ip);
	struct dns_answer answer =
		dns_lookup(context->dns, context->arena, reverse, DNS_PTR);
	struct str *names = ARENA_ARRAY(context->arena, struct str, max);
	struct host_names found = { .status = answer.status, .names = names };

	for (size_t i = 0; i < answer.count && i < max; i++) {
		struct str name = answer.records[i].data;

		if (!domain_is_dns_name(name, 1))
			continue;
		dns_prefetch(context->dns, name, host_address_type(ip));
		names[found.count++] = arena_lower(context->arena, name);
	}
	return found;
}

struct host_names host_names_confirmed(const struct check_context *context,
				       const struct ip *ip, size_t max)
{
	struct host_names claimed = host_names_claimed(context, ip, max);
	struct str *names =
		ARENA_ARRAY(context->arena, struct str, claimed.count);
	struct host_names confirmed = { .status = claimed.status,
					.names = names };

	for (size_t i = 0; i < claimed.count; i++) {
		bool is;

		host_is_address(context, claimed.names[i], ip, &is);
		if (is)
			names[confirmed.count++] = claimed.names[i];
	}
	return confirmed;
}
