/* RFC 5703: tests of parts, loops over them, and scripts that change them. */
#include "../../filter/mime.h"
#include "edit_case.h"

#define MAIL                                                                   \
	"From: tim@example.com\n"                                              \
	"To: ann@home.example\n"                                               \
	"Subject: pictures\n"                                                  \
	"Content-From: tim@example.com\n"                                      \
	"MIME-Version: 1.0\n"                                                  \
	"Content-Type: multipart/mixed; boundary=\"o\"\n"                      \
	"\n"                                                                   \
	"prologue\n"                                                           \
	"--o\n"                                                                \
	"Content-Type: multipart/alternative; boundary=i\n"                    \
	"\n"                                                                   \
	"--i\n"                                                                \
	"Content-Type: text/plain; charset=iso-8859-1\n"                       \
	"Content-Transfer-Encoding: quoted-printable\n"                        \
	"\n"                                                                   \
	"K=F6ln\n"                                                             \
	"and more\n"                                                           \
	"--i\n"                                                                \
	"Content-Type: text/html\n"                                            \
	"\n"                                                                   \
	"<b>K</b>\n"                                                           \
	"--i--\n"                                                              \
	"--o\n"                                                                \
	"Content-Type: application/octet-stream;\n"                            \
	"\tname*0*=utf-8''very%20impor; name*1=\"tant.exe\"\n"                 \
	"Content-Disposition: attachment; filename=\"run.exe\"\n"              \
	"Content-MD5: x\n"                                                     \
	"\n"                                                                   \
	"MZ\n"                                                                 \
	"--o\n"                                                                \
	"Content-Type: message/rfc822\n"                                       \
	"\n"                                                                   \
	"From: boss@example.org\n"                                             \
	"Subject: inner\n"                                                     \
	"\n"                                                                   \
	"inner text\n"                                                         \
	"--o--\n"                                                              \
	"epilogue\n"

#define REQUIRE                                                                \
	"require [\"mime\", \"foreverypart\", \"extracttext\", \"replace\", "  \
	"\"enclose\", \"fileinto\", \"variables\", \"relational\", \"body\", " \
	"\"editheader\", \"index\", \"copy\"];\n"

struct test_case {
	const char *name, *test;
	bool answer;
};

static const struct test_case tests[] = {
	/* RFC 5703 4.1 to 4.3, its examples */
	{ "image at the top", "header :mime :type \"Content-Type\" \"image\"",
	  false },
	{ "any html",
	  "header :mime :anychild :contenttype \"Content-Type\" \"text/html\"",
	  true },
	{ "an address at the top",
	  "address :mime :is :all \"content-from\" \"tim@example.com\"", true },
	{ "a field of some part", "exists :mime :anychild \"content-md5\"",
	  true },
	{ "but not of the mail", "exists :mime \"content-md5\"", false },
	{ "nor without :mime", "exists \"content-md5\"", false },
	{ "all names must be there, in any part each",
	  "exists :mime :anychild [\"content-md5\", \"to\"]", true },
	{ "one is nowhere",
	  "exists :mime :anychild [\"content-md5\", \"x-none\"]", false },
	{ "type of the mail",
	  "header :mime :type \"Content-Type\" \"multipart\"", true },
	{ "subtype of the mail",
	  "header :mime :subtype \"content-type\" \"MIXED\"", true },
	{ "type of a disposition",
	  "header :mime :anychild :type \"Content-Disposition\" "
	  "\"attachment\"",
	  true },
	{ "which is its contenttype, too",
	  "header :mime :anychild :contenttype \"Content-Disposition\" "
	  "\"attachment\"",
	  true },
	{ "and its subtype is nothing",
	  "header :mime :anychild :subtype \"Content-Disposition\" \"\"",
	  true },
	{ "another field has no type",
	  "header :mime :anychild :type \"Content-MD5\" \"\"", true },
	{ "a parameter",
	  "header :mime :anychild :param \"filename\" "
	  "[\"Content-Type\", \"Content-Disposition\"] \"run.exe\"",
	  true },
	{ "a parameter in pieces",
	  "header :mime :anychild :param \"NAME\" :matches "
	  "\"Content-Type\" \"* important.exe\"",
	  true },
	{ "any of several parameters",
	  "header :mime :param [\"x\", \"boundary\"] \"content-type\" \"o\"",
	  true },
	{ "count of types",
	  "header :mime :anychild :type :count \"eq\" \"content-type\" \"6\"",
	  true },
	{ "count of what has no type",
	  "header :mime :anychild :type :count \"eq\" \"content-md5\" \"0\"",
	  true },
	{ "count of parameters",
	  "header :mime :anychild :param \"boundary\" :count \"eq\" "
	  "\"content-type\" \"2\"",
	  true },
	{ "fields of a mail within",
	  "header :mime :anychild \"subject\" \"inner\"", true },
	{ "addresses of a mail within",
	  "address :mime :anychild \"from\" \"boss@example.org\"", true },
	{ "the last of all",
	  "header :mime :anychild :index 1 :last \"subject\" \"inner\"", true },
	{ "without :mime only the mail", "header \"subject\" \"inner\"",
	  false },
};

