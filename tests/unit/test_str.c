/* Borrowed bytes. */
#include "../../filter/str.h"
#include "../tap.h"

static void test_compare(void)
{
	struct str none = { NULL, 0 };

	ok(str_eq(STR("a\0b"), STR("a\0b")), "equal with a NUL inside");
	ok(!str_eq(STR("a\0b"), STR("a\0c")), "differ behind a NUL");
	ok(str_eq(none, STR("")), "nothing is empty");
	ok(str_eq_nocase(STR("AbC"), STR("aBc")), "equal in any case");
	ok(!str_eq_nocase(STR("\xc3\x84"), STR("\xc3\xa4")),
	   "only ASCII folds");
	ok(!str_eq_nocase(STR("@"), STR("`")), "letters only fold");
	ok(str_cmp_nocase(STR("a"), STR("B")) < 0, "a before B");
	ok(str_cmp_nocase(STR("ab"), STR("A")) > 0, "longer is later");
	ok(str_cmp_nocase(STR("\xff"), STR("a")) > 0, "bytes are unsigned");
	ok(str_starts(STR("abc"), STR("ab")), "starts");
	ok(!str_starts(STR("a"), STR("ab")), "too short to start");
	ok(str_starts_nocase(STR("ABC"), STR("ab")), "starts in any case");
	ok(str_ends(STR("abc"), STR("bc")), "ends");
	ok(!str_ends(STR("c"), STR("bc")), "too short to end");
	ok(str_ends_nocase(STR("ABC"), STR("bc")), "ends in any case");
	is_str(str_from(NULL), "", "no C string");
}

static void test_slices(void)
{
	struct str none = { NULL, 0 };

	is_str(str_first(STR("abc"), 2), "ab", "first two");
	is_str(str_first(STR("abc"), 9), "abc", "first nine");
	is_str(str_skip(STR("abc"), 2), "c", "behind two");
	is_str(str_skip(STR("abc"), 9), "", "behind nine");
	is_str(str_skip(none, 3), "", "behind nothing");
	is_str(str_trim(STR("\r\n\t a b \n")), "a b", "trimmed");
	is_str(str_trim(STR(" \t")), "", "nothing but space");
	is_str(str_trim(none), "", "nothing to trim");
}

static void test_find(void)
{
	struct str none = { NULL, 0 };

	is_int((long long)str_find(STR("abcabc"), 'c'), 2, "first c");
	is_int((long long)str_find_last(STR("abcabc"), 'c'), 5, "last c");
	is_int((long long)str_find(STR("abc"), 'x'), 3, "no x");
	is_int((long long)str_find_last(STR("abc"), 'x'), 3, "no last x");
	is_int((long long)str_find(none, 'x'), 0, "nothing in nothing");
	is_int((long long)str_find_str(STR("aab"), STR("ab")), 1, "a word");
	is_int((long long)str_find_str(STR("aab"), STR("abc")), 3, "no word");
	is_int((long long)str_find_str(STR("ab"), STR("abc")), 2, "too long");
	is_int((long long)str_find_str(STR("abc"), STR("")), 0, "no needle");
	is_int((long long)str_find_str(none, STR("")), 0, "nothing at all");
}

/* Parts joined by "|". */
/* Counted sixteen at a time, so at every length and in every place. */
static void test_bare_lfs(void)
{
	static const char pattern[] = "\n\r\nab\r\r\n\n\nc\r\n";
	static char text[10000];
	bool all = true;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 5000 < 4000 ? pattern[i % (sizeof(pattern) - 1)]
					  : '\n';
	for (size_t len = 0; len < sizeof(text); len += len < 99 ? 1 : 997) {
		size_t plain = 0;

		for (size_t i = 1; i < len; i++)
			plain += text[i] == '\n' && text[i - 1] != '\r';
		all &= str_bare_lfs((struct str){ text, len }, '\r') == plain;
		all &= str_bare_lfs((struct str){ text, len }, 'x') ==
		       plain + (len > 0);
	}
	ok(all, "line feeds without a CR");
}

static void test_cut(void)
{
	static const struct {
		const char *text, *parts;
	} rows[] = {
		{ "a;b;c", "a|b|c|" }, { "a", "a|" },	{ "", "|" },
		{ "a;", "a||" },       { ";a", "|a|" }, { ";", "||" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str rest = str_from(rows[i].text), part;
		char parts[32] = "";
		size_t len = 0;

		while (str_cut(&rest, ';', &part))
			len += (size_t)snprintf(parts + len,
						sizeof(parts) - len, "%.*s|",
						STR_ARG(part));
		is_str((struct str){ parts, len }, rows[i].parts, "cut \"%s\"",
		       rows[i].text);
	}
}

static void test_number(void)
{
	static const struct {
		const char *text;
		uint64_t max, number;
		bool valid;
	} rows[] = {
		{ "0", 9, 0, true },
		{ "007", 9, 7, true },
		{ "65535", 65535, 65535, true },
		{ "65536", 65535, 0, false },
		{ "18446744073709551615", UINT64_MAX, UINT64_MAX, true },
		{ "18446744073709551616", UINT64_MAX, 0, false },
		{ "99999999999999999999999", UINT64_MAX, 0, false },
		{ "", 9, 0, false },
		{ "-1", 9, 0, false },
		{ " 1", 9, 0, false },
		{ "1a", 9, 0, false },
		{ "5", 4, 0, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t number = 0;
		bool valid = str_to_u64(str_from(rows[i].text), rows[i].max,
					&number);

		ok(valid == rows[i].valid && number == rows[i].number,
		   "\"%s\" as a number", rows[i].text);
	}
}

static void test_classes(void)
{
	ok(char_is_digit('9') && !char_is_digit('a'), "digits");
	ok(char_is_alpha('Z') && !char_is_alpha('\xe4'), "letters");
	ok(char_is_space('\r') && !char_is_wsp('\r'), "white space");
	is_int(char_hex_value('F'), 15, "F");
	is_int(char_hex_value('g'), -1, "g");
	is_int(char_hex_value('\0'), -1, "NUL");
}

int main(void)
{
	test_compare();
	test_slices();
	test_find();
	test_bare_lfs();
	test_cut();
	test_number();
	test_classes();
	return done_testing();
}
