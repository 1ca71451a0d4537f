#include "draft_edits.h"

#include "../buf.h"
#include "../grammar.h"
#include "../verdict_fields.h"

struct builder {
	struct arena *arena;
	const struct draft *draft;
	struct edit *list;
	size_t count;
};

static void add_edit(struct builder *builder, size_t begin, size_t end,
		     struct str text)
{
	if (begin < end || text.len > 0)
		builder->list[builder->count++] =
			(struct edit){ begin, end, text };
}

static struct str text_of_fields(struct arena *arena,
				 const struct fields *fields,
				 enum field_origin origin)
{
	struct buf text = buf_new(arena, LIMIT_VERSION_TEXT);

	for (size_t i = 0; i < fields->count; i++)
		if (fields->list[i].origin == origin)
			buf_add(&text, fields->list[i].header.raw);
	return buf_str(&text);
}

struct str draft_joined(struct arena *arena, struct str a, struct str b)
{
	struct buf text;

	if (a.len == 0 || b.len == 0)
		return a.len > 0 ? a : b;
	text = buf_new(arena, a.len + b.len);
	buf_add(&text, a);
	buf_add(&text, b);
	return buf_str(&text);
}

struct str draft_text_above(const struct draft *draft)
{
	struct arena *arena = draft->arena;
	struct str text = text_of_fields(arena, draft->fields, FIELD_ABOVE);

	if (draft->open == NULL)
		return text;
	text = draft_joined(arena, text,
			    text_of_fields(arena, draft->fields, FIELD_BELOW));
	return draft_joined(arena, text, draft->head);
}

/* The first line of the mail would continue what a script puts above it. */
static struct str with_first_line(const struct draft *draft, struct str above)
{
	struct str raw = draft->message->raw;

	if (above.len == 0 || raw.len == 0 || !char_is_wsp(raw.ptr[0]))
		return above;
	return draft_joined(draft->arena, above, FILTER_FIRST_LINE_FIELD);
}

/* The fields that are gone, each run of neighbours as one. */
static void cut_fields(struct builder *builder, const struct fields *fields)
{
	const struct message *message = builder->draft->message;
	size_t at = 0;

	for (size_t i = 0; i < fields->count; i++) {
		struct str raw = fields->list[i].header.raw;
		size_t begin;

		if (fields->list[i].origin != FIELD_MAIL)
			continue;
		begin = (size_t)(raw.ptr - message->raw.ptr);
		add_edit(builder, at, begin, STR(""));
		at = begin + raw.len;
	}
	add_edit(builder, at, message->fields.len, STR(""));
}

/* A header that ends with the mail may lack its last line end. */
static struct str text_below(const struct draft *draft)
{
	const struct fields *fields = draft->inner;
	struct str text = text_of_fields(draft->arena, fields, FIELD_BELOW);

	for (size_t i = fields->count; i > 0 && text.len > 0; i--)
		if (fields->list[i - 1].origin == FIELD_MAIL)
			return str_ends(fields->list[i - 1].header.raw,
					STR("\n"))
				       ? text
				       : draft_joined(draft->arena, STR("\n"),
						      text);
	return text;
}

/* What stays as it was on both sides is no part of it: a program that adds a line
 * to a long mail makes a short edit. */
static void add_trimmed(struct builder *builder, const struct edit *edit)
{
	struct str old = builder->draft->message->raw, text = edit->text;
	size_t before = 0, behind = 0;

	old = str_skip(str_first(old, edit->end), edit->begin);
	while (before < old.len && before < text.len &&
	       old.ptr[before] == text.ptr[before])
		before++;
	while (behind < old.len - before && behind < text.len - before &&
	       old.ptr[old.len - 1 - behind] == text.ptr[text.len - 1 - behind])
		behind++;
	add_edit(builder, edit->begin + before, edit->end - behind,
		 str_skip(str_first(text, text.len - behind), before));
}

struct edits draft_edits(const struct draft *draft)
{
	const struct message *message = draft->message;
	struct str above = draft_text_above(draft);
	struct builder builder = {
		.arena = draft->arena,
		.draft = draft,
		.list = ARENA_ARRAY(draft->arena, struct edit,
				    draft->inner->count + draft->edit_count + 4)
	};

	if (draft->emptied) {
		add_edit(&builder, 0, message->raw.len, above);
		return (struct edits){ builder.list, builder.count };
	}
	add_edit(&builder, 0, 0, with_first_line(draft, above));
	cut_fields(&builder, draft->inner);
	add_edit(&builder, message->fields.len, message->fields.len,
		 text_below(draft));
	for (size_t i = 0; i < draft->edit_count; i++)
		add_trimmed(&builder, &draft->edits[i]);
	add_edit(&builder, message->raw.len, message->raw.len, draft->tail);
	return (struct edits){ builder.list, builder.count };
}
