/* Any bytes are a record or not; every policy that is read is one of three, and
 * a record that is read once reads the same with unknown tags behind it. */
#include <assert.h>
#include <string.h>

#include "../../filter/dmarc_record.h"

static void assert_request(struct dmarc_request request)
{
	assert(request.tag <= DMARC_TAG_INVALID);
	assert(request.policy <= DMARC_POLICY_REJECT);
	assert(request.tag == DMARC_TAG_VALID ||
	       request.policy == DMARC_POLICY_NONE);
}

static bool same_request(struct dmarc_request a, struct dmarc_request b)
{
	return a.tag == b.tag && a.policy == b.policy;
}

static void assert_same(const struct dmarc_record *a,
			const struct dmarc_record *b)
{
	assert(same_request(a->p, b->p) && same_request(a->sp, b->sp) &&
	       same_request(a->np, b->np));
	assert(a->psd == b->psd && a->testing == b->testing &&
	       a->strict_dkim == b->strict_dkim &&
	       a->strict_spf == b->strict_spf && a->has_rua == b->has_rua);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char unknown[] = ";zz=p; ; =";
	struct str text = { (const char *)data, size };
	struct dmarc_record record, longer;
	char more[300];

	if (!dmarc_record_is_dmarc(text) || !dmarc_record_parse(text, &record))
		return 0;
	assert_request(record.p);
	assert_request(record.sp);
	assert_request(record.np);
	if (size + sizeof(unknown) > sizeof(more))
		return 0;
	memcpy(more, data, size);
	memcpy(more + size, unknown, sizeof(unknown) - 1);
	text = (struct str){ more, size + sizeof(unknown) - 1 };
	assert(dmarc_record_parse(text, &longer));
	assert_same(&record, &longer);
	return 0;
}
