#include "../../filter/spf.h"

#include "../tap.h"
#include "asked.h"

static const char zone[] =
	/* RFC 7208 4.3 to 4.5: which record */
	"none.example.com A 192.0.2.1\n"
	"other.example.com TXT \"some text\"\n"
	"other.example.com TXT \"v=spf10 +all\"\n"
	"two.example.com TXT \"v=spf1 -all\"\n"
	"two.example.com TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
	"one.example.com TXT \"v=spf1 \" \"-all\"\n"
	"one.example.com TXT \"site-verification\"\n"
	"slow.example.com FAIL\n"
	"empty.example.com TXT \"v=spf1\"\n"
	"broken.example.com TXT \"v=spf1 ip4:192.0.2.1 -all oops\"\n"
	"xn--bcher-kva.example.com TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
	/* 5: mechanisms */
	"mail.example.com A 192.0.2.1\n"
	"mail.example.com AAAA 2001:db8::1\n"
	"a.example.com TXT \"v=spf1 a:mail.example.com -all\"\n"
	"near.example.com TXT \"v=spf1 a:mail.example.com/24//64 -all\"\n"
	"mapped.example.com TXT \"v=spf1 ip6:::ffff:192.0.2.0/120 -all\"\n"
	"mx.example.com TXT \"v=spf1 mx -all\"\n"
	"mx.example.com MX 10 gone.example.com\n"
	"mx.example.com MX 20 mail.example.com\n"
	"nomx.example.com TXT \"v=spf1 mx -all\"\n"
	"nomx.example.com A 192.0.2.1\n"
	"nullmx.example.com TXT \"v=spf1 mx -all\"\n"
	"nullmx.example.com MX 0 .\n"
	"exists.example.com TXT \"v=spf1 exists:%{i}.ok.example.com -all\"\n"
	"192.0.2.1.ok.example.com A 127.0.0.2\n"
	"exists6.example.com TXT \"v=spf1 exists:%{v}.six.example.com -all\"\n"
	"in-addr.six.example.com AAAA 2001:db8::9\n"
	"ip6.six.example.com A 127.0.0.2\n"
	"ptr.example.com TXT \"v=spf1 ptr -all\"\n"
	"ptrto.example.com TXT \"v=spf1 ptr:EXAMPLE.com -all\"\n"
	"ptrq.example.com TXT \"v=spf1 ptr:q.example.com -all\"\n"
	"ptrnot.example.com TXT \"v=spf1 ptr:le.com -all\"\n"
	"1.2.0.192.in-addr.arpa PTR lies.ptr.example.com\n"
	"1.2.0.192.in-addr.arpa PTR bad\\010name.example.com\n"
	"1.2.0.192.in-addr.arpa PTR Mail.Example.com\n"
	"lies.ptr.example.com A 192.0.2.77\n"
	"named.example.com TXT \"v=spf1 exists:%{p}.yes.example.com -all\"\n"
	"mail.example.com.yes.example.com A 127.0.0.2\n"
	/* %{p}: the domain itself, else a name below it, else any */
	"7.2.0.192.in-addr.arpa PTR first.example.net\n"
	"7.2.0.192.in-addr.arpa PTR b.p.example.com\n"
	"7.2.0.192.in-addr.arpa PTR c.p.example.com\n"
	"7.2.0.192.in-addr.arpa PTR q.example.com\n"
	"first.example.net A 192.0.2.7\n"
	"b.p.example.com A 192.0.2.7\n"
	"c.p.example.com A 192.0.2.7\n"
	"q.example.com A 192.0.2.7\n"
	"p.example.com TXT \"v=spf1 exists:%{p}.1.example.com "
	"exists:%{p}.2.example.com -all\"\n"
	"q.example.com TXT \"v=spf1 exists:%{p}.1.example.com "
	"exists:%{p}.2.example.com -all\"\n"
	"o.example.com TXT \"v=spf1 exists:%{p}.1.example.com "
	"exists:%{p}.2.example.com -all\"\n"
	"b.p.example.com.2.example.com A 127.0.0.2\n"
	"q.example.com.2.example.com A 127.0.0.2\n"
	"first.example.net.2.example.com A 127.0.0.2\n"
	"fail.example.com TXT \"v=spf1 a:slow.example.com -all\"\n"
	"early.example.com TXT \"v=spf1 ip4:192.0.2.1 a:slow.example.com\"\n"
	"bad.example.com TXT \"v=spf1 a:%{l}..x.example.com ~all\"\n"
	/* 5.2: include; 6.1: redirect */
	"inc.example.com TXT \"v=spf1 include:a.example.com ?all\"\n"
	"incsoft.example.com TXT \"v=spf1 -include:bad.example.com +all\"\n"
	"incnone.example.com TXT \"v=spf1 include:none.example.com +all\"\n"
	"incperm.example.com TXT \"v=spf1 include:broken.example.com +all\"\n"
	"inctemp.example.com TXT \"v=spf1 include:slow.example.com +all\"\n"
	"red.example.com TXT \"v=spf1 redirect=a.example.com\"\n"
	"redall.example.com TXT \"v=spf1 ~all redirect=a.example.com\"\n"
	"rednone.example.com TXT \"v=spf1 redirect=none.example.com\"\n"
	"redfail.example.com TXT \"v=spf1 redirect=slow.example.com\"\n"
	/* 4.6.4: limits */
	"loop.example.com TXT \"v=spf1 include:loop.example.com -all\"\n"
	"spin.example.com TXT \"v=spf1 redirect=spin.example.com\"\n"
	"ten.example.com TXT \"v=spf1 a a a a a a a a a a ip4:192.0.2.1\"\n"
	"ten.example.com A 192.0.2.99\n"
	"eleven.example.com TXT \"v=spf1 a a a a a a a a a a a "
	"ip4:192.0.2.1\"\n"
	"eleven.example.com A 192.0.2.99\n"
	"nets.example.com TXT \"v=spf1 ip4:10.0.0.1 ip4:10.0.0.2 ip4:10.0.0.3 "
	"ip4:10.0.0.4 ip4:10.0.0.5 ip4:10.0.0.6 ip4:10.0.0.7 ip4:10.0.0.8 "
	"ip4:10.0.0.9 ip4:10.0.0.10 ip4:10.0.0.11 ip6:::1 ip6:::2 ip6:::3 "
	"ip6:::4 ip6:::5 ip6:::6 ip6:::7 ip6:::8 ip6:::9 ip6:::a ip6:::b "
	"?all\"\n"
	"void2.example.com TXT \"v=spf1 a:v1.example.com a:v2.example.com "
	"ip4:192.0.2.1\"\n"
	"void3.example.com TXT \"v=spf1 a:v1.example.com mx:v2.example.com "
	"exists:v3.example.com ip4:192.0.2.1\"\n"
	"v4only.example.com TXT \"v=spf1 mx a:mail4.example.com "
	"ip6:2001:db8::1\"\n"
	"v4only.example.com MX 1 mail4.example.com\n"
	"v4only.example.com MX 2 mail5.example.com\n"
	"mail4.example.com A 192.0.2.4\n"
	"mail5.example.com A 192.0.2.5\n"
	"v6only.example.com TXT \"v=spf1 a:s1.example.com a:s2.example.com "
	"a:s3.example.com ip4:192.0.2.1\"\n"
	"s1.example.com AAAA 2001:db8::2\n"
	"s2.example.com AAAA 2001:db8::2\n"
	"s3.example.com AAAA 2001:db8::2\n"
	"tenmx.example.com TXT \"v=spf1 mx:m10.example.com -all\"\n"
	"elevenmx.example.com TXT \"v=spf1 mx:m11.example.com -all\"\n"
	"m10.example.com MX 1 m.m10.example.com\n"
	"m10.example.com MX 2 m.m10.example.com\n"
	"m10.example.com MX 3 m.m10.example.com\n"
	"m10.example.com MX 4 m.m10.example.com\n"
	"m10.example.com MX 5 m.m10.example.com\n"
	"m10.example.com MX 6 m.m10.example.com\n"
	"m10.example.com MX 7 m.m10.example.com\n"
	"m10.example.com MX 8 m.m10.example.com\n"
	"m10.example.com MX 9 m.m10.example.com\n"
	"m10.example.com MX 10 mail.example.com\n"
	"m11.example.com MX 1 mail.example.com\n"
	"m11.example.com MX 2 m.m10.example.com\n"
	"m11.example.com MX 3 m.m10.example.com\n"
	"m11.example.com MX 4 m.m10.example.com\n"
	"m11.example.com MX 5 m.m10.example.com\n"
	"m11.example.com MX 6 m.m10.example.com\n"
	"m11.example.com MX 7 m.m10.example.com\n"
	"m11.example.com MX 8 m.m10.example.com\n"
	"m11.example.com MX 9 m.m10.example.com\n"
	"m11.example.com MX 10 m.m10.example.com\n"
	"m11.example.com MX 11 m.m10.example.com\n"
	"m.m10.example.com A 192.0.2.50\n"
	"huge.example.com TXT \"v=spf1 a:%{l}%{l}%{l}%{l}%{l}%{l}%{l}%{l}%{l}"
	".example.com +all\"\n"
	/* what proves nothing */
	"all.example.com TXT \"v=spf1 +all\"\n"
	"wide.example.com TXT \"v=spf1 ip4:192.0.2.1/7 ip6:2001:db8::/15\"\n"
	"broad.example.com TXT \"v=spf1 ip4:192.0.2.1/8 ip6:2001:db8::/16\"\n"
	"awide.example.com TXT \"v=spf1 a:mail.example.com/0//0\"\n"
	"incall.example.com TXT \"v=spf1 include:all.example.com -all\"\n"
	"notall.example.com TXT \"v=spf1 -include:wide.example.com "
	"exists:ip6.six.example.com\"\n";

