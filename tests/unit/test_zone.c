#include "../../mda/zone.h"

#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../tap.h"

static const char zone_text[] =
	"# a comment\n"
	"\n"
	"example.com TXT \"v=spf1 \" \"-all\"\n"
	"Example.COM.  TXT   \"second \\\"quoted\\\" \\\\ \\000\\255\"\n"
	"example.com MX 10 mail.example.com.\n"
	"example.com MX 20 Backup.example.com\r\n"
	"bare.example.com TXT v=DMARC1; p=reject \t\n"
	"empty.example.com TXT \"\"\n"
	"null.example.com MX 0 .\n"
	"mail.example.com A 192.0.2.1\n"
	"mail.example.com A 192.0.2.2\n"
	"mail.example.com AAAA 2001:db8::25\n"
	"1.2.0.192.in-addr.arpa PTR mail.example.com\n"
	"www.example.com CNAME alias.example.net\n"
	"alias.example.net CNAME mail.example.com\n"
	"gone.example.com CNAME nowhere.example.com\n"
	"loop.example.com CNAME loop.example.com\n"
	"deep.under.some.example.org A 192.0.2.9\n"
	"dash-example.org A 192.0.2.10\n"
	"slow.example.com FAIL\n"
	"half.example.com TXT FAIL\n"
	"half.example.com A 192.0.2.4\n"
	"rest.example.com FAIL\n"
	"rest.example.com TXT \"there\"\n"
	"*.wild.example.com A 192.0.2.7\n"
	"below.here.wild.example.com TXT \"x\"\n"
	"odd\\047name\\\\.example.com TXT \"odd\"\n"
	"told.example.com 60 AD TXT \"aged\"\n"
	"told.example.com 3600 AAAA NXDOMAIN\n"
	"told.example.com A NODATA\n"
	"told.example.com 7 FAIL\n"
	"below.told.example.com NXDOMAIN\n";

static const struct {
	const char *name;
	enum dns_type type;
	enum dns_status status;
	size_t count;
	const char *first; /* its data, or its IPv4 address */
} lookups[] = {
	{ "example.com", DNS_TXT, DNS_FOUND, 2, "v=spf1 -all" },
	{ "EXAMPLE.com.", DNS_TXT, DNS_FOUND, 2, "v=spf1 -all" },
	{ "example.com", DNS_MX, DNS_FOUND, 2, "mail.example.com" },
	{ "example.com", DNS_A, DNS_NODATA, 0, NULL },
	{ "bare.example.com", DNS_TXT, DNS_FOUND, 1, "v=DMARC1; p=reject" },
	{ "empty.example.com", DNS_TXT, DNS_FOUND, 1, "" },
	{ "null.example.com", DNS_MX, DNS_FOUND, 1, "" },
	{ "mail.example.com", DNS_A, DNS_FOUND, 2, "192.0.2.1" },
	{ "mail.example.com", DNS_AAAA, DNS_FOUND, 1, NULL },
	{ "1.2.0.192.in-addr.arpa", DNS_PTR, DNS_FOUND, 1, "mail.example.com" },
	/* CNAMEs are followed, but for the question for themselves */
	{ "www.example.com", DNS_A, DNS_FOUND, 2, "192.0.2.1" },
	{ "www.example.com", DNS_TXT, DNS_NODATA, 0, NULL },
	{ "www.example.com", DNS_CNAME, DNS_FOUND, 1, "alias.example.net" },
	{ "gone.example.com", DNS_A, DNS_NXDOMAIN, 0, NULL },
	{ "loop.example.com", DNS_A, DNS_TEMPFAIL, 0, NULL },
	/* what exists and what does not */
	{ "under.some.example.org", DNS_A, DNS_NODATA, 0, NULL },
	{ "some.example.org", DNS_A, DNS_NODATA, 0, NULL },
	{ "org", DNS_A, DNS_NODATA, 0, NULL },
	{ "other.example.org", DNS_A, DNS_NXDOMAIN, 0, NULL },
	{ "below.mail.example.com", DNS_A, DNS_NXDOMAIN, 0, NULL },
	{ "xexample.com", DNS_A, DNS_NXDOMAIN, 0, NULL },
	{ "example", DNS_A, DNS_NXDOMAIN, 0, NULL },
	{ "zz", DNS_A, DNS_NXDOMAIN, 0, NULL },
	/* failures */
	{ "slow.example.com", DNS_A, DNS_TEMPFAIL, 0, NULL },
	{ "half.example.com", DNS_TXT, DNS_TEMPFAIL, 0, NULL },
	{ "half.example.com", DNS_A, DNS_FOUND, 1, "192.0.2.4" },
	{ "half.example.com", DNS_MX, DNS_NODATA, 0, NULL },
	{ "rest.example.com", DNS_TXT, DNS_FOUND, 1, "there" },
	{ "rest.example.com", DNS_A, DNS_TEMPFAIL, 0, NULL },
	/* RFC 4592: only below the closest name that exists */
	{ "a.wild.example.com", DNS_A, DNS_FOUND, 1, "192.0.2.7" },
	{ "a.b.c.wild.example.com", DNS_A, DNS_FOUND, 1, "192.0.2.7" },
	{ "a.wild.example.com", DNS_TXT, DNS_NODATA, 0, NULL },
	{ "wild.example.com", DNS_A, DNS_NODATA, 0, NULL },
	{ "here.wild.example.com", DNS_A, DNS_NODATA, 0, NULL },
	{ "x.here.wild.example.com", DNS_A, DNS_NXDOMAIN, 0, NULL },
	/* names */
	{ "odd/name\\.example.com", DNS_TXT, DNS_FOUND, 1, "odd" },
	{ "a..example.com", DNS_TXT, DNS_BADNAME, 0, NULL },
	/* answers without records */
	{ "told.example.com", DNS_TXT, DNS_FOUND, 1, "aged" },
	{ "told.example.com", DNS_AAAA, DNS_NXDOMAIN, 0, NULL },
	{ "told.example.com", DNS_A, DNS_NODATA, 0, NULL },
	{ "told.example.com", DNS_MX, DNS_TEMPFAIL, 0, NULL },
	{ "below.told.example.com", DNS_MX, DNS_NXDOMAIN, 0, NULL },
};

