/* A dictionary of annotations, asked for one of its keys; and the same bytes as
 * the first line of a dovecot-uidlist, whose id lies within it. */
#include <assert.h>
#include <stdint.h>

#include "../../filter/limits.h"
#include "../../filter/sieve/annotation.h"
#include "../../mda/mailbox_facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str text = { (const char *)data, size }, value;
	struct str id = mailbox_id_parse(text);

	assert(id.len == 0 || (id.len == 32 && id.ptr > text.ptr &&
			       id.ptr + id.len <= text.ptr + text.len));
	for (int server = 0; server < 2; server++)
		if (annotation_find(arena, text, STR("a"), server,
				    STR("/private/b"), &value))
			assert(value.len > 0 && value.len < size);
	arena_free(arena);
	return 0;
}
