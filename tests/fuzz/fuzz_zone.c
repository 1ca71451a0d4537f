/* Any text is a zone or an error; every answer of a zone is within its limits,
 * and each name of the file can be asked for. */
#include <assert.h>

#include "../../filter/limits.h"
#include "../../mda/zone.h"
#include "bounded.h"

static void ask(struct dns *dns, struct arena *arena, struct str name)
{
	static const enum dns_type types[] = { DNS_A,	DNS_AAAA, DNS_MX,
					       DNS_PTR, DNS_TXT,  DNS_CNAME };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct dns_answer answer =
			dns_lookup(dns, arena, name, types[i]);

		assert(answer.count <= LIMIT_DNS_RECORDS);
		assert((answer.count > 0) == (answer.status == DNS_FOUND));
		for (size_t r = 0; r < answer.count; r++)
			assert(answer.records[r].data.len <= LIMIT_DNS_TXT ||
			       types[i] != DNS_TXT);
	}
}

static void check(struct arena *arena, struct str text)
{
	struct str error = STR(""), row;
	struct dns *dns = zone_parse(arena, text, &error);

	assert((dns == NULL) == (error.len > 0));
	for (int i = 0; i < 20 && str_cut(&text, '\n', &row); i++)
		if (dns != NULL)
			ask(dns, arena, str_first(row, str_find(row, ' ')));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bounded_check(check, LIMIT_ARENA, data, size);
	return 0;
}