static void test_lookups(struct arena *arena)
{
	struct str error;
	struct dns *dns = zone_parse(arena, str_from(zone_text), &error);

	for (size_t i = 0; i < sizeof(lookups) / sizeof(lookups[0]); i++) {
		struct dns_answer answer = dns_lookup(
			dns, arena, str_from(lookups[i].name), lookups[i].type);
		const char *type = dns_type_name(lookups[i].type);
		struct str data;

		ok(answer.status == lookups[i].status &&
			   answer.count == lookups[i].count,
		   "%s %s: %s, %zu records", lookups[i].name, type,
		   dns_status_name(answer.status), answer.count);
		if (lookups[i].first == NULL || answer.count == 0)
			continue;
		data = answer.records[0].data;
		if (lookups[i].type == DNS_A)
			data = arena_printf(arena, "%d.%d.%d.%d",
					    answer.records[0].address[0],
					    answer.records[0].address[1],
					    answer.records[0].address[2],
					    answer.records[0].address[3]);
		is_str(data, lookups[i].first, "%s %s: its data",
		       lookups[i].name, type);
	}
}

static void test_data(struct arena *arena)
{
	struct str error;
	struct dns *dns = zone_parse(arena, str_from(zone_text), &error);
	struct dns_answer txt, mx, aaaa;

	txt = dns_lookup(dns, arena, STR("example.com"), DNS_TXT);
	ok(txt.count == 2 && str_eq(txt.records[1].data,
				    STR("second \"quoted\" \\ \0\377")),
	   "escapes in strings");
	mx = dns_lookup(dns, arena, STR("example.com"), DNS_MX);
	ok(mx.count == 2 && mx.records[0].preference == 10 &&
		   mx.records[1].preference == 20,
	   "preferences, in the file's order");
	is_str(mx.records[1].data, "Backup.example.com",
	       "names keep their case; CR is no part of them");
	aaaa = dns_lookup(dns, arena, STR("mail.example.com"), DNS_AAAA);
	ok(memcmp(aaaa.records[0].address,
		  "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x25", 16) == 0,
	   "all bytes of an IPv6 address");
}

