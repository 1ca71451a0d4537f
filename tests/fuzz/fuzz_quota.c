/* What maildirsize says, and what an administrator writes. */
#include <assert.h>

#include "../../mda/quota_size.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct quota_size *limit)
{
	assert(limit->bytes <= QUOTA_MOST && limit->mails <= QUOTA_MOST);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct quota_size limit;
	struct quota_file file;

	if (quota_size_parse(text, &limit))
		check(&limit);
	if (quota_file_parse(text, &file))
		assert(file.used.bytes <= file.lines * QUOTA_MOST &&
		       file.used.mails <= file.lines * QUOTA_MOST);
	check(&file.limit);
	return 0;
}
