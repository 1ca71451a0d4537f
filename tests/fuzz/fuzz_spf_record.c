/* A record that parses has terms and domain-specs that lie within it, lengths
 * that fit their family, and qualifiers that are results. */
#include <assert.h>

#include "../../filter/limits.h"
#include "../../filter/spf_macro.h"
#include "../../filter/spf_record.h"

static void assert_within(struct str part, struct str whole)
{
	assert(part.len == 0 || (part.ptr >= whole.ptr &&
				 part.ptr + part.len <= whole.ptr + whole.len));
}

static void assert_term(const struct spf_term *term, struct str text)
{
	assert(term->text.len > 0);
	assert_within(term->text, text);
	assert_within(term->domain_spec, term->text);
	assert(term->domain_spec.len == 0 ||
	       spf_macro_is_domain_spec(term->domain_spec));
	assert(term->prefix4 <= 32 && term->prefix6 <= 128);
	assert(term->network.prefix <=
	       (term->network.ip.family == IP_V4 ? 32 : 128));
	assert(term->qualifier == CHECK_PASS || term->qualifier == CHECK_FAIL ||
	       term->qualifier == CHECK_SOFTFAIL ||
	       term->qualifier == CHECK_NEUTRAL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str text = { (const char *)data, size }, error = STR("");
	struct spf_record record;

	if (spf_record_is_spf(text)) {
		bool parsed = spf_record_parse(arena, text, &record, &error);

		assert(parsed == (error.len == 0));
		for (size_t i = 0; i < record.count; i++)
			assert_term(&record.terms[i], text);
		assert_within(record.redirect, text);
		assert_within(record.exp, text);
	}
	arena_free(arena);
	return 0;
}
