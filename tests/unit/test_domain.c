/* Names: what is one, its A-labels, its parents. */
#include "../../filter/domain.h"
#include "../tap.h"

#define NAME(text)                                                             \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}
#define TEN "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN

static const struct {
	struct str name;
	size_t min_labels;
	bool hostname, dns_name;
} syntax[] = {
	{ NAME("example.com"), 2, true, true },
	{ NAME("Example.COM"), 2, true, true },
	{ NAME("a-b.c1.example"), 2, true, true },
	{ NAME("localhost"), 1, true, true },
	{ NAME("localhost"), 2, false, false },
	{ NAME("_dmarc.example.com"), 2, false, true },
	{ NAME("sel_1"), 1, false, true },
	{ NAME("20230601"), 1, false, true },
	{ NAME("192.0.2.1"), 2, false, true },
	{ NAME(""), 0, false, false },
	{ NAME("."), 1, false, false },
	{ NAME("example.com."), 2, false, false },
	{ NAME(".example.com"), 2, false, false },
	{ NAME("a..b"), 2, false, false },
	{ NAME("-a.example"), 2, false, false },
	{ NAME("a-.example"), 2, false, false },
	{ NAME("a b.example"), 2, false, false },
	{ NAME("a\0b.example"), 2, false, false },
	{ NAME("a'b.example"), 2, false, false },
	{ NAME("a(b.example"), 2, false, false },
	{ NAME("b\xc3\xbc.example"), 2, false, false },
	{ NAME(SIXTY "abc.example"), 2, true, true },
	{ NAME(SIXTY "abcd.example"), 2, false, false },
	{ NAME(SIXTY "." SIXTY "." SIXTY "." SIXTY ".abcdefghi"), 2, true,
	  true },
	{ NAME(SIXTY "." SIXTY "." SIXTY "." SIXTY "." TEN), 2, false, false },
};

/* ascii "": no name. */
static const struct {
	struct str name;
	const char *ascii;
} idna[] = {
	{ NAME("example.com"), "example.com" },
	{ NAME("Mail.Example.COM"), "mail.example.com" },
	{ NAME("b\xc3\xbc"
	       "cher.example"),
	  "xn--bcher-kva.example" },
	{ NAME("bu\xcc\x88"
	       "cher.example"),
	  "xn--bcher-kva.example" },
	{ NAME("XN--bcher-KVA.example"), "xn--bcher-kva.example" },
	{ NAME("stra\xc3\x9f"
	       "e.example"),
	  "xn--strae-oqa.example" },
	{ NAME("\xe4\xbe\x8b.\xe4\xbe\x8b"), "xn--fsq.xn--fsq" },
	{ NAME("localhost"), "" },
	{ NAME("example.com."), "" },
	{ NAME("a_b.example"), "" },
	{ NAME("192.0.2.1"), "" },
	{ NAME("[192.0.2.1]"), "" },
	{ NAME(""), "" },
	{ NAME("a\0.example"), "" },
	{ NAME("example.com\0"), "" },
	{ NAME("good\xe2\x80\x80.example"), "" }, /* U+2000 en quad */
	{ NAME("good\xe2\x80\x8b.example"), "" }, /* U+200B zero width */
	{ NAME("good\xc2\xad.example"), "" }, /* U+00AD soft hyphen */
	{ NAME("a\xe3\x80\x82"
	       "example"),
	  "" }, /* U+3002 ideographic full stop */
	{ NAME("\xef\xbd\x87ood.example"), "" }, /* U+FF47 wide g */
	{ NAME("\xe2\x80\xaegood.example"), "" }, /* U+202E right to left */
	{ NAME("\xd7\x90"
	       "b.example"),
	  "" }, /* both directions in one label */
	{ NAME("xn--a.example"), "" }, /* stands for U+0080 */
	{ NAME("xn--.example"), "" },
	{ NAME("xn--zz-zz.example"), "" },
	{ NAME("\xff.example"), "" },
};

static void test_relations(void)
{
	struct str name = STR("a.b.example.com");

	is_int((long long)domain_label_count(name), 4, "four labels");
	is_int((long long)domain_label_count(STR("com")), 1, "one label");
	is_int((long long)domain_label_count(STR("")), 0, "no label");
	is_str(domain_parent(name), "b.example.com", "parent");
	is_str(domain_parent(STR("com")), "", "no parent");
	is_str(domain_parent(STR("")), "", "no parent of nothing");
	is_str(domain_last_labels(name, 2), "example.com", "last two");
	is_str(domain_last_labels(name, 4), "a.b.example.com", "last four");
	is_str(domain_last_labels(name, 9), "a.b.example.com", "last nine");
	is_str(domain_last_labels(name, 0), "", "last none");
}

static void test_within(void)
{
	static const struct {
		const char *name, *ancestor;
		bool within;
	} rows[] = {
		{ "example.com", "example.com", true },
		{ "EXAMPLE.com", "example.COM", true },
		{ "a.example.com", "example.com", true },
		{ "a.example.com", "COM", true },
		{ "badexample.com", "example.com", false },
		{ "example.com", "a.example.com", false },
		{ "example.com.net", "example.com", false },
		{ "example.com", "", false },
		{ "", "example.com", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok(domain_is_within(str_from(rows[i].name),
				    str_from(rows[i].ancestor)) ==
			   rows[i].within,
		   "%s within \"%s\"", rows[i].name, rows[i].ancestor);
}

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);

	for (size_t i = 0; i < sizeof(syntax) / sizeof(syntax[0]); i++) {
		ok(domain_is_hostname(syntax[i].name, syntax[i].min_labels) ==
			   syntax[i].hostname,
		   "\"%.*s\" as a host name", STR_ARG(syntax[i].name));
		ok(domain_is_dns_name(syntax[i].name, syntax[i].min_labels) ==
			   syntax[i].dns_name,
		   "\"%.*s\" as a name in DNS", STR_ARG(syntax[i].name));
	}
	for (size_t i = 0; i < sizeof(idna) / sizeof(idna[0]); i++) {
		struct str ascii = STR("");
		bool valid = domain_to_ascii(arena, idna[i].name, &ascii);

		is_str(valid ? ascii : STR(""), idna[i].ascii,
		       "\"%.*s\" in ASCII", STR_ARG(idna[i].name));
	}
	test_relations();
	test_within();
	arena_free(arena);
	return done_testing();
}
