/* Names and values are slices of the text, names unique, values trimmed. */
#include <assert.h>

#include "../../filter/taglist.h"

static void check_slice(struct str slice, struct str text)
{
	assert(slice.len == 0 ||
	       (slice.ptr >= text.ptr &&
		slice.ptr + slice.len <= text.ptr + text.len));
	assert(str_trim(slice).len == slice.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct arena *arena = arena_new((size_t)64 << 20, NULL);
	struct taglist list;

	taglist_parse(&list, text);
	assert(list.count <= LIMIT_TAGS);
	for (size_t i = 0; i < list.count; i++) {
		const struct tag *tag = &list.tags[i];
		struct str compact = tag_compact(arena, tag->value);

		check_slice(tag->name, text);
		check_slice(tag->value, text);
		assert(taglist_find(&list, tag->name) == tag);
		assert(str_find(compact, ' ') == compact.len);
		assert(str_find(compact, '\n') == compact.len);
	}
	arena_free(arena);
	return 0;
}
