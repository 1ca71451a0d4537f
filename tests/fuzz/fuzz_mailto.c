/* Whatever the URI: addresses and texts hold what may stand in a mail. */
#include <assert.h>

#include "../../filter/mailto.h"
#include "../../filter/utf8.h"

static void check(const struct str_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		assert(str_find(list->items[i], '@') < list->items[i].len);
		assert(str_find(list->items[i], '\n') == list->items[i].len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)8 << 20, NULL);
	struct str uri = { (const char *)data, size };
	struct mailto mailto;
	const char *error;

	if (mailto_parse(arena, uri, &mailto, &error)) {
		check(&mailto.to);
		check(&mailto.cc);
		check(&mailto.bcc);
		assert(utf8_valid(mailto.subject));
		assert(utf8_valid(mailto.body));
		assert(str_find(mailto.body, 0) == mailto.body.len);
	} else {
		assert(error != NULL);
	}
	arena_free(arena);
	return 0;
}
