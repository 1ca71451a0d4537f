/* The first line is a local part, the second a macro-string: what is well-formed
 * expands within its limit, to a name of at most 253 bytes. */
#include <assert.h>

#include "../../filter/limits.h"
#include "../../filter/spf_macro.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str text = { (const char *)data, size }, local = { "", 0 };
	struct str expanded;
	struct ip ip = { .family = size % 2 ? IP_V4 : IP_V6 };
	struct spf_macro_values values = {
		.domain = STR("a-b.example.com"),
		.helo = STR("helo"),
		.ip = &ip,
		.now = 1,
	};

	str_cut(&text, '\n', &local);
	values.sender = values.local = str_first(local, LIMIT_SPF_LOCAL_PART);
	if (spf_macro_is_domain_spec(text)) {
		assert(spf_macro_is_string(text) && text.len > 0);
		if (spf_macro_expand_domain(arena, text, &values, &expanded))
			assert(expanded.len <= LIMIT_DOMAIN);
	}
	if (spf_macro_is_string(text))
		assert(spf_macro_is_explanation(text));
	if (spf_macro_is_explanation(text) &&
	    spf_macro_expand(arena, text, &values, LIMIT_SPF_EXPLANATION,
			     &expanded)) {
		assert(expanded.len <= LIMIT_SPF_EXPLANATION);
		assert(str_find(text, '%') < text.len ||
		       str_eq(expanded, text));
	}
	arena_free(arena);
	return 0;
}
