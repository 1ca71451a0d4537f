#include "iprev.h"

#include "host.h"
#include "limits.h"

void iprev_prefetch(const struct check_context *context, const struct ip *ip)
{
	host_names_prefetch(context, ip);
}

/* RFC 8601 2.7.3: "fail" needs answers that disagree; what stays open could
 * still have agreed. */
static void confirm(const struct check_context *context, const struct ip *ip,
		    const struct host_names *claimed,
		    struct iprev_result *result)
{
	result->status = CHECK_FAIL;
	result->reason = STR("no name has this address");
	for (size_t i = 0; i < claimed->count; i++) {
		struct str name = claimed->names[i];
		bool is;
		enum dns_status status =
			host_is_address(context, name, ip, &is);

		if (is) {
			*result = (struct iprev_result){ .status = CHECK_PASS,
							 .name = name };
			return;
		}
		if (status == DNS_TEMPFAIL) {
			result->status = CHECK_TEMPERROR;
			result->reason = STR("no DNS answer for a name");
		}
	}
}

struct iprev_result iprev_check(const struct check_context *context,
				const struct ip *ip)
{
	struct iprev_result result = { .reason = STR("no known client") };
	struct host_names claimed;

	if (ip->family == IP_NONE)
		return result;
	claimed = host_names_claimed(context, ip, LIMIT_IPREV_NAMES);
	if (claimed.status == DNS_FOUND) {
		if (claimed.count > 0)
			result.name = claimed.names[0];
		confirm(context, ip, &claimed, &result);
	} else if (claimed.status == DNS_TEMPFAIL) {
		result.status = CHECK_TEMPERROR;
		result.reason = STR("no DNS answer for the address");
	} else {
		result.status = CHECK_PERMERROR;
		result.reason = STR("the address has no name");
	}
	return result;
}
