/*
 * Addresses: what the strict reader takes and refuses, and what the lenient one
 * makes of it.  A mailbox is written "display|local|domain", several with "&".
 */
#include "../../filter/address.h"
#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../tap.h"

#define TEN(x) x x x x x x x x x x

/* strict NULL: refused. */
static const struct {
	const char *value, *strict, *lenient;
} cases[] = {
	{ "joe@example.com", "|joe|example.com", "|joe|example.com" },
	{ " <joe@example.com> ", "|joe|example.com", "|joe|example.com" },
	{ "Joe <joe@example.com>", "Joe|joe|example.com",
	  "Joe|joe|example.com" },
	{ "Joe<joe@example.com>", "Joe|joe|example.com",
	  "Joe|joe|example.com" },
	{ "\"Joe, Jr.\" <joe@example.com>", "\"Joe, Jr.\"|joe|example.com",
	  "\"Joe, Jr.\"|joe|example.com" },
	{ "Joe Q. Public Jr. <j@x.example>", "Joe Q. Public Jr.|j|x.example",
	  "Joe Q. Public Jr.|j|x.example" },
	{ "\"<a@b.example>\" <c@d.example>", "\"<a@b.example>\"|c|d.example",
	  "\"<a@b.example>\"|c|d.example" },
	{ "(<a@b.example>) c@d.example", "|c|d.example", "|c|d.example" },
	{ "c@d.example (Joe)", "Joe|c|d.example", "Joe|c|d.example" },
	{ "a@x.example, B <b@y.example>", "|a|x.example&B|b|y.example",
	  "|a|x.example&B|b|y.example" },
	{ "a(c)@(d)x(e).(f)example", "|a|x.example", "|a|x.example" },
	{ "a . b @ x . example", "|a.b|x.example", "|a.b|x.example" },
	{ "\"a b\".c@x.example", "|\"a b\".c|x.example",
	  "|\"a b\".c|x.example" },
	{ "a@[192.0.2.1]", "|a|[192.0.2.1]", "|a|[192.0.2.1]" },
	{ "<@x.example,@y.example:a@z.example>", "|a|z.example",
	  "|a|z.example" },
	{ "<@x.example,,@y.example:a@z.example>", "|a|z.example",
	  "|a|z.example" },
	{ "Group: a@x.example, B <b@y.example>;", "|a|x.example&B|b|y.example",
	  "|a|x.example&B|b|y.example" },
	{ "undisclosed-recipients:;", "", "" },
	{ "G: (nobody) ;, a@x.example", "|a|x.example", "|a|x.example" },
	{ "J\xc3\xb6 <j\xc3\xb6@\xc3\xb6.example>",
	  "J\xc3\xb6|j\xc3\xb6|\xc3\xb6.example",
	  "J\xc3\xb6|j\xc3\xb6|\xc3\xb6.example" },
	{ "J\xf6 <j@x.example>", "J\xf6|j|x.example", "J\xf6|j|x.example" },
	{ TEN("(") "((((((x))))))" TEN(")") " a@x.example", "|a|x.example",
	  "|a|x.example" },

	{ "", NULL, "" },
	{ "(x)", NULL, "" },
	{ ",a@x.example,", NULL, "|a|x.example" },
	{ "a@x.example,,b@x.example", NULL, "|a|x.example&|b|x.example" },
	{ "joe", NULL, "|joe|" },
	{ "Joe Public", NULL, "" },
	{ "<>", NULL, "" },
	{ "<joe>", NULL, "|joe|" },
	{ "joe@", NULL, "|joe|" },
	{ "@x.example", NULL, "" },
	{ "a@x.example>", NULL, "|a|x.example" },
	{ "<a@x.example", NULL, "|a|x.example" },
	{ "<<a@x.example>>", NULL, "<|a|x.example" },
	{ "<a@x.example>b@y.example", NULL, "|a|x.example" },
	{ "a@x.example <b@y.example>", NULL, "a@x.example|b|y.example" },
	{ "Foo, Inc. <a@x.example>", NULL, "|Foo|&Inc.|a|x.example" },
	{ "[Foo] Bar <a@x.example>", NULL, "[Foo] Bar|a|x.example" },
	{ "<a@x.example>\\,<b@y.example>", NULL, "|a|x.example&|b|y.example" },
	{ "a@b@x.example", NULL, "|a@b|x.example" },
	{ "a..b@x.example", NULL, "|a..b|x.example" },
	{ "a b@x.example", NULL, "|b|x.example" },
	{ "mailto:a@x.example", NULL, "|a|x.example" },
	{ "G: a@x.example", NULL, "|a|x.example" },
	{ "G: a@x.example; b@x.example", NULL, "|a|x.example&|b|x.example" },
	{ "G: H: a@x.example;;", NULL, "|a|x.example" },
	{ "a@x.example; b@y.example", NULL, "|a|x.example&|b|y.example" },
	{ "a@x.example (never ends", NULL, "|a|x.example" },
	{ "\"never ends <a@x.example>", NULL, "\"never ends|a|x.example" },
	{ "<@x.example:>", NULL, "" },
	{ "G: a@x.example, (b@y.example;", NULL, "|a|x.example&|(b|y.example" },
	{ "a@x.example\n", NULL, "|a|x.example" },
	{ "a\xf6@x.example", NULL, "|a\xf6|x.example" },
	{ "\"\x83\\\" <a@x.example>", NULL, "\"\x83\\\"|a|x.example" },
	{ TEN("(") TEN("(") "x" TEN(")") TEN(")") " a@x.example", NULL,
	  "|a|x.example" },
};

