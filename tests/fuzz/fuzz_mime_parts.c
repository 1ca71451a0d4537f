/* Any bytes have parts: bounded in number, each a slice of the mail. */
#include <assert.h>
#include <stdint.h>

#include "../../filter/limits.h"
#include "../../filter/mime_parts.h"

static void check_slice(struct str mail, struct str slice)
{
	assert(slice.len == 0 ||
	       (slice.ptr >= mail.ptr &&
		slice.ptr + slice.len <= mail.ptr + mail.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str mail = { (const char *)data, size };
	struct message message = message_parse(arena, mail);
	struct mime_parts parts = mime_parts_find(arena, &message);

	assert(parts.count >= 1 && parts.count <= LIMIT_MIME_PARTS);
	for (size_t i = 0; i < parts.count; i++) {
		const struct mime_part *part = &parts.list[i];
		struct str text = mime_decode_content(arena, part->encoding,
						      part->content);

		check_slice(mail, part->content);
		check_slice(mail, part->epilogue);
		assert(part->type.len > 0 && part->subtype.len > 0);
		assert(text.len <= 2 * part->content.len);
	}
	arena_free(arena);
	return 0;
}
