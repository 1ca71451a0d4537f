/* The first line is a sender, the next two are records that may include each
 * other: no check asks more than RFC 7208 4.6.4 allows, whatever they say. */
#include <assert.h>

#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../../filter/spf.h"
#include "../../mda/zone.h"
#include "bounded.h"

/* The domain's own record; for each term one question, and for MX the hosts;
 * the client's names, each confirmed; the explanation. */
#define MOST_QUESTIONS                                                         \
	(1 + LIMIT_SPF_TERMS * (1 + LIMIT_SPF_MX) + 1 + LIMIT_SPF_PTR + 1)

struct counting {
	struct dns dns;
	struct dns *zone;
	unsigned lookups;
};

static void prefetch(struct dns *dns, struct str name, enum dns_type type)
{
	(void)dns, (void)type;
	assert(name.len > 0 && name.len <= LIMIT_DOMAIN);
}

static struct dns_answer lookup(struct dns *dns, struct arena *arena,
				struct str name, enum dns_type type)
{
	struct counting *counting = (struct counting *)dns;

	counting->lookups++;
	return counting->zone->lookup(counting->zone, arena, name, type);
}

static const struct str hosts =
	STR_INIT("\nexample.com A 192.0.2.9\n"
		 "example.com MX 1 m.example.com\n"
		 "example.com MX 2 n.example.com\n"
		 "m.example.com A 192.0.2.1\n"
		 "n.example.com AAAA 2001:db8::2\n"
		 "e.example.com TXT %{c}%{r}%{t} %{p} %{L}\n"
		 "f.example.com FAIL\n"
		 "1.2.0.192.in-addr.arpa PTR m.example.com\n"
		 "1.2.0.192.in-addr.arpa PTR n.example.com\n");

static struct str zone_of(struct arena *arena, struct str records)
{
	struct buf zone = buf_new(arena, 2 * LIMIT_DNS_TXT);
	struct str first, second;

	if (!str_cut(&records, '\n', &first))
		first = STR("");
	if (!str_cut(&records, '\n', &second))
		second = STR("");
	buf_add(&zone, STR("example.com TXT v=spf1 "));
	buf_add(&zone, first);
	buf_add(&zone, STR("\ni.example.com TXT v=spf1 "));
	buf_add(&zone, second);
	buf_add(&zone, hosts);
	return buf_str(&zone);
}

static void check(struct arena *arena, struct str records)
{
	struct counting counting = { { prefetch, lookup }, NULL, 0 };
	struct check_context context = { arena, &counting.dns, 1 };
	struct str error, sender = STR("");
	struct spf_result result;
	struct ip ip;

	str_cut(&records, '\n', &sender);
	counting.zone = zone_parse(arena, zone_of(arena, records), &error);
	if (counting.zone == NULL)
		return;
	ip_parse(sender.len % 2 ? STR("192.0.2.1") : STR("2001:db8::1"), &ip);
	result = spf_check_host(&context, &ip, STR("example.com"), sender,
				STR("helo.example.com"), STR("mx.example"));
	assert(counting.lookups <= MOST_QUESTIONS);
	assert(result.terms <= LIMIT_SPF_TERMS + 1);
	assert(result.voids <= LIMIT_SPF_VOID + 1);
	assert(result.explanation.len <= LIMIT_SPF_EXPLANATION);
	assert(result.status == CHECK_PASS || !result.allows_all);
	assert(result.reason.len > 0 || result.mechanism.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bounded_check(check, LIMIT_ARENA, data, size);
	return 0;
}
