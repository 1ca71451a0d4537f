/* A claim names only domains, and none that was not claimed to pass. */
#include <assert.h>

#include "../../filter/arc_claim.h"
#include "../../filter/domain.h"
#include "../../filter/limits.h"

static bool is_empty_or_domain(struct str domain)
{
	return domain.len == 0 || domain_is_hostname(domain, 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct arc_claim claim;
	unsigned instance;

	if (arc_claim_parse(arena, (struct str){ (const char *)data, size },
			    &instance, &claim))
		assert(instance >= 1 && instance <= LIMIT_ARC_SETS);
	assert(is_empty_or_domain(claim.header_from));
	assert(is_empty_or_domain(claim.spf_domain));
	assert(claim.dkim == CHECK_PASS || claim.dkim_domain_count == 0);
	for (size_t i = 0; i < claim.dkim_domain_count; i++)
		assert(domain_is_hostname(claim.dkim_domains[i], 2));
	arena_free(arena);
	return 0;
}
