/* Script text, and the tokens it is made of (RFC 5228 8.1). */
#include "../../filter/buf.h"
#include "../../filter/sieve/lexer.h"
#include "../tap.h"

struct lexer_case {
	const char *text, *tokens;
};

/* Tokens as text: words bare, tags with ':', numbers as digits, strings in
 * '<>', errors as "! words". */
static const struct lexer_case cases[] = {
	{ "", "" },
	{ "keep;", "keep ;" },
	{ "If HEADER :Is", "If HEADER :Is" },
	{ "_a1 b_2", "_a1 b_2" },
	{ "[ ] ( ) { } , ;", "[ ] ( ) { } , ;" },
	{ "\xEF\xBB\xBFkeep;", "keep ;" },
	/* white space and comments */
	{ "a\r\n\tb\nc", "a b c" },
	{ "a # keep;\r\nb", "a b" },
	{ "a # at the end", "a" },
	{ "a/* keep; \n * / ** */b", "a b" },
	{ "/* /* */ a", "a" },
	{ "/**/a", "a" },
	{ "a /* b", "a ! this comment is never closed; it ends at \"*/\"" },
	{ "a\rb", "a ! \"?\" has no meaning here b" },
	/* numbers */
	{ "0 12 2147483647", "0 12 2147483647" },
	{ "1k 1K 2M 3g", "1024 1024 2097152 3221225472" },
	{ "18446744073709551615", "18446744073709551615" },
	{ "18446744073709551616", "! this number is too large" },
	{ "17179869183G", "18446744072635809792" },
	{ "17179869184G", "! this number is too large" },
	{ "99999999999999999999999K", "! this number is too large" },
	{ "10kb", "! \"10kb\" is no number; after the digits only K, M or G "
		  "may follow" },
	{ "1_", "! \"1_\" is no number; after the digits only K, M or G may "
		"follow" },
	{ "\xE2\x80\x9E"
	  "a\xE2\x80\x9C",
	  "! \"\xE2\x80\x9E\" has no meaning here; strings stand in '\"' a "
	  "! \"\xE2\x80\x9C\" has no meaning here; strings stand in '\"'" },
	{ "a\xC2\xA0",
	  "a ! \"\xC2\xA0\" has no meaning here; it is no plain blank" },
	{ "$", "! \"$\" has no meaning here; strings stand in '\"'" },
	{ "a && b", "a ! \"&&\" has no meaning here; "
		    "there are allof (test, test) and anyof (...) b" },
	{ "||", "! \"||\" has no meaning here; there are allof (test, test) "
		"and anyof (...)" },
	{ "// a", "! \"//\" has no meaning here a" },
	{ "-1", "! \"-\" has no meaning here 1" },
	/* quoted strings */
	{ "\"\"", "<>" },
	{ "\"a\\\"b\\\\c\\d\"", "<a\"b\\cd>" },
	{ "\"# no /* comment */\"", "<# no /* comment */>" },
	{ "\"two\nlines\"", "<two\r\nlines>" },
	{ "\"two\r\nlines\"", "<two\r\nlines>" },
	{ "\"\xC3\xA4\xFF\"", "<\xC3\xA4\xFF>" },
	{ "\"open", "! this string is never closed; a '\"' is missing" },
	{ "\"open\\\"", "! this string is never closed; a '\"' is missing" },
	{ "\"open\\", "! this string is never closed; a '\"' is missing" },
	{ "'a'", "! \"'\" has no meaning here; strings stand in '\"' a "
		 "! \"'\" has no meaning here; strings stand in '\"'" },
	/* multi-line strings */
	{ "text:\nhello\n.\n;", "<hello\r\n> ;" },
	{ "TEXT: \t# words\r\na\r\n.\r\n;", "<a\r\n> ;" },
	{ "text:\n.\n;", "<> ;" },
	{ "text:\n..\n...\n.a\n..b\n.\n", "<.\r\n..\r\n.a\r\n.b\r\n>" },
	{ "text:\n\n.\n", "<\r\n>" },
	{ "text:\na\n.", "<a\r\n>" },
	{ "text:\na\n. \n", "! this text is never closed; it ends with a line "
			    "that holds only \".\"" },
	{ "text: \"a\"\n.\n", "! the text must begin on the line after "
			      "\"text:\" ! \".\" has no meaning here" },
	{ "text :all", "text :all" },
	/* what is nothing */
	{ "\xC3\xA4", "! \"\xC3\xA4\" has no meaning here" },
	{ ":", "! \":\" has no meaning here" },
	{ ":1", "! \":\" has no meaning here 1" },
};

static void render(struct buf *out, const struct token *token,
		   const struct report *report)
{
	switch (token->type) {
	case TOKEN_TAG:
		buf_printf(out, ":%.*s ", STR_ARG(token->text));
		break;
	case TOKEN_NUMBER:
		buf_printf(out, "%llu ", (unsigned long long)token->number);
		break;
	case TOKEN_STRING:
		buf_printf(out, "<%.*s> ", STR_ARG(token->text));
		break;
	case TOKEN_BAD:
		buf_printf(out, "! %.*s ",
			   STR_ARG(report->list[report->count - 1].text));
		break;
	default:
		buf_printf(out, "%.*s ", STR_ARG(token->text));
	}
}

static struct str tokens_of(struct arena *arena, struct str text)
{
	struct sieve_script script = { STR("test"), text };
	struct report *report = ARENA_NEW(arena, struct report);
	struct buf out = buf_new(arena, 4096);
	struct lexer lexer;
	struct token token;
	size_t told = 0;

	report_init(report, arena, &script);
	lexer = lexer_new(report, text);
	while ((token = lexer_next(&lexer)).type != TOKEN_END) {
		render(&out, &token, report);
		told = report->count;
	}
	if (report->count > told)
		buf_printf(&out, "! %.*s", STR_ARG(report->list[told].text));
	return str_trim(buf_str(&out));
}

static void test_places(struct arena *arena)
{
	struct sieve_script script = { STR("x"), STR("a\r\n \"b\nc\" d") };
	struct report *report = ARENA_NEW(arena, struct report);
	struct lexer lexer;
	struct token token;

	report_init(report, arena, &script);
	lexer = lexer_new(report, script.text);
	lexer_next(&lexer);
	token = lexer_next(&lexer);
	is_int(token.place.line, 2, "a string's line");
	is_int(token.place.offset, 4, "a string's offset");
	token = lexer_next(&lexer);
	is_int(token.place.line, 3, "the line behind a string of two lines");
	token = lexer_next(&lexer);
	is_int(token.type, TOKEN_END, "the end");
	token = lexer_next(&lexer);
	is_int(token.type, TOKEN_END, "still the end");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(tokens_of(arena, str_from(cases[i].text)),
		       cases[i].tokens, "case %zu", i);
	is_str(tokens_of(arena, STR("\"a\0b\"")),
	       "! there is a NUL byte in this string", "NUL in a string");
	is_str(tokens_of(arena, STR("a # b\0\n")),
	       "a ! there is a NUL byte in this comment",
	       "NUL in a comment behind a hash");
	is_str(tokens_of(arena, STR("a /* \0 */")),
	       "a ! there is a NUL byte in this comment",
	       "NUL in a comment in brackets");
	is_str(tokens_of(arena, STR("a\0b")), "a ! \"?\" has no meaning here b",
	       "NUL between words");
	test_places(arena);
	arena_free(arena);
	return done_testing();
}
