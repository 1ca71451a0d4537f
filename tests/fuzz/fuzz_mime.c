/* What is shown is UTF-8 without control characters, and not without bound. */
#include <assert.h>

#include "../../filter/limits.h"
#include "../../filter/mime.h"
#include "../../filter/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str value = { (const char *)data, size };
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str shown = mime_decode_words(arena, value);

	assert(utf8_valid(shown));
	assert(shown.len <= 8 * size);
	for (size_t i = 0; i < shown.len; i++)
		assert((unsigned char)shown.ptr[i] >= ' ' ||
		       shown.ptr[i] == '\t');
	mime_has_encoded_word(value);
	arena_free(arena);
	return 0;
}
