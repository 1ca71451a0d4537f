/* Fields of MIME, and what is read of them (RFC 2045 5.1, RFC 2231). */
#include "../../filter/mime_field.h"

#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../tap.h"

struct field_case {
	const char *name, *value, *read;
};

/* "type/subtype name=value name=value" */
static const struct field_case cases[] = {
	{ "nothing", "", "/" },
	{ "a type", " Text/HTML", "Text/HTML" },
	{ "comments and folds", "(a) text (b)\r\n\t/ (c) plain (d); a=b",
	  "text/plain a=b" },
	{ "a disposition", "attachment; filename=a.txt",
	  "attachment/ filename=a.txt" },
	{ "quotes and escapes", "a/b; n=\"x;y \\\"z\\\"\"; m=1",
	  "a/b n=x;y \"z\" m=1" },
	{ "blanks around", "a/b ; n = x ; m\t=\ty", "a/b n=x m=y" },
	{ "comment behind a value", "a/b; n=x (c); m=y", "a/b n=x m=y" },
	{ "blanks without quotes", "a/b; n=my file.exe; m=y",
	  "a/b n=my file.exe m=y" },
	{ "brackets without quotes", "a/b; n=x[1].exe", "a/b n=x[1].exe" },
	{ "a name twice", "a/b; n=1; N=2", "a/b n=1 N=2" },
	{ "what is none is passed over", "a/b; ; n; =x; m=y", "a/b m=y" },
	{ "quotes that do not end", "a/b; n=\"x; m=y", "a/b n=\"x m=y" },
	/* RFC 2231, the examples of its sections 3, 4, 4.1 */
	{ "continuations",
	  "message/external-body; access-type=URL;\n URL*0=\"ftp://\";\n"
	  " URL*1=\"cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar\"",
	  "message/external-body access-type=URL "
	  "URL=ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar" },
	{ "a charset",
	  "application/x-stuff;\n"
	  " title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A",
	  "application/x-stuff title=This is ***fun***" },
	{ "both",
	  "application/x-stuff\n ;title*0*=us-ascii'en'This%20is%20even%20more"
	  "%20\n ;title*1*=%2A%2A%2Afun%2A%2A%2A%20\n ;title*2=\"isn't it!\"",
	  "application/x-stuff title=This is even more ***fun*** isn't it!" },
	{ "a charset of one byte", "a/b; n*=iso-8859-1''K%F6ln", "a/b n=Köln" },
	{ "pieces out of order", "a/b; n*1=y; n*0=x", "a/b n=xy" },
	{ "a piece is missing", "a/b; n*0=x; n*2=z", "a/b n=x" },
	{ "the first is missing", "a/b; n*1=y", "a/b" },
	{ "a piece twice", "a/b; n*0=x; n*0=y", "a/b n=x" },
	{ "in one piece and in several", "a/b; n*0=x; n=y", "a/b n=y n=x" },
	{ "no charset", "a/b; n*=a%20b", "a/b n=a b" },
	{ "broken octets", "a/b; n*=''a%2x%4", "a/b n=a%2x%4" },
	{ "an unknown charset", "a/b; n*=x-none''a%20b", "a/b n=a b" },
	{ "encoded words, against the rule", "a/b; n=\"=?utf-8?Q?K=C3=B6ln?=\"",
	  "a/b n=Köln" },
};

static struct str as_text(struct arena *arena, const struct mime_field *field)
{
	struct buf out = buf_new(arena, 4096);

	buf_printf(&out, "%.*s/%.*s", STR_ARG(field->type),
		   STR_ARG(field->subtype));
	for (size_t i = 0; i < field->param_count; i++)
		buf_printf(&out, " %.*s=%.*s", STR_ARG(field->params[i].name),
			   STR_ARG(field->params[i].value));
	return buf_str(&out);
}

static void test_limits(struct arena *arena)
{
	struct buf many = buf_new(arena, 4096);
	struct mime_field field;

	buf_add(&many, STR("a/b"));
	while (!many.overflow)
		buf_add(&many, STR(";n=x"));
	field = mime_field_parse(arena, buf_str(&many));
	is_int((long long)field.param_count, LIMIT_MIME_PARAMS,
	       "more parameters are not looked at");
	is_str(mime_field_param(&field, STR("N")), "x", "found in any case");
	is_str(mime_field_param(&field, STR("m")), "", "or not");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)16 << 20, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mime_field field =
			mime_field_parse(arena, str_from(cases[i].value));

		is_str(as_text(arena, &field), cases[i].read, "%s",
		       cases[i].name);
	}
	test_limits(arena);
	arena_free(arena);
	return done_testing();
}
