/* The DER reader and OpenSSL, reached without base64: the first byte chooses the
 * key type, the second how much of the rest is the signature. */
#include <assert.h>

#include "../../filter/base64.h"
#include "../../filter/crypto.h"
#include "../../filter/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char digest[SHA256_SIZE] = { 1 };
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str rest = { (const char *)data, size }, bytes;
	unsigned bits;

	if (base64_decode(arena, rest, &bytes))
		assert(bytes.len <= size / 4 * 3 + 2);
	if (size >= 2) {
		struct str signature = str_first(str_skip(rest, 2), data[1]);
		struct str key = str_skip(rest, 2 + signature.len);

		assert(crypto_verify(data[0] % 2 == 0 ? KEY_RSA : KEY_ED25519,
				     key, digest, signature,
				     &bits) != VERIFY_OK ||
		       bits == 256);
	}
	arena_free(arena);
	return 0;
}
