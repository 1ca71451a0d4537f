#include "memory.h"

#include "../buf.h"
#include "../crypto.h"
#include "../limits.h"

struct str memory_key(struct arena *arena, const char *prefix,
		      const struct str_list *texts)
{
	struct sha256 *hash = sha256_new(arena);
	struct buf key = buf_new(arena, LIMIT_MARK_KEY);
	unsigned char digest[SHA256_SIZE];

	for (size_t i = 0; i < texts->count; i++) {
		sha256_add(hash,
			   arena_printf(arena, "%zu:", texts->items[i].len));
		sha256_add(hash, texts->items[i]);
	}
	sha256_end(hash, digest);
	buf_add(&key, str_from(prefix));
	for (size_t i = 0; i < SHA256_SIZE; i++)
		buf_printf(&key, "%02x", digest[i]);
	return buf_str(&key);
}