static const struct {
	const char *domain, *ip;
	enum check_status status;
	const char
		*detail; /* the mechanism, or of a none or error the reason */
} hosts[] = {
	{ "missing.example.com", "192.0.2.1", CHECK_NONE,
	  "no such domain: missing.example.com" },
	{ "none.example.com", "192.0.2.1", CHECK_NONE,
	  "no SPF record: none.example.com" },
	{ "other.example.com", "192.0.2.1", CHECK_NONE,
	  "no SPF record: other.example.com" },
	{ "two.example.com", "192.0.2.1", CHECK_PERMERROR,
	  "several SPF records: two.example.com" },
	{ "one.example.com", "192.0.2.1", CHECK_FAIL, "-all" },
	{ "ONE.Example.com.", "192.0.2.1", CHECK_FAIL, "-all" },
	{ "slow.example.com", "192.0.2.1", CHECK_TEMPERROR,
	  "no DNS answer: slow.example.com" },
	{ "empty.example.com", "192.0.2.1", CHECK_NEUTRAL,
	  "no mechanism matches" },
	{ "broken.example.com", "192.0.2.1", CHECK_PERMERROR,
	  "unknown mechanism: oops" },
	{ "b\xc3\xbc"
	  "cher.example.com",
	  "192.0.2.1", CHECK_PASS, "ip4:192.0.2.1" },
	/* 4.3: no domain */
	{ "com", "192.0.2.1", CHECK_NONE, "not a domain name" },
	{ "", "192.0.2.1", CHECK_NONE, "not a domain name" },
	{ "a..example.com", "192.0.2.1", CHECK_NONE, "not a domain name" },
	{ "[192.0.2.1]", "192.0.2.1", CHECK_NONE, "not a domain name" },
	{ "192.0.2.1", "192.0.2.1", CHECK_NONE, "not a domain name" },
	{ "a'b.example.com", "192.0.2.1", CHECK_NONE, "not a domain name" },
	{ "one.example.com(a.example.net", "192.0.2.1", CHECK_NONE,
	  "not a domain name" },
	{ "0123456789012345678901234567890123456789012345678901234567890123"
	  ".example.com",
	  "192.0.2.1", CHECK_NONE, "not a domain name" },
	/* mechanisms */
	{ "a.example.com", "192.0.2.1", CHECK_PASS, "a:mail.example.com" },
	{ "a.example.com", "192.0.2.2", CHECK_FAIL, "-all" },
	{ "a.example.com", "2001:db8::1", CHECK_PASS, "a:mail.example.com" },
	{ "a.example.com", "::ffff:192.0.2.1", CHECK_PASS,
	  "a:mail.example.com" },
	{ "near.example.com", "192.0.2.200", CHECK_PASS,
	  "a:mail.example.com/24//64" },
	{ "near.example.com", "192.0.3.1", CHECK_FAIL, "-all" },
	{ "near.example.com", "2001:db8::ffff", CHECK_PASS,
	  "a:mail.example.com/24//64" },
	{ "near.example.com", "2001:db8:0:1::1", CHECK_FAIL, "-all" },
	{ "mapped.example.com", "192.0.2.1", CHECK_FAIL, "-all" },
	{ "mapped.example.com", "::ffff:192.0.2.1", CHECK_FAIL, "-all" },
	{ "mx.example.com", "192.0.2.1", CHECK_PASS, "mx" },
	{ "nomx.example.com", "192.0.2.1", CHECK_FAIL, "-all" },
	{ "nullmx.example.com", "192.0.2.1", CHECK_FAIL, "-all" },
	{ "exists.example.com", "192.0.2.1", CHECK_PASS,
	  "exists:%{i}.ok.example.com" },
	{ "exists.example.com", "192.0.2.2", CHECK_FAIL, "-all" },
	{ "exists6.example.com", "192.0.2.1", CHECK_FAIL, "-all" },
	{ "exists6.example.com", "2001:db8::1", CHECK_PASS,
	  "exists:%{v}.six.example.com" },
	{ "ptr.example.com", "192.0.2.1", CHECK_FAIL, "-all" },
	{ "ptrto.example.com", "192.0.2.1", CHECK_PASS, "ptr:EXAMPLE.com" },
	{ "ptrto.example.com", "192.0.2.2", CHECK_FAIL, "-all" },
	{ "ptrq.example.com", "192.0.2.7", CHECK_PASS, "ptr:q.example.com" },
	{ "ptrnot.example.com", "192.0.2.1", CHECK_FAIL, "-all" },
	{ "named.example.com", "192.0.2.1", CHECK_PASS,
	  "exists:%{p}.yes.example.com" },
	{ "p.example.com", "192.0.2.7", CHECK_PASS,
	  "exists:%{p}.2.example.com" },
	{ "q.example.com", "192.0.2.7", CHECK_PASS,
	  "exists:%{p}.2.example.com" },
	{ "o.example.com", "192.0.2.7", CHECK_PASS,
	  "exists:%{p}.2.example.com" },
	{ "fail.example.com", "192.0.2.1", CHECK_TEMPERROR,
	  "no DNS answer: slow.example.com" },
	{ "early.example.com", "192.0.2.1", CHECK_PASS, "ip4:192.0.2.1" },
	{ "bad.example.com", "192.0.2.1", CHECK_SOFTFAIL, "~all" },
	/* include, redirect */
	{ "inc.example.com", "192.0.2.1", CHECK_PASS, "include:a.example.com" },
	{ "inc.example.com", "192.0.2.2", CHECK_NEUTRAL, "?all" },
	{ "incsoft.example.com", "192.0.2.1", CHECK_PASS, "+all" },
	{ "incnone.example.com", "192.0.2.1", CHECK_PERMERROR,
	  "include of a domain without a record: none.example.com" },
	{ "incperm.example.com", "192.0.2.1", CHECK_PERMERROR,
	  "unknown mechanism: oops" },
	{ "inctemp.example.com", "192.0.2.1", CHECK_TEMPERROR,
	  "no DNS answer: slow.example.com" },
	{ "red.example.com", "192.0.2.1", CHECK_PASS, "a:mail.example.com" },
	{ "red.example.com", "192.0.2.2", CHECK_FAIL, "-all" },
	{ "redall.example.com", "192.0.2.1", CHECK_SOFTFAIL, "~all" },
	{ "rednone.example.com", "192.0.2.1", CHECK_PERMERROR,
	  "redirect to a domain without a record: none.example.com" },
	{ "redfail.example.com", "192.0.2.1", CHECK_TEMPERROR,
	  "no DNS answer: slow.example.com" },
	/* limits */
	{ "loop.example.com", "192.0.2.1", CHECK_PERMERROR,
	  "more than ten terms ask DNS" },
	{ "spin.example.com", "192.0.2.1", CHECK_PERMERROR,
	  "more than ten terms ask DNS" },
	{ "ten.example.com", "192.0.2.1", CHECK_PASS, "ip4:192.0.2.1" },
	{ "eleven.example.com", "192.0.2.1", CHECK_PERMERROR,
	  "more than ten terms ask DNS" },
	{ "nets.example.com", "192.0.2.1", CHECK_NEUTRAL, "?all" },
	{ "void2.example.com", "192.0.2.1", CHECK_PASS, "ip4:192.0.2.1" },
	{ "void3.example.com", "192.0.2.1", CHECK_PERMERROR,
	  "too many names without records: v3.example.com" },
	{ "v4only.example.com", "2001:db8::1", CHECK_PASS, "ip6:2001:db8::1" },
	{ "v6only.example.com", "192.0.2.1", CHECK_PERMERROR,
	  "too many names without records: s3.example.com" },
	{ "void3.example.com", "2001:db8::1", CHECK_PERMERROR,
	  "too many names without records: v3.example.com" },
	{ "tenmx.example.com", "192.0.2.1", CHECK_PASS, "mx:m10.example.com" },
	{ "elevenmx.example.com", "192.0.2.1", CHECK_PERMERROR,
	  "more than ten MX: m11.example.com" },
};

