#include "../../filter/authres_parse.h"

#include "../tap.h"

#define BAD NULL

/* A value, the id in it (BAD: does not parse) and its results. */
static const struct {
	const char *value, *id, *results;
} fields[] = {
	{ " mx.example; none", "mx.example", "" },
	{ " mx.example 1; none", "mx.example", "" },
	{ " mx.example; none;", "mx.example", "" },
	{ " (c) mx.example (c (d) c) 1 (c); (c) none (c)", "mx.example", "" },
	{ " \"mx.example\"; none", "mx.example", "" },
	{ " \"mx\\.exa\\mple\"; none", "mx.example", "" },
	{ " MX.Example.; none", "MX.Example.", "" },
	{ " mx.example;\r\n\tspf=pass smtp.mailfrom=ann@a.example",
	  "mx.example", "spf=pass smtp.mailfrom=ann@a.example" },
	{ " mx.example; spf=pass; dkim=fail header.d=a.example;", "mx.example",
	  "spf=pass dkim=fail header.d=a.example" },
	{ " mx.example; dkim/1 = pass (good) header . d = a.example",
	  "mx.example", "dkim=pass header.d=a.example" },
	{ " mx.example; dkim=fail reason=\"no; dmarc=pass\"", "mx.example",
	  "dkim=fail reason.=no; dmarc=pass" },
	{ " mx.example; dkim=fail reason = bad header.b=/d5r==", "mx.example",
	  "dkim=fail reason.=bad header.b=/d5r==" },
	{ " mx.example; dkim=pass header.i=\"a b\"@a.example", "mx.example",
	  "dkim=pass header.i=\"a b\"@a.example" },
	{ " mx.example; dmarc=pass action=none header.from=a.example",
	  "mx.example", "dmarc=pass action.=none header.from=a.example" },
	{ " mx.example; spf=none smtp.mailfrom=", "mx.example",
	  "spf=none smtp.mailfrom=" },
	{ " b\xC3\xBC.example; none", "b\xC3\xBC.example", "" },
	/* no id, no results, no end */
	{ "", BAD, "" },
	{ " mx.example", BAD, "" },
	{ " mx.example;", BAD, "" },
	{ " ; none", BAD, "" },
	{ " dkim=pass header.d=a.example", BAD, "" },
	{ " mx/example; dkim=pass", BAD, "" },
	{ " mx.example x; none", BAD, "" },
	{ " mx.example 100; none", BAD, "" },
	{ " mx.example; none; dkim=pass", BAD, "" },
	{ " mx.example; spf=", BAD, "" },
	{ " mx.example; spf", BAD, "" },
	{ " mx.example; spf=pass smtp", BAD, "" },
	{ " mx.example; spf=pass smtp.", BAD, "" },
	{ " mx.example; spf=pass smtp.mailfrom", BAD, "" },
	{ " mx.example; =pass", BAD, "" },
	{ " mx.example;; spf=pass", BAD, "" },
	{ " mx.example; spf=pass (open", BAD, "" },
	{ " \"mx.example; none", BAD, "" },
	{ " mx.example; spf=pass why", BAD, "" },
	{ " mx.example; spf=pass why=", BAD, "" },
	{ " mx.example; spf=pass header.x=\"open", BAD, "" },
};

static struct str describe(struct arena *arena, const struct authres *authres)
{
	struct str rest = authres->results, text = STR("");
	struct authres_result result;

	while (authres_next(&rest, &result)) {
		text = arena_printf(arena, "%.*s%s%.*s=%.*s", STR_ARG(text),
				    text.len > 0 ? " " : "",
				    STR_ARG(result.method),
				    STR_ARG(result.result));
		for (size_t i = 0; i < result.property_count; i++) {
			const struct authres_property *each =
				&result.properties[i];
			struct str value = authres_value(
				arena, &result, each->type, each->name);

			text = arena_printf(arena, "%.*s %.*s.%.*s=%.*s",
					    STR_ARG(text), STR_ARG(each->type),
					    STR_ARG(each->name),
					    STR_ARG(value));
		}
	}
	return text;
}

/* A NUL is in no token; sixteen properties are enough for anybody. */
static void test_bounds(struct arena *arena)
{
	struct str many = STR(" mx.example; x=y");
	struct authres authres;
	struct authres_result result;

	ok(!authres_parse(arena, STR(" mx\0.example; none"), &authres), "NUL");
	ok(!authres_parse(arena, STR(" mx.example; none\0"), &authres),
	   "NUL at the end");
	for (int i = 0; i < 100; i++)
		many = arena_printf(arena, "%.*s a.b=c", STR_ARG(many));
	ok(authres_parse(arena, many, &authres) &&
		   authres_next(&authres.results, &result),
	   "a hundred properties");
	is_int((long long)result.property_count,
	       (long long)LIMIT_AUTHRES_PROPERTIES, "bounded");
}

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		struct authres authres;
		bool parsed = authres_parse(arena, str_from(fields[i].value),
					    &authres);

		ok(parsed == (fields[i].id != BAD), "value %zu", i);
		if (!parsed || fields[i].id == BAD)
			continue;
		is_str(authres.authserv_id, fields[i].id, "id");
		is_str(describe(arena, &authres), fields[i].results, "results");
	}
	test_bounds(arena);
	arena_free(arena);
	return done_testing();
}
