/* A checked domain is a host name in lower case that checks to itself, and its
 * parents are within each other. */
#include <assert.h>

#include "../../filter/domain.h"
#include "../../filter/ip.h"

static void check_domain(struct arena *arena, struct str domain)
{
	struct str again;

	assert(domain_is_hostname(domain, 2));
	assert(domain_to_ascii(arena, domain, &again));
	assert(str_eq(domain, again));
	for (size_t n = domain_label_count(domain); n > 0; n--) {
		struct str ancestor = domain_last_labels(domain, n);

		assert(domain_label_count(ancestor) == n);
		assert(domain_is_within(domain, ancestor));
		assert(domain_label_count(domain_parent(ancestor)) == n - 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size }, domain;
	struct arena *arena = arena_new(1 << 20, NULL);
	struct network network;

	if (domain_to_ascii(arena, text, &domain))
		check_domain(arena, domain);
	if (network_parse(text, &network))
		assert(ip_in_network(&network.ip, &network));
	arena_free(arena);
	return 0;
}