static struct spf_result check(struct asked *asked, const char *ip,
			       const char *domain, const char *sender)
{
	struct ip address;

	ip_parse(str_from(ip), &address);
	return spf_check_host(&asked->context, &address, str_from(domain),
			      str_from(sender), STR("helo.example.net"),
			      STR("mx.example.org"));
}

static void test_hosts(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		struct asked *asked = asked_new(arena, zone);
		struct spf_result result =
			check(asked, hosts[i].ip, hosts[i].domain,
			      arena_cstr(arena, arena_printf(arena, "u@%s",
							     hosts[i].domain)));

		is_str(check_name(result.status),
		       arena_cstr(arena, check_name(hosts[i].status)),
		       "%s from %s", hosts[i].domain, hosts[i].ip);
		is_str(result.reason.len > 0 ? result.reason : result.mechanism,
		       hosts[i].detail, "for the right reason");
		if (str_eq(result.reason, STR("not a domain name")))
			is_int(asked->lookups, 0, "and nothing is asked");
	}
}

static void test_proves_nothing(struct arena *arena)
{
	static const struct {
		const char *domain, *ip;
		bool allows_all;
	} cases[] = {
		{ "all.example.com", "192.0.2.1", true },
		{ "wide.example.com", "192.0.2.1", true },
		{ "wide.example.com", "2001:db8::1", true },
		{ "broad.example.com", "192.0.2.1", false },
		{ "broad.example.com", "2001:db8::1", false },
		{ "awide.example.com", "192.0.2.200", true },
		{ "incall.example.com", "192.0.2.1", true },
		{ "notall.example.com", "198.51.100.1", false },
		{ "a.example.com", "192.0.2.1", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct spf_result result =
			check(asked_new(arena, zone), cases[i].ip,
			      cases[i].domain, "u@example.com");

		ok(result.status == CHECK_PASS &&
			   result.allows_all == cases[i].allows_all,
		   "%s from %s: %s", cases[i].domain, cases[i].ip,
		   cases[i].allows_all ? "anybody passes" : "a real pass");
	}
	ok(!check(asked_new(arena, zone), "192.0.2.1", "redall.example.com",
		  "u@example.com")
		    .allows_all,
	   "~all allows nobody");
}

static void test_bounds(struct arena *arena)
{
	char local[LIMIT_SPF_LOCAL_PART + 1], sender[2000];
	struct spf_result result;

	memset(local, 'x', sizeof(local));
	snprintf(sender, sizeof(sender), "%.1000s@example.com", local);
	result = check(asked_new(arena, zone), "192.0.2.1", "huge.example.com",
		       sender);
	is_str(result.reason, "a name expands beyond all bounds",
	       "macros that multiply");
	is_int(result.status, CHECK_PERMERROR, "are a permerror");
	snprintf(sender, sizeof(sender), "%.1025s%0254d", local, 0);
	result = check(asked_new(arena, zone), "192.0.2.1", "all.example.com",
		       sender);
	is_int(result.status, CHECK_NONE, "an endless sender is nobody");
	result = check(asked_new(arena, zone), "192.0.2.1", "void2.example.com",
		       "u@example.com");
	is_int(result.terms, 2, "terms are counted");
	is_int(result.voids, 2, "voids are counted");
}

/* -- explanations ---------------------------------------------------------- */

static const char exp_zone[] =
	"plain.example.com TXT \"v=spf1 -all exp=why.%{d1r}.exp.example.com\"\n"
	"why.plain.exp.example.com TXT \"%{i} (%{c}) is not %{d}: %{s} %{l} "
	"%{o} %{h} %{r} %{t} %{p}\"\n"
	"inc.example.com TXT \"v=spf1 include:plain.example.com -all\"\n"
	"red.example.com TXT \"v=spf1 redirect=plain.example.com "
	"exp=own.exp.example.com\"\n"
	"own.exp.example.com TXT \"own\"\n"
	"incown.example.com TXT \"v=spf1 include:plain.example.com "
	"exp=own.exp.example.com -all\"\n"
	"soft.example.com TXT \"v=spf1 ~all exp=own.exp.example.com\"\n"
	"two.example.com TXT \"v=spf1 -all exp=two.exp.example.com\"\n"
	"two.exp.example.com TXT \"one\"\n"
	"two.exp.example.com TXT \"two\"\n"
	"utf8.example.com TXT \"v=spf1 -all exp=utf8.exp.example.com\"\n"
	"utf8.exp.example.com TXT \"caf\\195\\169\"\n"
	"macro.example.com TXT \"v=spf1 -all exp=macro.exp.example.com\"\n"
	"macro.exp.example.com TXT \"100% of %{x}\"\n"
	"slow.example.com TXT \"v=spf1 -all exp=slow.exp.example.com\"\n"
	"slow.exp.example.com FAIL\n"
	"gone.example.com TXT \"v=spf1 -all exp=gone.exp.example.com\"\n"
	"void.example.com TXT \"v=spf1 a:x.example.com a:y.example.com -all "
	"exp=gone.exp.example.com\"\n"
	"local.example.com TXT \"v=spf1 -all exp=local.exp.example.com\"\n"
	"local.exp.example.com TXT \"%{l}\"\n"
	"esc.example.com TXT \"v=spf1 -all exp=esc.exp.example.com\"\n"
	"esc.exp.example.com TXT \"http://example.com/?%{L}\"\n";

static const struct {
	const char *domain, *sender, *explanation;
} explanations[] = {
	{ "plain.example.com", "u@plain.example.com",
	  "192.0.2.1 (192.0.2.1) is not plain.example.com: "
	  "u@plain.example.com u plain.example.com helo.example.net "
	  "mx.example.org 1000000000 unknown" },
	{ "inc.example.com", "u@inc.example.com", "" },
	{ "red.example.com", "u@red.example.com",
	  "192.0.2.1 (192.0.2.1) is not plain.example.com: u@red.example.com "
	  "u red.example.com helo.example.net mx.example.org 1000000000 "
	  "unknown" },
	{ "incown.example.com", "u@incown.example.com", "own" },
	{ "soft.example.com", "u@soft.example.com", "" },
	{ "two.example.com", "u@two.example.com", "" },
	{ "utf8.example.com", "u@utf8.example.com", "" },
	{ "macro.example.com", "u@macro.example.com", "" },
	{ "slow.example.com", "u@slow.example.com", "" },
	{ "gone.example.com", "u@gone.example.com", "" },
	{ "void.example.com", "u@void.example.com", "" },
	/* 4.3: without a local part */
	{ "local.example.com", "@local.example.com", "postmaster" },
	{ "local.example.com", "local.example.com", "postmaster" },
	{ "local.example.com", "\"a@~\"@local.example.com", "\"a@~\"" },
	/* a sender cannot put into it what is not printable ASCII */
	{ "local.example.com", "a\nb@local.example.com", "" },
	{ "local.example.com", "\xc3\xa9@local.example.com", "" },
	{ "esc.example.com", "a\n\xe9@local.example.com",
	  "http://example.com/?a%0A%E9" },
};

static void test_explanations(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(explanations) / sizeof(*explanations);
	     i++) {
		struct spf_result result =
			check(asked_new(arena, exp_zone), "192.0.2.1",
			      explanations[i].domain, explanations[i].sender);

		is_int(result.status, i == 4 ? CHECK_SOFTFAIL : CHECK_FAIL,
		       "%s fails", explanations[i].domain);
		is_str(result.explanation, explanations[i].explanation,
		       "and explains itself as it should");
	}
}

