/* Body hashes are those of the plain reading of the RFC, whatever the limit, and
 * the same with LF and with CRLF.  The first two bytes are the limit. */
#include <assert.h>
#include <string.h>

#include "../../filter/body.h"
#include "../../filter/crypto.h"
#include "../../filter/limits.h"
#include "../body_reference.h"
#include "crlf.h"

static void check_hash(struct arena *arena, const struct body_hash *hash,
		       struct str body)
{
	struct str text = body_reference(arena, hash->canon, body);
	struct sha256 *sha256 = sha256_new(arena);
	unsigned char digest[SHA256_SIZE];

	assert(hash->canonical_length == text.len);
	if (hash->limit < text.len)
		text.len = (size_t)hash->limit;
	sha256_add(sha256, text);
	sha256_end(sha256, digest);
	assert(memcmp(digest, hash->sha256, SHA256_SIZE) == 0);
}

static struct body_hashes hashes_of(struct arena *arena, struct str body,
				    uint64_t limit)
{
	struct body_hashes hashes = body_hashes_new(arena);

	body_hashes_want(&hashes, CANON_RELAXED, limit);
	body_hashes_want(&hashes, CANON_RELAXED, BODY_NO_LIMIT);
	body_hashes_want(&hashes, CANON_SIMPLE, limit / 2);
	body_hashes_want(&hashes, CANON_SIMPLE, limit);
	body_hashes_want(&hashes, CANON_RELAXED, limit / 3);
	body_hashes_run(&hashes, body);
	return hashes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str body = { (const char *)data, size };
	struct body_hashes lf, crlf;

	if (size >= 2) {
		body = str_skip(body, 2);
		lf = hashes_of(arena, body, data[0] + 256u * (data[1] % 16));
		crlf = hashes_of(arena, to_crlf(arena, body),
				 data[0] + 256u * (data[1] % 16));
		for (size_t i = 0; i < lf.count; i++) {
			check_hash(arena, &lf.list[i], body);
			assert(memcmp(lf.list[i].sha256, crlf.list[i].sha256,
				      SHA256_SIZE) == 0);
		}
	}
	arena_free(arena);
	return 0;
}
