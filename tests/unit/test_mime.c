/* Encoded words: what people see of a header field. */
#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../../filter/mime.h"
#include "../tap.h"

#define JOERG "J\xc3\xb6rg"
#define BAD "\xef\xbf\xbd"

static const struct {
	const char *value, *shown;
	bool encoded;
} cases[] = {
	{ "plain", "plain", false },
	{ "  folded\r\n text ", "folded text", false },
	{ "", "", false },
	{ "=?UTF-8?Q?J=C3=B6rg?=", JOERG, true },
	{ "=?utf-8?q?J=c3=b6rg?=", JOERG, true },
	{ "=?UTF-8?B?SsO2cmc=?=", JOERG, true },
	{ "=?UTF-8?B?SsO2cmc?=", JOERG, true },
	{ "=?UTF-8?B?Ss O2*cmc=?=", JOERG, true },
	{ "=?UTF-8*de?Q?J=C3=B6rg?=", JOERG, true },
	{ "=?ISO-8859-1?Q?J=F6rg?=", JOERG, true },
	{ "=?iso-8859-15?Q?=A4?=", "\xe2\x82\xac", true },
	{ "=?windows-1252?Q?=80?=", "\xe2\x82\xac", true },
	{ "=?koi8-r?B?8NLJ18XU?=",
	  "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82", true },
	{ "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "\xe6\x97\xa5\xe6\x9c\xac",
	  true },
	{ "=?us-ascii?Q?a_b=5Fc?=", "a b_c", true },
	{ "=?us-ascii?Q?a b?=", "a b", true },
	{ "Re: =?UTF-8?Q?J=C3=B6rg?= wins", "Re: " JOERG " wins", true },
	{ "=?UTF-8?Q?a?= =?UTF-8?Q?b?=", "ab", true },
	{ "=?UTF-8?Q?a?=\r\n\t =?iso-8859-1?Q?b?= c", "ab c", true },
	{ "=?UTF-8?Q?a?==?UTF-8?Q?b?=", "ab", true },
	{ "=?UTF-8?Q?a?= b =?UTF-8?Q?c?=", "a b c", true },
	{ "(=?UTF-8?Q?a?=)", "(a)", true },
	/* one character split between two words */
	{ "=?UTF-8?Q?J=C3?= =?UTF-8?Q?=B6rg?=", JOERG, true },
	{ "=?UTF-8?B?SsM=?= =?utf-8?B?tnJn?=", JOERG, true },

	{ "=?x-unknown?Q?abc?=", "=?x-unknown?Q?abc?=", true },
	{ "=?UTF-16?B?AEEAQg==?=", "=?UTF-16?B?AEEAQg==?=", true },
	{ "=?UTF-8?X?abc?=", "=?UTF-8?X?abc?=", false },
	{ "=?UTF-8?Q?abc", "=?UTF-8?Q?abc", false },
	{ "=?UTF-8?Q?a?b?=", "=?UTF-8?Q?a?b?=", false },
	{ "=??Q?a?=", "=??Q?a?=", false },
	{ "=?=?UTF-8?Q?a?=", "=?a", true },
	{ "=?UTF-8?Q?\?=x", "x", true },
	{ "=?UTF-8?Q?=4?=", "=4", true },
	{ "=?UTF-8?Q?=?=", "=", true },
	{ "=?UTF-8?Q?=G0?=", "=G0", true },
	{ "a\xf6z", "a" BAD "z", false },
	{ "\xc3\xb6", "\xc3\xb6", false },
	{ "=?UTF-8?Q?=FF=C3?=", BAD BAD, true },
	{ "=?us-ascii?Q?=E4?=", BAD, true },
	{ "=?UTF-8?Q?=ED=A0=80?=", BAD BAD BAD, true }, /* a surrogate */
	/* nothing that ends a line or moves a cursor gets through */
	{ "=?UTF-8?Q?a=0D=0ABcc:=00=1B=7F?=", "a" BAD BAD "Bcc:" BAD BAD BAD,
	  true },
	{ "=?UTF-8?Q?a=09b?=", "a\tb", true },
};

static void test_many(struct arena *arena)
{
	struct buf value = buf_new(arena, 1 << 20);
	struct str shown;

	for (size_t i = 0; i <= LIMIT_ENCODED_WORDS; i++)
		buf_add(&value, STR("=?UTF-8?Q?a?= "));
	shown = mime_decode_words(arena, buf_str(&value));
	is_str(str_first(shown, 3), "aaa", "many words");
	ok(str_ends(shown, STR("a =?UTF-8?Q?a?=")),
	   "... one too many stays as it is");
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str value = str_from(cases[i].value);

		is_str(mime_decode_words(arena, value), cases[i].shown,
		       "\"%s\"", cases[i].value);
		ok(mime_has_encoded_word(value) == cases[i].encoded,
		   "... an encoded word: %d", cases[i].encoded);
	}
	test_many(arena);
	arena_free(arena);
	return done_testing();
}
