#include "../../filter/iprev.h"

#include "../tap.h"
#include "asked.h"

static const char zone[] =
	"1.2.0.192.in-addr.arpa PTR Mail.Example.com\n"
	"mail.example.com A 192.0.2.77\n"
	"mail.example.com A 192.0.2.1\n"
	"mail.example.com AAAA 2001:db8::1\n"
	"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
	"ip6.arpa PTR mail.example.com\n"
	/* several, the last one is true */
	"2.2.0.192.in-addr.arpa PTR first.example.com\n"
	"2.2.0.192.in-addr.arpa PTR gone.example.com\n"
	"2.2.0.192.in-addr.arpa PTR true.example.com\n"
	"first.example.com A 198.51.100.1\n"
	"true.example.com A 192.0.2.2\n"
	/* none is */
	"3.2.0.192.in-addr.arpa PTR first.example.com\n"
	"3.2.0.192.in-addr.arpa PTR gone.example.com\n"
	/* one cannot be asked now */
	"4.2.0.192.in-addr.arpa PTR first.example.com\n"
	"4.2.0.192.in-addr.arpa PTR slow.example.com\n"
	"5.2.0.192.in-addr.arpa PTR slow.example.com\n"
	"5.2.0.192.in-addr.arpa PTR five.example.com\n"
	"five.example.com A 192.0.2.5\n"
	"slow.example.com FAIL\n"
	"6.2.0.192.in-addr.arpa FAIL\n"
	"7.2.0.192.in-addr.arpa TXT \"no PTR\"\n"
	/* what is no name is neither asked for nor shown */
	"8.2.0.192.in-addr.arpa PTR a\\010b.example.com\n"
	"8.2.0.192.in-addr.arpa PTR \\255.example.com\n"
	"8.2.0.192.in-addr.arpa PTR pass\\(evil\\).example.com\n"
	"9.2.0.192.in-addr.arpa PTR a\\000.example.com\n"
	"9.2.0.192.in-addr.arpa PTR nine.example.com\n"
	"nine.example.com A 192.0.2.9\n"
	/* the eleventh is not looked at */
	"10.2.0.192.in-addr.arpa PTR n1.example.com\n"
	"10.2.0.192.in-addr.arpa PTR n2.example.com\n"
	"10.2.0.192.in-addr.arpa PTR n3.example.com\n"
	"10.2.0.192.in-addr.arpa PTR n4.example.com\n"
	"10.2.0.192.in-addr.arpa PTR n5.example.com\n"
	"10.2.0.192.in-addr.arpa PTR n6.example.com\n"
	"10.2.0.192.in-addr.arpa PTR n7.example.com\n"
	"10.2.0.192.in-addr.arpa PTR n8.example.com\n"
	"10.2.0.192.in-addr.arpa PTR n9.example.com\n"
	"10.2.0.192.in-addr.arpa PTR n10.example.com\n"
	"10.2.0.192.in-addr.arpa PTR n11.example.com\n"
	"n11.example.com A 192.0.2.10\n"
	/* an address of the other family is no confirmation */
	"2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
	"ip6.arpa PTR true.example.com\n";

static const struct {
	const char *ip;
	const char *status, *name, *reason;
} cases[] = {
	{ "192.0.2.1", "pass", "mail.example.com", "" },
	{ "::ffff:192.0.2.1", "pass", "mail.example.com", "" },
	{ "2001:db8::1", "pass", "mail.example.com", "" },
	{ "192.0.2.2", "pass", "true.example.com", "" },
	{ "192.0.2.3", "fail", "first.example.com",
	  "no name has this address" },
	{ "192.0.2.4", "temperror", "first.example.com",
	  "no DNS answer for a name" },
	{ "192.0.2.5", "pass", "five.example.com", "" },
	{ "192.0.2.6", "temperror", "", "no DNS answer for the address" },
	{ "192.0.2.7", "permerror", "", "the address has no name" },
	{ "192.0.2.99", "permerror", "", "the address has no name" },
	{ "192.0.2.8", "fail", "", "no name has this address" },
	{ "192.0.2.9", "pass", "nine.example.com", "" },
	{ "192.0.2.10", "fail", "n1.example.com", "no name has this address" },
	{ "2001:db8::2", "fail", "true.example.com",
	  "no name has this address" },
	{ "unknown", "none", "", "no known client" },
};

static void test_prefetch(struct arena *arena)
{
	struct asked *asked = asked_new(arena, zone);
	struct ip ip;

	ip_parse(STR("192.0.2.2"), &ip);
	iprev_prefetch(&asked->context, &ip);
	iprev_check(&asked->context, &ip);
	is_str(buf_str(&asked->announced),
	       "PTR 2.2.0.192.in-addr.arpa\nA first.example.com\n"
	       "A gone.example.com\nA true.example.com\n",
	       "all that will be asked is announced");
	asked = asked_new(arena, zone);
	ip_parse(STR(""), &ip);
	iprev_prefetch(&asked->context, &ip);
	is_str(buf_str(&asked->announced), "", "nothing for an unknown client");
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct asked *asked = asked_new(arena, zone);
		struct iprev_result result;
		struct ip ip;

		ip_parse(str_from(cases[i].ip), &ip);
		result = iprev_check(&asked->context, &ip);
		is_str(check_name(result.status), cases[i].status, "%s",
		       cases[i].ip);
		is_str(result.name, cases[i].name, "its name");
		is_str(result.reason, cases[i].reason, "the reason");
		ok(asked->lookups <= 1 + LIMIT_IPREV_NAMES, "few questions");
	}
	test_prefetch(arena);
	arena_free(arena);
	return done_testing();
}
