/* Addresses of clients, and networks. */
#include "../../filter/ip.h"
#include "../tap.h"

/* text "": no address. */
static const struct {
	const char *given, *text, *reverse;
} addresses[] = {
	{ "192.0.2.1", "192.0.2.1", "1.2.0.192.in-addr.arpa" },
	{ "[192.0.2.1]", "192.0.2.1", "1.2.0.192.in-addr.arpa" },
	{ "255.255.255.255", "255.255.255.255",
	  "255.255.255.255.in-addr.arpa" },
	{ "2001:DB8::1", "2001:db8::1",
	  "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
	  "ip6.arpa" },
	{ "[IPv6:2001:db8::1]", "2001:db8::1",
	  "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
	  "ip6.arpa" },
	{ "ipv6:::1", "::1",
	  "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	  "ip6.arpa" },
	{ "::ffff:192.0.2.1", "192.0.2.1", "1.2.0.192.in-addr.arpa" },
	{ "[IPv6:::ffff:c000:201]", "192.0.2.1", "1.2.0.192.in-addr.arpa" },
	{ "", "", "" },
	{ "[]", "", "" },
	{ "[192.0.2.1", "", "" },
	{ "192.0.2", "", "" },
	{ "192.0.2.256", "", "" },
	{ "192.0.2.01", "", "" },
	{ "192.0.2.1 ", "", "" },
	{ "IPv6:192.0.2.1", "", "" },
	{ "2001:db8::1%eth0", "", "" },
	{ "2001:db8:::1", "", "" },
	{ "1:2:3:4:5:6:7:8:9", "", "" },
	{ "unknown", "", "" },
	{ "0000:0000:0000:0000:0000:0000:255.255.255.2550", "", "" },
};

static const struct {
	const char *network, *ip;
	bool valid, within;
} networks[] = {
	{ "192.0.2.0/24", "192.0.2.255", true, true },
	{ "192.0.2.0/24", "192.0.3.0", true, false },
	{ "192.0.2.0/25", "192.0.2.127", true, true },
	{ "192.0.2.0/25", "192.0.2.128", true, false },
	{ "192.0.2.9/24", "192.0.2.1", true, true },
	{ "192.0.2.1", "192.0.2.1", true, true },
	{ "192.0.2.1/32", "192.0.2.0", true, false },
	{ "0.0.0.0/0", "203.0.113.7", true, true },
	{ "0.0.0.0/0", "2001:db8::1", true, false },
	{ "2001:db8::/32", "2001:db8:ffff::1", true, true },
	{ "2001:db8::/33", "2001:db8:ffff::1", true, false },
	{ "2001:db8::1/128", "2001:db8::1", true, true },
	{ "[2001:db8::]/32", "2001:db8::5", true, true },
	{ "::/0", "2001:db8::1", true, true },
	{ "::/0", "192.0.2.1", true, false },
	{ "::ffff:192.0.2.0/120", "192.0.2.77", true, true },
	{ "::ffff:192.0.2.0/120", "192.0.3.77", true, false },
	{ "::ffff:192.0.2.0/95", "192.0.2.1", false, false },
	{ "192.0.2.0/33", "192.0.2.1", false, false },
	{ "2001:db8::/129", "2001:db8::1", false, false },
	{ "192.0.2.0/", "192.0.2.1", false, false },
	{ "192.0.2.0/-1", "192.0.2.1", false, false },
	{ "192.0.2.0/24/24", "192.0.2.1", false, false },
	{ "example.com/24", "192.0.2.1", false, false },
};

static void test_address(struct arena *arena, size_t row)
{
	struct str given = str_from(addresses[row].given);
	struct ip ip;
	bool valid = ip_parse(given, &ip);

	ok(valid == (addresses[row].text[0] != '\0'), "\"%s\" %s",
	   addresses[row].given, valid ? "is an address" : "is none");
	is_str(ip_text(arena, &ip), addresses[row].text, "... text");
	is_str(ip_reverse_name(arena, &ip), addresses[row].reverse,
	       "... name in the reverse tree");
}

static void test_network(size_t row)
{
	struct network network;
	struct ip ip;
	bool valid = network_parse(str_from(networks[row].network), &network);

	ip_parse(str_from(networks[row].ip), &ip);
	ok(valid == networks[row].valid, "\"%s\" as a network",
	   networks[row].network);
	ok((valid && ip_in_network(&ip, &network)) == networks[row].within,
	   "... holds %s", networks[row].ip);
}

static void test_loopback(void)
{
	static const struct {
		const char *text;
		bool loopback;
	} rows[] = {
		{ "127.0.0.1", true },	{ "127.255.0.9", true },
		{ "::1", true },	{ "::ffff:127.0.0.1", true },
		{ "128.0.0.1", false }, { "::2", false },
		{ "7f00::1", false },	{ "none", false },
	};
	struct ip ip;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ip_parse(str_from(rows[i].text), &ip);
		ok(ip_is_loopback(&ip) == rows[i].loopback, "loopback: %s",
		   rows[i].text);
	}
}

static void test_equal(void)
{
	struct ip a, b;

	ip_parse(STR("192.0.2.1"), &a);
	ip_parse(STR("::ffff:192.0.2.1"), &b);
	ok(ip_eq(&a, &b), "a mapped address is the address");
	ip_parse(STR("192.0.2.2"), &b);
	ok(!ip_eq(&a, &b), "another address");
	ip_parse(STR("c000:201::"), &b);
	ok(!ip_eq(&a, &b), "the same bytes of another family");
}

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);

	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
		test_address(arena, i);
	for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++)
		test_network(i);
	test_loopback();
	test_equal();
	arena_free(arena);
	return done_testing();
}