static void test_tests(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		struct str script = arena_printf(
			arena, REQUIRE "if %s { discard; }", tests[i].test);
		struct sieve_outcome outcome =
			edit_outcome(arena, script, STR(MAIL));

		is_str(outcome.error.text, "", "%s: runs", tests[i].name);
		ok(outcome.implicit_keep != tests[i].answer, "%s",
		   tests[i].name);
	}
}

struct loop_case {
	const char *name, *script, *value;
};

/* What is in the variable "v" at the end. */
static const struct loop_case loops[] = {
#define SEE                                                                    \
	"if header :mime :subtype :matches \"content-type\" \"*\" { set "      \
	"\"v\" \"${v}${1} \"; } else { set \"v\" \"${v}- \"; }"
	{ "every part, depth first", "foreverypart {" SEE "}",
	  "mixed alternative plain html octet-stream rfc822 - " },
	{ "a loop in a loop goes through what is within",
	  "foreverypart { " SEE "foreverypart { set \"v\" \"${v}.\"; } }",
	  "mixed ......alternative ..plain html octet-stream rfc822 .- " },
	{ "break", "foreverypart { " SEE "break; } set \"v\" \"${v}end\";",
	  "mixed end" },
	{ "break ends the innermost loop",
	  "foreverypart { foreverypart { break; } " SEE "}",
	  "mixed alternative plain html octet-stream rfc822 - " },
	{ "or the one of that name",
	  "foreverypart :name \"a\" { foreverypart :name \"b\" { " SEE
	  "break :name \"a\"; } }",
	  "alternative " },
	{ "a name hides another",
	  "foreverypart :name \"a\" { foreverypart :name \"a\" { break :name "
	  "\"a\"; } " SEE "}",
	  "mixed alternative plain html octet-stream rfc822 - " },
	{ "stop ends all", "foreverypart { stop; } set \"v\" \"x\";", "" },
	{ "of the current part and what is within",
	  "foreverypart { if header :mime :anychild :type \"content-type\" "
	  "\"text\" { set \"v\" \"${v}y\"; } else { set \"v\" \"${v}n\"; } }",
	  "yyyynnn" },
	{ "without :mime always the mail",
	  "foreverypart { if header \"subject\" \"pictures\" { set \"v\" "
	  "\"${v}y\"; } }",
	  "yyyyyyy" },
	{ "address without :mime is about the mail",
	  "foreverypart { if address \"from\" \"tim@example.com\" { set \"v\" "
	  "\"${v}y\"; } }",
	  "yyyyyyy" },
	{ "address with :mime is about the part",
	  "foreverypart { if address :mime :domain \"from\" \"example.com\" { "
	  "set \"v\" \"${v}y\"; } else { set \"v\" \"${v}n\"; } }",
	  "ynnnnnn" },
	{ "address with :anychild, and what is within",
	  "foreverypart { if address :mime :anychild \"from\" "
	  "\"boss@example.org\" { set \"v\" \"${v}y\"; } else { set \"v\" "
	  "\"${v}n\"; } }",
	  "ynnnnyy" },
	{ "exists without :mime is about the mail",
	  "foreverypart { if exists \"content-md5\" { set \"v\" \"${v}y\"; } "
	  "else { set \"v\" \"${v}n\"; } }",
	  "nnnnnnn" },
	{ "exists with :mime is about the part",
	  "foreverypart { if exists :mime \"content-md5\" { set \"v\" "
	  "\"${v}y\"; } else { set \"v\" \"${v}n\"; } }",
	  "nnnnynn" },
	{ "exists with :anychild, and what is within",
	  "foreverypart { if exists :mime :anychild \"content-md5\" { set "
	  "\"v\" \"${v}y\"; } else { set \"v\" \"${v}n\"; } }",
	  "ynnnynn" },
	/* RFC 5703 7 */
	{ "text of a part",
	  "foreverypart { if header :mime :subtype \"content-type\" \"plain\" "
	  "{ extracttext \"v\"; } }",
	  "Köln\r\nand more" },
	{ "its first characters",
	  "foreverypart { if header :mime :type \"content-type\" \"text\" "
	  "{ extracttext :first 2 \"v\"; break; } }",
	  "Kö" },
	{ "modified",
	  "foreverypart { if header :mime :type \"content-type\" \"text\" "
	  "{ extracttext :upper :first 4 :length \"v\"; break; } }",
	  "4" },
	{ "of several parts there is none",
	  "set \"v\" \"x\"; foreverypart { extracttext \"v\"; break; }", "" },
};

static void test_loops(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++) {
		struct str script = arena_printf(
			arena, REQUIRE "%s addheader \"V\" \"${v}\";",
			loops[i].script);
		struct str kept, want = str_from(loops[i].value);

		if (str_find(want, '\n') < want.len)
			script = arena_printf(arena,
					      REQUIRE
					      "%s if string \"${v}\" \"%s\" { "
					      "addheader \"V\" \"equal\"; }",
					      loops[i].script, loops[i].value);
		kept = kept_mail(arena, script, STR(MAIL));
		if (str_find(want, '\n') < want.len)
			want = STR("equal");
		if (want.len == 0) {
			ok(str_starts(kept, STR("V:\n")) ||
				   str_eq(kept, STR(MAIL)),
			   "%s", loops[i].name);
			continue;
		}
		kept = message_parse(arena, kept).headers[0].value;
		is_str(mime_decode_words(arena, kept),
		       arena_cstr(arena, str_trim(want)), "%s", loops[i].name);
	}
}

