/* A record is a key or there is a reason; no key in it verifies anything that
 * nobody signed, and its size is known before it is used. */
#include <assert.h>

#include "../../filter/key.h"
#include "../../filter/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char digest[SHA256_SIZE] = { 1 };
	static const char signature[256] = { 2 };
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	const char *reason = NULL;
	unsigned bits;
	struct key key;

	if (key_parse(arena, (struct str){ (const char *)data, size }, &key,
		      &reason) == KEY_OK) {
		enum verify_status status = crypto_verify(
			key.type, key.data, digest,
			(struct str){ signature, sizeof(signature) }, &bits);

		assert(reason == NULL && status != VERIFY_OK);
		assert(status != VERIFY_MISMATCH || bits == 256 ||
		       (bits >= LIMIT_RSA_MIN_BITS &&
			bits <= LIMIT_RSA_MAX_BITS));
	} else {
		assert(reason != NULL);
	}
	arena_free(arena);
	return 0;
}