/* -- identities (RFC 7208 2.3, 2.4) ---------------------------------------- */

static const char identity_zone[] =
	"good.example.com TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
	"evil.example.com TXT \"v=spf1 +all\"\n"
	"helo.example.com TXT \"v=spf1 exists:%{l}.%{o}.ok.example.com "
	"-all\"\n"
	"postmaster.helo.example.com.ok.example.com A 127.0.0.2\n";

static const struct {
	const char *what;
	enum client_status client;
	const char *ip, *helo, *sender; /* NULL: not told */
	const char *mailfrom, *domain, *identity;
	const char *helo_status;
	const char *reason; /* of MAIL FROM's none */
} identities[] = {
	{ "a plain sender", CLIENT_KNOWN, "192.0.2.1", "evil.example.com",
	  "u@Good.example.com", "pass", "good.example.com",
	  "u@Good.example.com", "pass", "" },
	{ "the null sender is HELO's postmaster", CLIENT_KNOWN, "192.0.2.9",
	  "helo.example.com", "", "pass", "helo.example.com",
	  "postmaster@helo.example.com", "pass", "" },
	{ "the null sender without a name in HELO", CLIENT_KNOWN, "192.0.2.9",
	  "[192.0.2.9]", "", "none", "", "", "none",
	  "null sender and no name in HELO" },
	{ "the null sender without HELO", CLIENT_KNOWN, "192.0.2.9", NULL, "",
	  "none", "", "", "none", "null sender and no name in HELO" },
	/* A broken sender is nobody, and HELO does not stand in for it. */
	{ "an unclosed comment", CLIENT_KNOWN, "192.0.2.1", "evil.example.com",
	  "(any@good.example.com", "none", "", "", "pass",
	  "MAIL FROM has no usable domain" },
	{ "a comment in the domain", CLIENT_KNOWN, "192.0.2.1",
	  "evil.example.com", "any@good.example.com(a.evil.example.com", "none",
	  "", "", "pass", "MAIL FROM has no usable domain" },
	{ "two at signs", CLIENT_KNOWN, "192.0.2.1", "evil.example.com",
	  "any@good.example.com'@any.evil.example.com", "none", "", "", "pass",
	  "MAIL FROM has no usable domain" },
	{ "a local part without its quotes", CLIENT_KNOWN, "192.0.2.1",
	  "evil.example.com", "joe public@good.example.com", "pass",
	  "good.example.com", "joe public@good.example.com", "pass", "" },
	{ "no local part", CLIENT_KNOWN, "192.0.2.1", "evil.example.com",
	  "@good.example.com", "pass", "good.example.com",
	  "postmaster@good.example.com", "pass", "" },
	{ "a sender without a domain", CLIENT_KNOWN, "192.0.2.1",
	  "evil.example.com", "any", "none", "", "", "pass",
	  "MAIL FROM has no usable domain" },
	{ "an address literal", CLIENT_KNOWN, "192.0.2.1", "evil.example.com",
	  "any@[192.0.2.1]", "none", "", "", "pass",
	  "MAIL FROM has no usable domain" },
	{ "a sender without a record does not fall back", CLIENT_KNOWN,
	  "192.0.2.1", "evil.example.com", "any@not.good.example.com", "none",
	  "not.good.example.com", "any@not.good.example.com", "pass",
	  "no such domain: not.good.example.com" },
	{ "no sender told", CLIENT_KNOWN, "192.0.2.1", "evil.example.com", NULL,
	  "none", "", "", "pass", "the sender is not known" },
	{ "HELO of one label", CLIENT_KNOWN, "192.0.2.1", "localhost",
	  "u@good.example.com", "pass", "good.example.com",
	  "u@good.example.com", "none", "" },
	{ "HELO that is an address", CLIENT_KNOWN, "192.0.2.1", "192.0.2.1",
	  "u@good.example.com", "pass", "good.example.com",
	  "u@good.example.com", "none", "" },
	{ "an unknown client", CLIENT_UNKNOWN, "", "evil.example.com",
	  "u@evil.example.com", "none", "", "", "none",
	  "the client is not known" },
	{ "a local client", CLIENT_LOCAL, "", "evil.example.com",
	  "u@evil.example.com", "none", "", "", "none",
	  "submitted on this machine" },
};

