/* Any value parses or not; every slice of what does lies inside it, and what
 * was read once is read again in the same way. */
#include <assert.h>

#include "../../filter/authres_parse.h"

static bool within(struct str part, struct str whole)
{
	return part.len == 0 ||
	       (part.ptr >= whole.ptr && part.len <= whole.len &&
		part.ptr + part.len <= whole.ptr + whole.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str value = { (const char *)data, size };
	struct authres authres;
	struct authres_result result;
	bool parsed = authres_parse(arena, value, &authres);

	while (parsed && authres_next(&authres.results, &result)) {
		assert(within(result.method, value) && result.method.len > 0);
		assert(within(result.result, value) && result.result.len > 0);
		assert(result.property_count <= LIMIT_AUTHRES_PROPERTIES);
		for (size_t i = 0; i < result.property_count; i++) {
			const struct authres_property *property =
				&result.properties[i];

			assert(within(property->value, value));
			assert(authres_value(arena, &result, property->type,
					     property->name)
				       .len <= size);
		}
	}
	assert(!parsed || authres.results.len == 0);
	arena_free(arena);
	return 0;
}
