#include "policy.h"

#include "domain.h"

bool policy_is_local(const struct policy *policy, struct str recipient,
		     struct str domain)
{
	return domain.len > 0 &&
	       (str_list_has(&policy->local_domains, domain) ||
		str_eq_nocase(domain, domain_of_address(recipient)));
}
