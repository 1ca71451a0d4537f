#include "../../filter/spf_macro.h"

#include "../../filter/limits.h"
#include "../tap.h"

#define STRING 1 /* macro-string */
#define SPEC 2 /* domain-spec */
#define TEXT 4 /* explain-string */

static const struct {
	const char *text;
	int is;
} grammar[] = {
	{ "", STRING | TEXT },
	{ "mail.example", STRING | SPEC | TEXT },
	{ "mail.example.", STRING | SPEC | TEXT },
	{ "example", STRING | TEXT },
	{ "mail.123", STRING | TEXT },
	{ "mail.1a3", STRING | SPEC | TEXT },
	{ "mail.xn--p1ai", STRING | SPEC | TEXT },
	{ "%{d}", STRING | SPEC | TEXT },
	{ "%{d}example", STRING | TEXT },
	{ "%{d}.example", STRING | SPEC | TEXT },
	{ "see mail.example", TEXT },
	{ "%%", STRING | SPEC | TEXT },
	{ "%_%-", STRING | SPEC | TEXT },
	{ "%", 0 },
	{ "a%b", 0 },
	{ "%{", 0 },
	{ "%{}", 0 },
	{ "%{d", 0 },
	{ "%{x}", 0 },
	{ "%{dd}", 0 },
	{ "%{S}%{L}%{O}%{D}%{I}%{P}%{V}%{H}", STRING | SPEC | TEXT },
	/* RFC 7208 7.2: only in explanations */
	{ "%{c}", TEXT },
	{ "%{R}", TEXT },
	{ "%{t}", TEXT },
	{ "%{l2r-}", STRING | SPEC | TEXT },
	{ "%{l02}", STRING | SPEC | TEXT },
	{ "%{lr}", STRING | SPEC | TEXT },
	{ "%{l.-+,/_=}", STRING | SPEC | TEXT },
	{ "%{l999999999999999999999r}", STRING | SPEC | TEXT },
	{ "%{l0}", 0 },
	{ "%{lr2}", 0 },
	{ "%{l-r}", 0 },
	{ "%{l;}", 0 },
	{ "tab\there", 0 },
	{ "\xc3\xa4", 0 },
};

/* For local-part "one-two.three+four" at "mail.sub.example.com". */
static const struct {
	const char *text, *want;
	bool v6;
} expansions[] = {
	{ "plain.example", "plain.example", false },
	{ "a%%b%_c%-d", "a%b c%20d", false },
	{ "%{s}", "one-two.three+four@sub.example.com", false },
	{ "%{l}", "one-two.three+four", false },
	{ "%{l-}", "one.two.three+four", false },
	{ "%{lr-}", "two.three+four.one", false },
	{ "%{l1-}", "two.three+four", false },
	{ "%{l1r-}", "one", false },
	{ "%{lr.-+}", "four.three.two.one", false },
	{ "%{l2r.-+}", "two.one", false },
	{ "%{l2.-+}", "three.four", false },
	{ "%{l4.-+}", "one.two.three.four", false },
	{ "%{l9r.-+}", "four.three.two.one", false },
	{ "%{o}", "sub.example.com", false },
	{ "%{d}", "spf.example.net", false },
	{ "%{d2}", "example.net", false },
	{ "%{dr}", "net.example.spf", false },
	{ "%{d1r}", "spf", false },
	{ "%{i}", "192.0.2.3", false },
	{ "%{ir}", "3.2.0.192", false },
	{ "%{i}",
	  "2.0.0.1.0.D.B.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	  "0.0.C.B",
	  true },
	{ "%{ir}",
	  "B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0."
	  "1.0.0.2",
	  true },
	{ "%{v}", "in-addr", false },
	{ "%{v}", "ip6", true },
	{ "%{c}", "192.0.2.3", false },
	{ "%{c}", "2001:db8::cb", true },
	{ "%{h}", "helo.example.org", false },
	{ "%{p}", "unknown", false },
	{ "%{r}", "unknown", false },
	{ "%{t}", "1000000000", false },
	/* upper case: escaped, but for what RFC 3986 leaves unreserved */
	{ "%{S}", "one-two.three%2Bfour%40sub.example.com", false },
	{ "%{Lr+}", "four.one-two.three", false },
	{ "%{l1r=}", "one-two.three+four", false },
};

