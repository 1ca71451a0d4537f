/* A whole mail: nothing passes that nobody signed, there is one result for each
 * field, few are judged, and line ends decide nothing. */
#include <assert.h>

#include "../../filter/limits.h"
#include "../verify.h"
#include "any_key.h"
#include "crlf.h"

static struct dkim_results judge(struct arena *arena, struct str mail)
{
	struct check_context context = { arena, &any_key, 1700000000 };
	struct message message = message_parse(arena, mail);
	struct dkim_results results =
		verify_dkim(&context, mail, STR("example.com"));

	assert(results.count == message_count(&message, STR("DKIM-Signature")));
	return results;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)256 << 20, NULL);
	struct str mail = { (const char *)data, size };
	struct dkim_results lf = judge(arena, mail);
	struct dkim_results crlf = judge(arena, to_crlf(arena, mail));
	size_t judged = 0;

	assert(lf.count == crlf.count);
	for (size_t i = 0; i < lf.count; i++) {
		enum check_status status = lf.list[i].status;

		assert(status == CHECK_POLICY || status == CHECK_FAIL ||
		       status == CHECK_TEMPERROR || status == CHECK_PERMERROR);
		assert(status == crlf.list[i].status);
		assert(str_eq(lf.list[i].reason, crlf.list[i].reason));
		assert(lf.list[i].reason.len > 0);
		judged += status != CHECK_POLICY;
	}
	assert(judged <= LIMIT_SIGNATURES);
	arena_free(arena);
	return 0;
}
