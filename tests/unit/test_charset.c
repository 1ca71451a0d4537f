/* Texts of mails as UTF-8. */
#include "../../filter/charset.h"
#include "../tap.h"

static const struct {
	const char *charset;
	struct str bytes;
	const char *text;
} cases[] = {
	{ "utf-8", STR_INIT("gr\xc3\xbc\xc3\x9f"), "grüß" },
	{ "ISO-8859-1", STR_INIT("gr\xfc\xdf \x80"), "grüß €" },
	{ "iso-8859-15", STR_INIT("\xa4"), "€" },
	{ "iso-8859-10", STR_INIT("\xaa"), "Š" },
	{ "koi8-r", STR_INIT("\xf0\xd2\xc9\xd7\xc5\xd4"), "Привет" },
	{ "windows-1251", STR_INIT("\xcf\xf0\xe8"), "При" },
	{ "iso-2022-jp", STR_INIT("\x1b$B%F%9%H\x1b(B."), "テスト." },
	{ "shift_jis", STR_INIT("\x83\x65\x5c"), "テ\\" },
	{ "euc-jp", STR_INIT("\xa5\xc6"), "テ" },
	{ "euc-kr", STR_INIT("\xc7\xd1\x81\x41"), "한갂" },
	{ "gb2312", STR_INIT("\xb2\xe2\xca\xd4"), "测试" },
	{ "gb18030", STR_INIT("\x81\x30\x81\x30"), "\xc2\x80" },
	{ "big5", STR_INIT("\xb4\xfa\x87\x40"), "測\xe4\x8f\xb0" },
	{ "gb2312",
	  STR_INIT("a\xff"
		   "b"),
	  "a\xef\xbf\xbd"
	  "b" },
	{ "iso-2022-kr", STR_INIT(""), "" },
	{ "unknown", STR_INIT("\xfc"), "\xfc" },
	{ "../../x", STR_INIT("\xfc"), "\xfc" },
};

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str name = str_from(cases[i].charset);
		struct str text = charset_to_utf8(arena, name, cases[i].bytes);

		is_str(text, cases[i].text, "%s: %s", cases[i].charset,
		       cases[i].text);
	}
	ok(charset_is_known(STR("GBK")), "a name in any case");
	ok(!charset_is_known(STR("utf-7")), "not every charset");
	arena_free(arena);
	return done_testing();
}