static int classes(struct str text)
{
	return (spf_macro_is_string(text) ? STRING : 0) |
	       (spf_macro_is_domain_spec(text) ? SPEC : 0) |
	       (spf_macro_is_explanation(text) ? TEXT : 0);
}

static struct spf_macro_values sample(const struct ip *ip)
{
	return (struct spf_macro_values){
		.sender = STR("one-two.three+four@sub.example.com"),
		.local = STR("one-two.three+four"),
		.sender_domain = STR("sub.example.com"),
		.domain = STR("spf.example.net"),
		.helo = STR("helo.example.org"),
		.ip = ip,
		.now = 1000000000,
	};
}

static void test_expansions(struct arena *arena)
{
	struct ip v4, v6;

	ip_parse(STR("192.0.2.3"), &v4);
	ip_parse(STR("2001:db8::cb"), &v6);
	for (size_t i = 0; i < sizeof(expansions) / sizeof(*expansions); i++) {
		struct spf_macro_values values =
			sample(expansions[i].v6 ? &v6 : &v4);
		struct str got;

		ok(spf_macro_expand(arena, str_from(expansions[i].text),
				    &values, 200, &got),
		   "%s expands", expansions[i].text);
		is_str(got, expansions[i].want, "to what it should");
	}
}

static void test_odd_values(struct arena *arena)
{
	struct ip ip = { .family = IP_V4 };
	struct spf_macro_values values = sample(&ip);
	struct str got;

	values.local = STR("-a--b-");
	spf_macro_expand(arena, STR("%{lr-}"), &values, 50, &got);
	is_str(got, ".b..a.", "empty parts, reversed");
	spf_macro_expand(arena, STR("<%{l1-}|%{l1r-}>"), &values, 50, &got);
	is_str(got, "<|>", "an empty part at each end");
	values.local = STR("\xff\n ~");
	spf_macro_expand(arena, STR("%{L}"), &values, 50, &got);
	is_str(got, "%FF%0A%20~", "bytes that no text has, escaped");
}

static void test_limits(struct arena *arena)
{
	struct ip ip = { .family = IP_V4 };
	struct spf_macro_values values = sample(&ip);
	struct str got;

	ok(spf_macro_expand(arena, STR("%{d}"), &values, 15, &got),
	   "as long as the limit");
	ok(!spf_macro_expand(arena, STR("%{d}"), &values, 14, &got),
	   "longer than the limit");
	ok(!spf_macro_expand(arena, STR("%{D}%{D}"), &values, 29, &got),
	   "longer in the second macro");
}

static void test_names(struct arena *arena)
{
	char label[41] = "0123456789012345678901234567890123456789";
	struct ip ip = { .family = IP_V4 };
	struct spf_macro_values values = sample(&ip);
	struct str got;

	spf_macro_expand_domain(arena, STR("%{d}."), &values, &got);
	is_str(got, "spf.example.net", "a final dot goes");
	values.domain = arena_printf(arena, "%s.%s.%s.%s.%s.%s.example", label,
				     label, label, label, label, label);
	spf_macro_expand_domain(arena, STR("%{d}"), &values, &got);
	is_int((long long)got.len, 253, "253 bytes fit");
	spf_macro_expand_domain(arena, STR("xy.%{d}"), &values, &got);
	ok(str_eq(got, values.domain), "what is longer loses labels");
	spf_macro_expand_domain(arena, STR("%{d}.org"), &values, &got);
	is_int((long long)got.len, 253 - 41 + 4, "as few as it takes");
	ok(str_ends(got, STR(".example.org")), "never off the right");
	values.domain = arena_printf(arena, "%s%s%s%s%s%s%s", label, label,
				     label, label, label, label, label);
	ok(spf_macro_expand_domain(arena, STR("%{d}"), &values, &got) &&
		   got.len == 0,
	   "one endless label leaves nothing to ask for");
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	for (size_t i = 0; i < sizeof(grammar) / sizeof(*grammar); i++)
		is_int(classes(str_from(grammar[i].text)), grammar[i].is,
		       "\"%s\"", grammar[i].text);
	ok(!spf_macro_is_explanation((struct str){ "a\0b", 3 }), "a NUL");
	test_expansions(arena);
	test_odd_values(arena);
	test_limits(arena);
	test_names(arena);
	ok(spf_macro_wants_name(STR("a.%{P1r}.b")), "%%{p} is found");
	ok(!spf_macro_wants_name(STR("p.%{d}%%{p}")), "and not imagined");
	arena_free(arena);
	return done_testing();
}