static void test_age(struct arena *arena)
{
	struct str error;
	struct dns *dns = zone_parse(arena, str_from(zone_text), &error);
	struct dns_answer answer;

	answer = dns_lookup(dns, arena, STR("told.example.com"), DNS_TXT);
	ok(answer.ttl == 60 && answer.authenticated, "its age and the AD bit");
	answer = dns_lookup(dns, arena, STR("told.example.com"), DNS_AAAA);
	ok(answer.ttl == 3600 && !answer.authenticated, "of what is not there");
	answer = dns_lookup(dns, arena, STR("example.com"), DNS_TXT);
	ok(answer.ttl == 300 && !answer.authenticated, "not told");
}

/* ". FAIL" */
static void test_closed(struct arena *arena)
{
	static const struct {
		const char *name;
		enum dns_type type;
		enum dns_status status;
	} rows[] = {
		{ "b.example", DNS_A, DNS_FOUND },
		{ "b.example", DNS_TXT, DNS_NODATA },
		{ "b.example", DNS_MX, DNS_TEMPFAIL },
		{ "alias.example", DNS_A, DNS_FOUND },
		{ "alias.example", DNS_MX, DNS_TEMPFAIL },
		{ "example", DNS_A, DNS_TEMPFAIL },
		{ "c.b.example", DNS_A, DNS_TEMPFAIL },
		{ "z", DNS_A, DNS_TEMPFAIL },
	};
	struct str error;
	struct dns *dns = zone_parse(arena,
				     STR("b.example A 192.0.2.1\n. FAIL\n"
					 "b.example TXT NODATA\n"
					 "alias.example CNAME b.example\n"),
				     &error);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok(dns_lookup(dns, arena, str_from(rows[i].name), rows[i].type)
				   .status == rows[i].status,
		   "closed: %s %s", rows[i].name, dns_type_name(rows[i].type));
}

static const struct {
	const char *text, *error;
} broken[] = {
	{ "a TXT \"x\"\nb", "line 2: A, AAAA, MX, TXT, PTR, CNAME or FAIL "
			    "is wanted" },
	{ "a SRV x", "line 1: A, AAAA, MX, TXT, PTR, CNAME or FAIL is wanted" },
	{ "a A 192.0.2", "line 1: no IPv4 address" },
	{ "a A 2001:db8::1", "line 1: no IPv4 address" },
	{ "a AAAA 192.0.2.1", "line 1: no IPv6 address" },
	{ "a MX mail", "line 1: MX begins with a preference of 0..65535" },
	{ "a MX 65536 b", "line 1: MX begins with a preference of 0..65535" },
	{ "a MX 10", "line 1: one name is wanted" },
	{ "a PTR b c", "line 1: one name is wanted" },
	{ "a TXT \"x", "line 1: no closing quote" },
	{ "a TXT \"x\\\"", "line 1: no closing quote" },
	{ "a TXT \"x\" y", "line 1: text outside of the quotes" },
};

static void test_errors(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct str error = STR("");

		ok(zone_parse(arena, str_from(broken[i].text), &error) == NULL,
		   "refused: %s", broken[i].error);
		is_str(error, broken[i].error, "and says so");
	}
}

static void test_limits(struct arena *arena)
{
	struct buf text = buf_new(arena, 100000);
	struct str error;
	struct dns *dns;

	for (int i = 0; i < LIMIT_DNS_RECORDS + 9; i++)
		buf_printf(&text, "many A 192.0.2.%d\n", i);
	dns = zone_parse(arena, buf_str(&text), &error);
	is_int((long long)dns_lookup(dns, arena, STR("many"), DNS_A).count,
	       LIMIT_DNS_RECORDS, "records beyond the limit are cut");
	dns = zone_parse(arena, STR(""), &error);
	ok(dns != NULL && dns_lookup(dns, arena, STR("a"), DNS_A).status ==
				  DNS_NXDOMAIN,
	   "in an empty zone nothing exists");
	dns = zone_parse(arena, STR("* FAIL"), &error);
	ok(dns_lookup(dns, arena, STR("a.b"), DNS_A).status == DNS_TEMPFAIL,
	   "a lone wildcard answers for all");
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	test_lookups(arena);
	test_data(arena);
	test_age(arena);
	test_closed(arena);
	test_errors(arena);
	test_limits(arena);
	arena_free(arena);
	return done_testing();
}
