#include "../../filter/spf_record.h"

#include "../../filter/limits.h"
#include "../tap.h"

static const struct {
	const char *text;
	bool is_spf;
} versions[] = {
	{ "v=spf1", true },
	{ "v=spf1 ", true },
	{ "v=spf1 -all", true },
	{ "V=SPF1 -all", true },
	{ "v=spf10 -all", false },
	{ "v=spf1\t-all", false },
	{ " v=spf1 -all", false },
	{ "v=spf", false },
	{ "", false },
	{ "v=spf1-all", false },
	{ "v = spf1 -all", false },
	{ "spf2.0/mfrom -all", false },
};

/* NULL: well-formed. */
static const struct {
	const char *text;
	const char *error;
} records[] = {
	{ "v=spf1", NULL },
	{ "v=spf1   ", NULL },
	{ "v=spf1 -all", NULL },
	{ "v=spf1  +A   ?mX ~ALL ", NULL },
	/* all = "all" */
	{ "v=spf1 -all:x.example", "syntax error: -all:x.example" },
	{ "v=spf1 -all/24", "syntax error: -all/24" },
	{ "v=spf1 all.", "unknown mechanism: all." },
	/* qualifiers */
	{ "v=spf1 --all", "unknown mechanism: --all" },
	{ "v=spf1 +", "unknown mechanism: +" },
	{ "v=spf1 *all", "unknown mechanism: *all" },
	/* include, exists: ":" domain-spec */
	{ "v=spf1 include:spf.example.net", NULL },
	{ "v=spf1 include", "syntax error: include" },
	{ "v=spf1 include:", "syntax error: include:" },
	{ "v=spf1 include:net", "syntax error: include:net" },
	{ "v=spf1 include:a.example/24", "syntax error: include:a.example/24" },
	{ "v=spf1 exists:%{i}.list.example", NULL },
	{ "v=spf1 exists", "syntax error: exists" },
	/* a, mx: [ ":" domain-spec ] [ dual-cidr-length ] */
	{ "v=spf1 a mx", NULL },
	{ "v=spf1 a/24 mx//64 a/0//0", NULL },
	{ "v=spf1 a:h.example/24//64", NULL },
	{ "v=spf1 a:x/y.example/8", NULL },
	{ "v=spf1 a:%{d}/20", NULL },
	{ "v=spf1 a/33", "syntax error: a/33" },
	{ "v=spf1 a//129", "syntax error: a//129" },
	{ "v=spf1 a/024", "syntax error: a/024" },
	{ "v=spf1 a/", "syntax error: a/" },
	{ "v=spf1 a/24/64", "syntax error: a/24/64" },
	{ "v=spf1 a///64", "syntax error: a///64" },
	{ "v=spf1 a/99999999999999999999",
	  "syntax error: a/99999999999999999999" },
	{ "v=spf1 a:h.example/24/64", "syntax error: a:h.example/24/64" },
	{ "v=spf1 a:", "syntax error: a:" },
	{ "v=spf1 mx:192.0.2.1", "syntax error: mx:192.0.2.1" },
	{ "v=spf1 a:ok.example a:bad.-example",
	  "syntax error: a:bad.-example" },
	{ "v=spf1 a:bad.example-", "syntax error: a:bad.example-" },
	{ "v=spf1 a:dot.example.", NULL },
	{ "v=spf1 a:example.", "syntax error: a:example." },
	{ "v=spf1 a:empty..example", NULL },
	{ "v=spf1 a:h.ex\xc3\xa4mple", "syntax error: a:h.ex\xc3\xa4mple" },
	{ "v=spf1 a:h.example\x01", "syntax error: a:h.example?" },
	/* ptr: [ ":" domain-spec ], no length */
	{ "v=spf1 ptr ptr:example.net", NULL },
	{ "v=spf1 ptr/24", "syntax error: ptr/24" },
	/* ip4, ip6 */
	{ "v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.1", NULL },
	{ "v=spf1 ip4", "syntax error: ip4" },
	{ "v=spf1 ip4:192.0.2", "syntax error: ip4:192.0.2" },
	{ "v=spf1 ip4:192.0.2.1/", "syntax error: ip4:192.0.2.1/" },
	{ "v=spf1 ip4:192.0.2.1/33", "syntax error: ip4:192.0.2.1/33" },
	{ "v=spf1 ip4:192.0.2.1//24", "syntax error: ip4:192.0.2.1//24" },
	{ "v=spf1 ip4:192.0.2.1:25", "syntax error: ip4:192.0.2.1:25" },
	{ "v=spf1 ip4:[192.0.2.1]", "syntax error: ip4:[192.0.2.1]" },
	{ "v=spf1 ip4:2001:db8::1", "syntax error: ip4:2001:db8::1" },
	{ "v=spf1 ip4/24", "syntax error: ip4/24" },
	{ "v=spf1 ip6:2001:DB8::/32 ip6:::1 ip6:::/0", NULL },
	{ "v=spf1 ip6:::ffff:192.0.2.1/96", NULL },
	{ "v=spf1 ip6:192.0.2.1", "syntax error: ip6:192.0.2.1" },
	{ "v=spf1 ip6:2001:db8::/129", "syntax error: ip6:2001:db8::/129" },
	{ "v=spf1 ip6:2001::db8::1", "syntax error: ip6:2001::db8::1" },
	{ "v=spf1 ip6:IPv6:::1", "syntax error: ip6:IPv6:::1" },
	/* modifiers */
	{ "v=spf1 redirect=spf.example.net exp=why.example.net", NULL },
	{ "v=spf1 redirect=", "syntax error: redirect=" },
	{ "v=spf1 exp=", "syntax error: exp=" },
	{ "v=spf1 redirect=a.example -all Redirect=b.example",
	  "given twice: Redirect=b.example" },
	{ "v=spf1 exp=a.example exp=a.example", "given twice: exp=a.example" },
	{ "v=spf1 redirect:a.example",
	  "unknown mechanism: redirect:a.example" },
	{ "v=spf1 -redirect=a.example",
	  "unknown mechanism: -redirect=a.example" },
	{ "v=spf1 x-y_z.1=any/thing:%{l}%% -all", NULL },
	{ "v=spf1 x= -all", NULL },
	{ "v=spf1 x=%{y}", "syntax error: x=%{y}" },
	{ "v=spf1 1x=y", "unknown mechanism: 1x=y" },
	{ "v=spf1 =y", "unknown mechanism: =y" },
	/* anywhere in the record, behind what would match too */
	{ "v=spf1 +all nonsense", "unknown mechanism: nonsense" },
	{ "v=spf1 a\tmx", "unknown mechanism: a\tmx" },
	{ "v=spf1 a,mx", "unknown mechanism: a,mx" },
};

