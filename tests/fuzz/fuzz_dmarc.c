/* Records at random levels of one tree: what dmarc_check() says of alignment,
 * with its shortcuts, is what comparing both Organizational Domains says. */
#include <assert.h>

#include "../../filter/buf.h"
#include "../../filter/dmarc.h"
#include "../../filter/limits.h"
#include "../../mda/zone.h"

static const char *const domains[] = {
	"com.example",
	"b.com.example",
	"a.b.com.example",
	"c.b.com.example",
	"d.c.b.com.example",
	"y.com.example",
	"example",
	"4.x.a.b.com.example",
	"2.3.4.x.a.b.com.example",
	"0.1.2.3.4.x.a.b.com.example",
};

static const char *const records[] = {
	"TXT \"v=DMARC1; p=none\"",
	"TXT \"v=DMARC1; p=none; psd=n\"",
	"TXT \"v=DMARC1; p=none; psd=y\"",
	"TXT \"v=DMARC1; p=none; sp=reject; np=reject\"",
	"FAIL",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void check(const struct check_context *context, struct str from,
		  struct str signer)
{
	struct author author = { .status = AUTHOR_OK, .domain = from };
	struct spf_result spf = { .status = CHECK_PASS, .domain = signer };
	struct dkim_results dkim = { NULL, 0 };
	struct dmarc_result result = dmarc_check(context, &author, &spf, &dkim);
	enum dns_status status, other_status;
	struct str org = dmarc_org_domain(context, from, &status);
	struct str other = dmarc_org_domain(context, signer, &other_status);

	assert(result.walk_count > 0 && result.walk_count <= LIMIT_TREE_WALK);
	if (status == DNS_TEMPFAIL || other_status == DNS_TEMPFAIL)
		return;
	assert(result.status != CHECK_TEMPERROR);
	assert(dmarc_same_org(context, from, signer) == str_eq(org, other));
	if (result.status != CHECK_NONE)
		assert(result.spf_aligned == str_eq(org, other));
}

/* A byte for each domain's record, then one each for author and signer. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct check_context context = { .arena = arena };
	struct buf zone = buf_new(arena, 4096);
	struct str error;

	if (size == COUNT(domains) + 2) {
		buf_add(&zone, STR("com.example A 192.0.2.1\n"));
		for (size_t i = 0; i < COUNT(domains); i++)
			if (data[i] % 8 < COUNT(records))
				buf_printf(&zone, "_dmarc.%s %s\n", domains[i],
					   records[data[i] % 8]);
		context.dns = zone_parse(arena, buf_str(&zone), &error);
		assert(context.dns != NULL);
		data += COUNT(domains);
		check(&context, str_from(domains[data[0] % COUNT(domains)]),
		      str_from(domains[data[1] % COUNT(domains)]));
	}
	arena_free(arena);
	return 0;
}
