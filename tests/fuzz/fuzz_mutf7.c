/* What is encoded is printable ASCII and decodes to what it was. */
#include <stdint.h>
#include <stdlib.h>

#include "../../filter/utf8.h"
#include "../../mda/mutf7.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_encoding(struct arena *arena, struct str input)
{
	struct buf there = buf_new(arena, 1 << 20);
	struct buf back = buf_new(arena, 1 << 20);

	if (mutf7_encode(&there, input) != utf8_valid(input))
		abort();
	if (!utf8_valid(input))
		return;
	for (size_t i = 0; i < there.len; i++)
		if (there.ptr[i] < 0x20 || there.ptr[i] > 0x7E)
			abort();
	if (!mutf7_decode(&back, buf_str(&there)) ||
	    !str_eq(buf_str(&back), input))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(16 << 20, NULL);
	struct str input = { (const char *)data, size };
	struct buf out = buf_new(arena, 1 << 20);

	if (size <= 8192) {
		check_encoding(arena, input);
		if (mutf7_decode(&out, input)) {
			if (!utf8_valid(buf_str(&out)))
				abort();
			check_encoding(arena, buf_str(&out));
		}
	}
	arena_free(arena);
	return 0;
}
