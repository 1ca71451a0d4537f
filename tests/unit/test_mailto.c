#include "../../filter/mailto.h"

#include "../../filter/buf.h"
#include "../tap.h"

/* What a URI says, one item after the other; or "!" and why not. */
static const struct {
	const char *uri, *want;
} cases[] = {
	{ "mailto:ann@a.example", "to ann@a.example" },
	{ "MAILTO:ann@a.example,bob@b.example",
	  "to ann@a.example, to bob@b.example" },
	{ "mailto:?to=ann@a.example&cc=bob@b.example&bcc=c@c.example",
	  "to ann@a.example, cc bob@b.example, bcc c@c.example" },
	{ "mailto:a%2Bb%40c@a.example", "!something that is no address" },
	{ "mailto:a%2Bb@a.example", "to a+b@a.example" },
	{ "mailto:%22not%40me%22@a.example", "to \"not@me\"@a.example" },
	{ "mailto:a%2Cb@a.example", "!something that is no address" },
	{ "mailto:a@a.example?subject=Hi%20there&body=1%0D%0A2",
	  "to a@a.example, subject Hi there, body 1\n2" },
	{ "mailto:a@a.example?X-Priority=1&From=b@b.example",
	  "to a@a.example, X-Priority=1, From=b@b.example" },
	{ "mailto:a@a.example?subject=a=b", "to a@a.example, subject a=b" },
	{ "mailto:a@a.example?X=%0ABcc:%20b@b.example",
	  "to a@a.example, X=\nBcc: b@b.example" },
	{ "mailto:", "" },
	{ "mailto:?subject=x", "subject x" },
	{ "mailto:a@a.example?subject=Hi there",
	  "!text that must be percent-encoded" },
	{ "mailto:a@a.example?subject=h\xc3\xa9",
	  "!text that must be percent-encoded" },
	{ "mailto:a@a.example?subject", "!a field without \"=\"" },
	{ "mailto:a@a.example?=x", "!a field whose name cannot be one" },
	{ "mailto:a@a.example?a%20b=x", "!a field whose name cannot be one" },
	{ "mailto:a@a.example?subject=%4",
	  "!a \"%\" without two hexadecimal digits" },
	{ "mailto:a@a.example?subject=%00", "!text that is not UTF-8" },
	{ "mailto:a@a.example?subject=%FF", "!text that is not UTF-8" },
	{ "mailto:a%0A@a.example", "!something that is no address" },
	{ "mailto:a", "!something that is no address" },
	{ "http://a@a.example", "!not a mailto: URI of a sane length" },
	{ "mailto:a@a.a,b@a.a,c@a.a,d@a.a,e@a.a", "!too many addresses" },
};

static void add(struct buf *out, const char *key, struct str value)
{
	buf_printf(out, "%s%s%.*s", out->len > 0 ? ", " : "", key,
		   STR_ARG(value));
}

static void add_list(struct buf *out, const char *key,
		     const struct str_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		add(out, key, list->items[i]);
}

static struct str describe(struct arena *arena, const char *uri)
{
	struct buf out = buf_new(arena, 4096);
	struct mailto mailto;
	const char *error;

	if (!mailto_parse(arena, str_from(uri), &mailto, &error))
		return arena_printf(arena, "!%s", error);
	add_list(&out, "to ", &mailto.to);
	add_list(&out, "cc ", &mailto.cc);
	add_list(&out, "bcc ", &mailto.bcc);
	if (mailto.subject.len > 0)
		add(&out, "subject ", mailto.subject);
	if (mailto.body.len > 0)
		add(&out, "body ", mailto.body);
	for (size_t i = 0; i < mailto.field_count; i++)
		add(&out, "",
		    arena_printf(arena, "%.*s=%.*s",
				 STR_ARG(mailto.fields[i].name),
				 STR_ARG(mailto.fields[i].value)));
	return buf_str(&out);
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 20, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(describe(arena, cases[i].uri), cases[i].want, "%s",
		       cases[i].uri);
	arena_free(arena);
	return done_testing();
}
