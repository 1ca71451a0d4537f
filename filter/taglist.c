#include "taglist.h"

#include "buf.h"
#include "grammar.h"

/* RFC 6376 3.2: ALPHA *ALNUMPUNC, where ALNUMPUNC = ALPHA / DIGIT / "_". */
static bool is_tag_name(struct str name)
{
	if (name.len == 0 || !char_is_alpha(name.ptr[0]))
		return false;
	for (size_t i = 1; i < name.len; i++)
		if (!char_is_alnum(name.ptr[i]) && name.ptr[i] != '_')
			return false;
	return true;
}

/*
 * RFC 6376 3.2: VALCHAR is %x21-3A / %x3C-7E; RFC 8616 adds UTF-8.  White space
 * inside is FWS; a line end not followed by white space ends no value here.
 */
static bool is_tag_value(struct str value)
{
	for (;;) {
		value = str_skip(value, grammar_visible(value));
		if (value.len == 0)
			return true;
		if (!grammar_fws(&value))
			return false;
	}
}

static enum taglist_status parse_pair(struct taglist *list, struct str pair)
{
	size_t equals = str_find(pair, '=');
	struct tag tag = { .name = str_trim(str_first(pair, equals)),
			   .value = str_trim(str_skip(pair, equals + 1)) };

	if (equals == pair.len || !is_tag_name(tag.name) ||
	    !is_tag_value(tag.value))
		return TAGLIST_SYNTAX;
	if (taglist_find(list, tag.name) != NULL)
		return TAGLIST_DUPLICATE;
	if (list->count == LIMIT_TAGS)
		return TAGLIST_TOO_MANY;
	list->tags[list->count++] = tag;
	return TAGLIST_OK;
}

void taglist_parse(struct taglist *list, struct str text)
{
	struct str pair;

	list->count = 0;
	list->status = TAGLIST_OK;
	while (list->status == TAGLIST_OK && str_cut(&text, ';', &pair)) {
		bool last = text.ptr == NULL;

		if (last && list->count > 0 && str_trim(pair).len == 0)
			break;
		list->status = parse_pair(list, pair);
	}
}

const struct tag *taglist_find(const struct taglist *list, struct str name)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_eq(list->tags[i].name, name))
			return &list->tags[i];
	return NULL;
}

const char *taglist_status_text(enum taglist_status status)
{
	static const char *const texts[] = {
		[TAGLIST_OK] = "ok",
		[TAGLIST_SYNTAX] = "no valid tag list",
		[TAGLIST_DUPLICATE] = "duplicate tag",
		[TAGLIST_TOO_MANY] = "too many tags",
	};

	return texts[status];
}

struct str tag_compact(struct arena *arena, struct str value)
{
	struct buf compact = buf_new(arena, value.len);

	while (value.len > 0) {
		size_t run = grammar_visible(value);

		while (run < value.len && !char_is_space(value.ptr[run]))
			run++;
		buf_add(&compact, str_first(value, run));
		value = str_skip(value, run);
		while (value.len > 0 && char_is_space(value.ptr[0]))
			value = str_skip(value, 1);
	}
	return buf_str(&compact);
}
