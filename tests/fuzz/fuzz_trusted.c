/* A list of whom to trust: what a line says is a checked domain, and the list
 * trusts just those. */
#include <stdint.h>
#include <stdlib.h>

#include "../../filter/domain.h"
#include "../../filter/limits.h"
#include "../../filter/trusted.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)16 << 20, NULL);
	struct trusted trusted = { .lines = { (const char *)data, size } };
	struct str rest = trusted.lines, line;
	size_t said = 0;

	for (size_t n = 0;
	     n < LIMIT_TRUSTED_LINES && str_cut(&rest, '\n', &line); n++) {
		struct trusted_line parsed;

		if (!trusted_line_parse(arena, line, &parsed))
			continue;
		if (!domain_is_hostname(parsed.domain, 2) ||
		    (said++ < 4 &&
		     !trusted_has(arena, &trusted, parsed.kind, parsed.domain)))
			abort();
	}
	if (said == 0 &&
	    (trusted_has(arena, &trusted, TRUST_SEALER, STR("a.example")) ||
	     trusted_has(arena, &trusted, TRUST_FORWARDER, STR("a.example"))))
		abort();
	arena_free(arena);
	return 0;
}