/* RFC 5703 7: the text of a part that is hard to read; "-" is none. */
static void test_extract(struct arena *arena)
{
	static const struct {
		const char *name, *mail, *options, *value;
	} texts[] = {
		{ "a charset of another script",
		  "Content-Type: text/plain; charset=koi8-r\n\n\xD0\xD2", "",
		  "\xD0\xBF\xD1\x80" },
		{ "two bytes for a character",
		  "Content-Type: text/plain; charset=shift_jis\n\n\x82\xA0", "",
		  "\xE3\x81\x82" },
		{ "an unknown charset",
		  "Content-Type: text/plain; charset=x-none\n\nabc", "", "-" },
		{ "an invalid text of its charset",
		  "Content-Type: text/plain; charset=utf-8\n\na\xFF", "", "-" },
		{ "an unknown transfer encoding",
		  "Content-Transfer-Encoding: x-none\n\nabc", "", "-" },
		{ "characters, not bytes, are counted",
		  "Content-Type: text/plain; "
		  "charset=utf-8\n\n\xC3\xA4\xC3\xB6x",
		  ":first 2", "\xC3\xA4\xC3\xB6" },
		{ "more than there are", "A: b\n\nabc", ":first 100", "abc" },
		{ "modifiers come last", "A: b\n\nabc", ":first 2 :upper",
		  "AB" },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct str mail = str_from(texts[i].mail);
		struct str kept = kept_mail(
			arena,
			arena_printf(arena,
				     REQUIRE
				     "set \"v\" \"x\"; foreverypart { "
				     "extracttext %s \"v\"; } if string \"%s\" "
				     "\"${v}-\" { addheader \"V\" \"equal\"; }",
				     texts[i].options,
				     strcmp(texts[i].value, "-") == 0
					     ? "-"
					     : arena_printf(arena, "%s-",
							    texts[i].value)
						       .ptr),
			mail);

		ok(str_starts(kept, STR("V: equal\n")), "%s", texts[i].name);
	}
}

struct wrong_case {
	const char *name, *script, *error;
};

static const struct wrong_case wrong[] = {
	{ "break outside of a loop", "break;",
	  "2:1 \"break\" stands in the block of a \"foreverypart\"\n" },
	{ "break of a loop that is none",
	  "foreverypart :name \"a\" { break :name \"b\"; }",
	  "2:26 there is no \"foreverypart\" named \"b\" around this\n" },
	{ "a name with variables", "foreverypart :name \"${a}\" {}",
	  "2:20 the name of a loop cannot hold variables\n" },
	{ "extracttext outside of a loop", "extracttext \"a\";",
	  "2:1 \"extracttext\" stands in the block of a \"foreverypart\"\n" },
	{ ":anychild alone", "if exists :anychild \"a\" {}",
	  "2:4 \":anychild\" needs \":mime\"\n" },
	{ "an aspect alone", "if header :type \"a\" \"b\" {}",
	  "2:4 \":type\" needs \":mime\"\n" },
	{ "replace: no address", "replace :from \"x y\" \"a\";",
	  "2:15 this is no list of mail addresses\n" },
	{ "replace: without effect", "replace :mime :subject \"x\" \"a\";",
	  "2:1 warning: \":mime\" leaves \":subject\" and \":from\" without "
	  "effect\n" },
	{ "enclose: no such tag", "enclose :mime \"a\";",
	  "2:9 enclose takes no \":mime\"\n" },
};

static void test_wrong(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		is_str(compile(arena, arena_printf(arena, REQUIRE "%s",
						   wrong[i].script)),
		       wrong[i].error, "%s", wrong[i].name);
}

static const struct {
	const char *script, *extension;
} required[] = {
	{ "foreverypart { keep; }", "foreverypart" },
	{ "if header :mime \"a\" \"b\" {}", "mime" },
	{ "if exists :mime \"a\" {}", "mime" },
	{ "if address :mime \"a\" \"b\" {}", "mime" },
	{ "replace \"a\";", "replace" },
	{ "enclose \"a\";", "enclose" },
	{ "require \"foreverypart\"; foreverypart { extracttext \"a\"; }",
	  "extracttext" },
};

int main(void)
{
	struct arena *arena = arena_new((size_t)256 << 20, NULL);

	for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++)
		ok(str_find_str(compile(arena, str_from(required[i].script)),
				arena_printf(arena,
					     "needs the extension \"%s\"",
					     required[i].extension)) < 200,
		   "%s must be required", required[i].extension);
	test_tests(arena);
	test_loops(arena);
	test_extract(arena);
	test_wrong(arena);
	arena_free(arena);
	return done_testing();
}
