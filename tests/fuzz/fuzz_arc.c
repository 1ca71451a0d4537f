/* A whole mail: no chain passes that nobody sealed, and line ends decide
 * nothing. */
#include <assert.h>

#include "../../filter/limits.h"
#include "../verify.h"
#include "any_key.h"
#include "crlf.h"

static struct arc_result judge(struct arena *arena, struct str mail)
{
	struct check_context context = { arena, &any_key, 1700000000 };

	return verify_arc(&context, mail);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)256 << 20, NULL);
	struct str mail = { (const char *)data, size };
	struct arc_result lf = judge(arena, mail);
	struct arc_result crlf = judge(arena, to_crlf(arena, mail));

	assert(lf.status == CHECK_NONE || lf.status == CHECK_FAIL ||
	       lf.status == CHECK_TEMPERROR);
	assert((lf.status == CHECK_NONE) == (lf.reason.len == 0));
	assert(lf.status == crlf.status && str_eq(lf.reason, crlf.reason));
	assert(lf.count == crlf.count && lf.count <= LIMIT_ARC_SETS);
	for (size_t i = 0; i < lf.count; i++) {
		assert(lf.sets[i].instance == i + 1);
		assert(lf.sets[i].seal.status != CHECK_PASS);
		assert(lf.sets[i].ams.status == crlf.sets[i].ams.status);
	}
	arena_free(arena);
	return 0;
}
