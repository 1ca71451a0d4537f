/* Tag lists: "tag=value; tag=value". */
#include "../../filter/buf.h"
#include "../../filter/taglist.h"
#include "../tap.h"

#define LIST(text)                                                             \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}

/* tags: what was read before the error, "name=value" joined by "|". */
static const struct {
	struct str text;
	enum taglist_status status;
	const char *tags;
} cases[] = {
	{ LIST("v=1"), TAGLIST_OK, "v=1" },
	{ LIST("v=1; a=rsa-sha256;d=example.com"), TAGLIST_OK,
	  "v=1|a=rsa-sha256|d=example.com" },
	{ LIST(" v = 1 ;\r\n\ta\r\n =\tb ; "), TAGLIST_OK, "v=1|a=b" },
	{ LIST("v=1;"), TAGLIST_OK, "v=1" },
	{ LIST("v=1;\r\n "), TAGLIST_OK, "v=1" },
	{ LIST("p="), TAGLIST_OK, "p=" },
	{ LIST("h=a : b\r\n : c; x=y"), TAGLIST_OK, "h=a : b\r\n : c|x=y" },
	{ LIST("b=YWJj=="), TAGLIST_OK, "b=YWJj==" },
	{ LIST("a=1; A=2"), TAGLIST_OK, "a=1|A=2" },
	{ LIST("a_1=b"), TAGLIST_OK, "a_1=b" },
	{ LIST("i=\xc3\xa4@example.com"), TAGLIST_OK,
	  "i=\xc3\xa4@example.com" },
	{ LIST(""), TAGLIST_SYNTAX, "" },
	{ LIST(";"), TAGLIST_SYNTAX, "" },
	{ LIST("v=1;;"), TAGLIST_SYNTAX, "v=1" },
	{ LIST("v=1;;a=b"), TAGLIST_SYNTAX, "v=1" },
	{ LIST("v"), TAGLIST_SYNTAX, "" },
	{ LIST("v=1; x"), TAGLIST_SYNTAX, "v=1" },
	{ LIST("=1"), TAGLIST_SYNTAX, "" },
	{ LIST("1a=1"), TAGLIST_SYNTAX, "" },
	{ LIST("a b=1"), TAGLIST_SYNTAX, "" },
	{ LIST("a-b=1"), TAGLIST_SYNTAX, "" },
	{ LIST("a=b\0c"), TAGLIST_SYNTAX, "" },
	{ LIST("a=b\nc"), TAGLIST_SYNTAX, "" },
	{ LIST("a=b\rc"), TAGLIST_SYNTAX, "" },
	{ LIST("a=b\001"), TAGLIST_SYNTAX, "" },
	{ LIST("v=1; d=a; v=2"), TAGLIST_DUPLICATE, "v=1|d=a" },
	{ LIST("v=1; v=1"), TAGLIST_DUPLICATE, "v=1" },
};

static struct str tags_text(struct arena *arena, const struct taglist *list)
{
	struct buf text = buf_new(arena, 1000);

	for (size_t i = 0; i < list->count; i++)
		buf_printf(&text, "%s%.*s=%.*s", i > 0 ? "|" : "",
			   STR_ARG(list->tags[i].name),
			   STR_ARG(list->tags[i].value));
	return buf_str(&text);
}

static void test_limit(struct arena *arena)
{
	struct buf text = buf_new(arena, 10000);
	struct taglist list;

	for (size_t i = 0; i < LIMIT_TAGS; i++)
		buf_printf(&text, "t%zu=x;", i);
	taglist_parse(&list, buf_str(&text));
	is_int(list.status, TAGLIST_OK, "as many tags as there may be");
	buf_add(&text, STR("more=x"));
	taglist_parse(&list, buf_str(&text));
	is_int(list.status, TAGLIST_TOO_MANY, "one tag more");
}

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);
	struct taglist list;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		taglist_parse(&list, cases[i].text);
		is_int(list.status, cases[i].status, "\"%.*s\": %s",
		       STR_ARG(cases[i].text),
		       taglist_status_text(cases[i].status));
		is_str(tags_text(arena, &list), cases[i].tags, "... tags");
	}
	taglist_parse(&list, STR("a=1; b=2"));
	is_str(taglist_find(&list, STR("b"))->value, "2", "found");
	ok(taglist_find(&list, STR("B")) == NULL, "names are case-sensitive");
	test_limit(arena);
	is_str(tag_compact(arena, STR("YW\r\n\t Jj ZA==")),
	       "YWJjZA==", "white space taken out");
	is_str(tag_compact(arena, STR(" ")), "", "nothing but white space");
	arena_free(arena);
	return done_testing();
}