static struct str list_text(struct arena *arena,
			    const struct mailbox_list *list)
{
	struct buf text = buf_new(arena, 1000);

	for (size_t i = 0; i < list->count; i++)
		buf_printf(&text, "%s%.*s|%.*s|%.*s", i > 0 ? "&" : "",
			   STR_ARG(list->mailboxes[i].display),
			   STR_ARG(list->mailboxes[i].local),
			   STR_ARG(list->mailboxes[i].domain));
	return buf_str(&text);
}

static void test_case(struct arena *arena, size_t row)
{
	struct str value = str_from(cases[row].value);
	struct mailbox_list list;
	const char *reason;
	bool strict = address_parse_strict(arena, value, &list, &reason);

	ok(strict == (cases[row].strict != NULL), "\"%s\": %s",
	   cases[row].value, strict ? "taken" : reason);
	ok(strict == (reason[0] == '\0'), "... with a reason only if refused");
	if (strict)
		is_str(list_text(arena, &list), cases[row].strict,
		       "... strictly");
	list = address_parse_lenient(arena, value);
	is_str(list_text(arena, &list), cases[row].lenient, "... leniently");
}

static void test_marks(struct arena *arena)
{
	struct mailbox_list list;
	const char *reason;

	address_parse_strict(arena,
			     STR("The Board: <@r.example:a@x.example>, "
				 "b@x.example;, c@x.example"),
			     &list, &reason);
	ok(list.mailboxes[0].had_route, "a route");
	ok(list.mailboxes[0].had_angle, "brackets");
	ok(!list.mailboxes[1].had_route && !list.mailboxes[1].had_angle,
	   "neither");
	is_str(list.mailboxes[1].group, "The Board", "in a group");
	is_str(list.mailboxes[2].group, "", "behind the group");
	is_str(mailbox_text(arena, &list.mailboxes[0]), "a@x.example",
	       "as text");
	list = address_parse_lenient(arena, STR("joe"));
	is_str(mailbox_text(arena, &list.mailboxes[0]), "joe",
	       "as text, no domain");
}

static void test_too_many(struct arena *arena)
{
	struct buf value = buf_new(arena, 1 << 20);
	struct mailbox_list list;
	const char *reason;

	for (size_t i = 0; i <= LIMIT_MAILBOXES; i++)
		buf_add(&value,
			i > 0 ? STR(",a@x.example") : STR("a@x.example"));
	ok(!address_parse_strict(arena, buf_str(&value), &list, &reason),
	   "too many mailboxes: %s", reason);
	list = address_parse_lenient(arena, buf_str(&value));
	ok(list.truncated && list.count == LIMIT_MAILBOXES,
	   "... the first ones are read leniently");
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		test_case(arena, i);
	test_marks(arena);
	test_too_many(arena);
	arena_free(arena);
	return done_testing();
}
