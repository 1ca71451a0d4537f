/* The first line of maildirsize, and what an administrator writes. */
#include <assert.h>

#include "../../mda/quota_size.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct quota_size limit;

	if (quota_size_parse((struct str){ (const char *)data, size }, &limit))
		assert(limit.bytes <= UINT64_C(1) << 60 &&
		       limit.mails <= UINT64_C(1) << 60);
	return 0;
}
