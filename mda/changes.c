#include "changes.h"

#include "../filter/buf.h"
#include "../filter/shown.h"
#include "../filter/verdict_fields.h"
#include "limits.h"

/* How many fields a text is; 0: it is more than fields. */
static size_t count_fields(struct arena *arena, struct str text)
{
	struct message message = message_parse(arena, text);

	return message.fields.len == text.len &&
			       (message.faults & ~MESSAGE_DUPLICATE) == 0
		       ? message.header_count
		       : 0;
}

/* False: it is more than fields. */
static bool add_change(struct arena *arena, const struct message *message,
		       const struct edit *edit, struct changes *changes)
{
	bool above = edit->begin == 0;
	struct str *text = above ? &changes->above : &changes->below;
	size_t *count = above ? &changes->above_count : &changes->below_count;
	size_t fields = message->fields.len;

	if (edit->text.len == 0 && edit->end <= fields)
		return true;
	if (edit->begin < edit->end || (!above && edit->begin != fields) ||
	    *count > 0)
		return false;
	*text = edit->text;
	if (str_ends(*text, FILTER_FIRST_LINE_FIELD))
		text->len -= FILTER_FIRST_LINE_FIELD.len;
	*count = count_fields(arena, *text);
	if (*count == 0)
		*text = STR("");
	/* What is not read cannot be told from what was there. */
	return *count > 0 && message->header_count + *count <= LIMIT_HEADERS;
}

struct changes changes_of(struct arena *arena, const struct message *message,
			  const struct edits *edits)
{
	struct changes changes = { .body = false };

	for (size_t i = 0; i < edits->count; i++)
		if (!add_change(arena, message, &edits->list[i], &changes))
			changes.body = true;
	return changes;
}

const struct header *changes_next_removed(const struct message *message,
					  const struct edits *edits,
					  struct removal *at)
{
	while (at->next < message->header_count) {
		const struct header *header = &message->headers[at->next++];
		size_t begin = (size_t)(header->raw.ptr - message->raw.ptr);

		while (at->edit < edits->count &&
		       edits->list[at->edit].end <= begin)
			at->edit++;
		if (at->edit < edits->count &&
		    edits->list[at->edit].begin <= begin)
			return header;
	}
	return NULL;
}

/* -- for people ----------------------------------------------------------- */

static void add_line(struct buf *out, const char *what, struct str field)
{
	struct str text = header_unfold(out->arena, field);

	buf_printf(out, "%s %.*s\n", what,
		   STR_ARG(shown(out->arena, text, LIMIT_SHOWN_VALUE)));
}

static void add_fields(struct buf *out, const char *what, struct arena *arena,
		       struct str fields)
{
	struct message message = message_parse(arena, fields);

	for (size_t i = 0; i < message.header_count; i++)
		add_line(out, what, message.headers[i].raw);
}

static void add_deleted(struct buf *out, const struct message *message,
			const struct edits *edits, const struct edits *forged)
{
	struct removal at = { 0, 0 }, of_us = { 0, 0 };
	const struct header *ours, *header;

	ours = changes_next_removed(message, forged, &of_us);
	while ((header = changes_next_removed(message, edits, &at)) != NULL) {
		if (header != ours) {
			add_line(out, "deleted", header->raw);
			continue;
		}
		ours = changes_next_removed(message, forged, &of_us);
	}
}

struct str changes_text(struct arena *arena, const struct message *message,
			const struct edits *edits, const struct spans *spans)
{
	struct changes changes = changes_of(arena, message, edits);
	struct edits forged = edits_without(arena, spans);
	struct buf out = buf_new(arena, LIMIT_REPORT / 4);

	add_fields(&out, "added", arena, changes.above);
	add_fields(&out, "added", arena, changes.below);
	add_deleted(&out, message, edits, &forged);
	if (changes.body)
		buf_add(&out, STR("changed the body\n"));
	return str_trim(buf_str(&out));
}
