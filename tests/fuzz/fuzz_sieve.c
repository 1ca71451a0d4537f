/* Any bytes are a script or have errors; places lie inside, text is fit to be
 * shown. */
#include <assert.h>
#include <stdint.h>

#include "../../filter/limits.h"
#include "../../filter/sieve/sieve.h"

static void check_error(struct arena *arena, const struct sieve_error *error,
			size_t size)
{
	struct str text = sieve_error_text(arena, error);

	assert(error->line <= size + 1 && error->column <= size + 1);
	assert(error->text.len > 0);
	assert(error->source.len <= LIMIT_SIEVE_SOURCE);
	for (size_t i = 0; i < text.len; i++)
		assert((unsigned char)text.ptr[i] >= 0x20 ||
		       text.ptr[i] == '\n' || text.ptr[i] == '\t');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct sieve_script script = { STR("fuzz"),
				       { (const char *)data, size } };
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile(arena, &script, &errors);
	static const struct sieve_includable nothing;
	size_t wrong = 0;

	assert(errors.count <= LIMIT_SIEVE_ERRORS);
	for (size_t i = 0; i < errors.count; i++) {
		check_error(arena, &errors.list[i], size);
		wrong += !errors.list[i].warning;
	}
	assert(sieve == NULL || wrong == 0);
	errors = sieve_check(arena, &script, &nothing).list[0].errors;
	for (size_t i = 0; i < errors.count; i++)
		check_error(arena, &errors.list[i], size);
	arena_free(arena);
	return 0;
}
