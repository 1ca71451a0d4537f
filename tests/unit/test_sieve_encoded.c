/* "encoded-character": strings, and what becomes of them (RFC 5228 2.4.2.4). */
#include "../../filter/sieve/encoded.h"
#include "sieve_case.h"

/* NULL: a number that is no character. */
static const struct {
	const char *text, *becomes;
} encoded[] = {
	{ "$${hex:40}", "$@" },
	{ "${hex: 40 }", "@" },
	{ "${HEX: 40}", "@" },
	{ "${hex:40", "${hex:40" },
	{ "${hex:400}", "${hex:400}" },
	{ "${hex:4${hex:30}}", "${hex:40}" },
	{ "${unicode:40}", "@" },
	{ "${ unicode:40}", "${ unicode:40}" },
	{ "${UNICODE:40}", "@" },
	{ "${UnICoDE:0000040}", "@" },
	{ "${Unicode:40}", "@" },
	{ "${Unicode:Cool}", "${Unicode:Cool}" },
	{ "${unicode:200000}", NULL },
	{ "${Unicode:DF01}", NULL },
	{ "${hex:}", "${hex:}" },
	{ "${hex:4 1\t42\r\n  43}", "\x04\x01"
				    "BC" },
	{ "${hex:4g}", "${hex:4g}" },
	{ "${hex:41,42}", "${hex:41,42}" },
	{ "${unicode:e9 20ac 1F600}", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80" },
	{ "${unicode:D7FF E000 10FFFF}",
	  "\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF" },
	{ "${unicode:D800}", NULL },
	{ "${unicode:DFFF}", NULL },
	{ "${unicode:110000}", NULL },
	{ "${unicode:40 99999999999999999999}", NULL },
	{ "${unicode:200000", "${unicode:200000" },
	{ "${unicode:200000 x}", "${unicode:200000 x}" },
};

/* Behind escapes and dot-unstuffing, before all else. */
static const struct {
	const char *name, *script, *errors;
} scripts[] = {
	{ "escapes go first",
	  "require \"encoded-character\"; redirect "
	  "\"a$\\{hex\\:40}b.example\";",
	  "" },
	{ "decoded before it is looked at",
	  "require \"encoded-character\"; redirect \"a${hex:40}b.example\";",
	  "" },
	{ "which makes no address",
	  "require \"encoded-character\"; redirect \"a${hex:20}b.example\";",
	  "1:39 \"a b.example\" is not one mail address\n" },
};

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 22, NULL);

	for (size_t i = 0; i < sizeof(encoded) / sizeof(*encoded); i++) {
		struct str text = str_from(encoded[i].text);
		bool good = encoded_decode(arena, &text);

		ok(good == (encoded[i].becomes != NULL), "string %zu: %s", i,
		   good ? "no error" : "an error");
		if (good)
			is_str(text, encoded[i].becomes, "string %zu", i);
	}
	for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++)
		is_str(compile(arena, str_from(scripts[i].script)),
		       scripts[i].errors, "%s", scripts[i].name);
	arena_free(arena);
	return done_testing();
}