static void test_versions(void)
{
	for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++)
		ok(spf_record_is_spf(str_from(versions[i].text)) ==
			   versions[i].is_spf,
		   "\"%s\" is %san SPF record", versions[i].text,
		   versions[i].is_spf ? "" : "not ");
}

static void test_syntax(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		struct spf_record record;
		struct str error = STR("");

		ok(spf_record_parse(arena, str_from(records[i].text), &record,
				    &error) == (records[i].error == NULL),
		   "%s", records[i].text);
		is_str(error, records[i].error ? records[i].error : "",
		       "its error");
	}
}

static void test_terms(struct arena *arena)
{
	struct spf_record record;
	struct str error;

	spf_record_parse(arena,
			 STR("v=spf1 ~mx:h.example/20//60 exp=e.example "
			     "?ip6:2001:db8::/33 redirect=r.example "
			     "-ip6:::ffff:192.0.2.1 a"),
			 &record, &error);
	is_int((long long)record.count, 4, "modifiers are no terms");
	is_int(record.terms[0].mechanism, SPF_MX, "mx");
	is_int(record.terms[0].qualifier, CHECK_SOFTFAIL, "~ is softfail");
	is_str(record.terms[0].domain_spec, "h.example", "its domain-spec");
	is_int(record.terms[0].prefix4, 20, "its length for IPv4");
	is_int(record.terms[0].prefix6, 60, "and for IPv6");
	is_str(record.terms[0].text, "~mx:h.example/20//60", "as published");
	is_int(record.terms[1].qualifier, CHECK_NEUTRAL, "? is neutral");
	is_int(record.terms[1].network.prefix, 33, "a network's length");
	is_int(record.terms[2].qualifier, CHECK_FAIL, "- is fail");
	is_int(record.terms[2].network.ip.family, IP_V6,
	       "ip6 stays IPv6 when it is written as a mapped address");
	is_int(record.terms[2].network.ip.bytes[11], 255, "with its prefix");
	is_int(record.terms[2].network.ip.bytes[15], 1, "and its end");
	is_int(record.terms[3].qualifier, CHECK_PASS, "none is pass");
	is_int(record.terms[3].prefix4, 32, "all bits without a length");
	is_int(record.terms[3].prefix6, 128, "of IPv6 too");
	is_str(record.terms[3].domain_spec, "", "the domain itself");
	is_str(record.redirect, "r.example", "redirect, wherever it stands");
	is_str(record.exp, "e.example", "exp too");
}

static void test_length(struct arena *arena)
{
	char text[LIMIT_SPF_RECORD + 1] = "v=spf1 -all";
	struct spf_record record;
	struct str error;

	memset(text + 11, ' ', sizeof(text) - 11);
	ok(spf_record_parse(arena, (struct str){ text, LIMIT_SPF_RECORD },
			    &record, &error),
	   "the longest record");
	ok(!spf_record_parse(arena, (struct str){ text, sizeof(text) }, &record,
			     &error),
	   "one byte more");
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	test_versions();
	test_syntax(arena);
	test_terms(arena);
	test_length(arena);
	arena_free(arena);
	return done_testing();
}