static struct envelope envelope_of(size_t i)
{
	struct envelope envelope = {
		.client = { .status = identities[i].client,
			    .helo = str_from(identities[i].helo) },
	};

	ip_parse(str_from(identities[i].ip), &envelope.client.ip);
	if (identities[i].sender != NULL)
		envelope.sender = sender_parse(str_from(identities[i].sender));
	return envelope;
}

static void test_identities(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(identities) / sizeof(*identities); i++) {
		struct asked *asked = asked_new(arena, identity_zone);
		struct envelope envelope = envelope_of(i);
		struct spf_results results = spf_check(
			&asked->context, &envelope, STR("mx.example.org"));

		is_str(check_name(results.mailfrom.status),
		       identities[i].mailfrom, "%s", identities[i].what);
		is_str(results.mailfrom.domain, identities[i].domain,
		       "its domain");
		is_str(results.mailfrom.identity, identities[i].identity,
		       "its identity");
		is_str(results.mailfrom.reason, identities[i].reason,
		       "its reason");
		is_str(check_name(results.helo.status),
		       identities[i].helo_status, "HELO is apart from it");
		if (identities[i].client != CLIENT_KNOWN)
			is_int(asked->lookups + asked->announced.len, 0,
			       "nothing is asked");
	}
}

/* -- prefetch -------------------------------------------------------------- */

static const char prefetch_zone[] =
	"p.example.com TXT \"v=spf1 ip4:198.51.100.1 a mx:m.example.com "
	"include:i.example.com exists:%{i}.x.example.com ptr "
	"exists:%{p}.y.example.com ~all a:never.example.com\"\n"
	"m.example.com MX 10 h1.example.com\n"
	"m.example.com MX 20 h2.example.com\n"
	"h1.example.com A 198.51.100.2\n"
	"i.example.com TXT \"v=spf1 redirect=r.example.com\"\n"
	"r.example.com TXT \"v=spf1 ?all\"\n"
	"helo.example.com TXT \"v=spf1 a:helo-a.example.com -all\"\n"
	"only.example.com TXT \"v=spf1 a\"\n"
	"ip.example.com TXT \"v=spf1 ip4:192.0.2.1 a:never.example.com\"\n";

static void test_prefetch(struct arena *arena)
{
	struct envelope envelope = {
		.client = { .status = CLIENT_KNOWN,
			    .helo = STR("helo.example.com") },
		.sender = sender_parse(STR("u@p.example.com")),
	};
	struct asked *asked = asked_new(arena, prefetch_zone);

	ip_parse(STR("192.0.2.1"), &envelope.client.ip);
	spf_prefetch(&asked->context, &envelope);
	is_str(buf_str(&asked->announced),
	       "TXT p.example.com\nTXT helo.example.com\n",
	       "the records of both identities are announced");
	asked = asked_new(arena, prefetch_zone);
	spf_check(&asked->context, &envelope, STR("mx.example.org"));
	ok(str_find_str(buf_str(&asked->announced),
			STR("A helo-a.example.com\n")) <
		   str_find_str(buf_str(&asked->announced),
				STR("A h1.example.com\n")),
	   "what HELO needs is announced before MAIL FROM is evaluated");
	envelope.client.status = CLIENT_UNKNOWN;
	asked = asked_new(arena, prefetch_zone);
	spf_prefetch(&asked->context, &envelope);
	is_str(buf_str(&asked->announced), "", "not for an unknown client");
	asked = asked_new(arena, prefetch_zone);
	check(asked, "192.0.2.1", "p.example.com", "u@p.example.com");
	is_str(buf_str(&asked->announced),
	       "A p.example.com\nMX m.example.com\nTXT i.example.com\n"
	       "A 192.0.2.1.x.example.com\nPTR 1.2.0.192.in-addr.arpa\n"
	       "A h1.example.com\nA h2.example.com\nTXT r.example.com\n",
	       "a record announces what it will ask");
	asked = asked_new(arena, prefetch_zone);
	check(asked, "192.0.2.1", "ip.example.com", "u@ip.example.com");
	is_str(buf_str(&asked->announced), "",
	       "nothing behind a network that has the client");
	asked = asked_new(arena, prefetch_zone);
	check(asked, "192.0.2.1", "only.example.com", "u@example.com");
	is_str(buf_str(&asked->announced), "A only.example.com\n",
	       "nothing that is not in the record");
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA * 8, NULL);

	test_hosts(arena);
	test_proves_nothing(arena);
	test_bounds(arena);
	test_explanations(arena);
	test_identities(arena);
	test_prefetch(arena);
	arena_free(arena);
	return done_testing();
}
