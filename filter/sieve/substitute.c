#include "substitute.h"

#include "../buf.h"
#include "../grammar.h"
#include "draft_edits.h"
#include "entity.h"
#include "protected.h"

/* ---- the output ---- */

/* LF line ends, one at the end of the header, too; and a byte behind it that is
 * nobody's. */
static struct str with_lf(struct arena *arena, struct str output)
{
	char *memory = arena_alloc(arena, output.len + 2);
	size_t len = 0;

	for (size_t i = 0; i < output.len; i++)
		if (output.ptr[i] != '\r' || i + 1 == output.len ||
		    output.ptr[i + 1] != '\n')
			memory[len++] = output.ptr[i];
	memory[len] = '\n';
	return (struct str){ memory, len };
}

static bool take(struct str *rest, struct str piece)
{
	bool same = str_starts(*rest, piece);

	*rest = str_skip(*rest, piece.len);
	return same;
}

/* The program gave back what it was given. */
static bool is_unchanged(const struct draft *draft, struct str text)
{
	struct str raw = draft->message->raw;
	struct edits edits = draft_edits(draft);
	size_t at = 0;

	for (size_t i = 0; i < edits.count; i++) {
		const struct edit *edit = &edits.list[i];

		if (!take(&text,
			  str_first(str_skip(raw, at), edit->begin - at)) ||
		    !take(&text, edit->text))
			return false;
		at = edit->end;
	}
	return str_eq(text, str_skip(raw, at));
}

/* ---- its fields ---- */

/* Fields to compare; programs fold them otherwise. */
struct known {
	struct header *list; /* values unfolded */
	size_t count;
};

struct substitution {
	struct arena *arena;
	const struct message *mail; /* the output */
	struct known old, new; /* without ours */
	struct str *fields; /* that the new mail has */
	size_t field_count;
	size_t size; /* of these */
};

static void learn(struct arena *arena, struct known *known,
		  const struct header *field)
{
	struct header *copy = &known->list[known->count++];

	*copy = *field;
	copy->value = header_unfold(arena, field->value);
}

static bool knows(const struct known *known, const struct header *field)
{
	for (size_t i = 0; i < known->count; i++)
		if (str_eq_nocase(known->list[i].name, field->name) &&
		    str_eq(known->list[i].value, field->value))
			return true;
	return false;
}

static void learn_all(struct substitution *substitution,
		      const struct fields *fields)
{
	struct arena *arena = substitution->arena;
	const struct message *mail = substitution->mail;

	substitution->old.list =
		ARENA_ARRAY(arena, struct header, fields->count);
	substitution->new.list =
		ARENA_ARRAY(arena, struct header, mail->header_count);
	for (size_t i = 0; i < fields->count; i++)
		if (fields->list[i].origin != FIELD_OURS)
			learn(arena, &substitution->old,
			      &fields->list[i].header);
	for (size_t i = 0; i < mail->header_count; i++)
		learn(arena, &substitution->new, &mail->headers[i]);
}

static void add(struct substitution *substitution, struct str field)
{
	substitution->fields[substitution->field_count++] = field;
	substitution->size += field.len;
}

/* Those that must stay, and would not. */
static void add_lost(struct substitution *substitution)
{
	const struct known *old = &substitution->old;

	for (size_t i = 0; i < old->count; i++) {
		const struct header *field = &old->list[i];
		struct buf raw =
			buf_new(substitution->arena, field->raw.len + 1);

		if (!protected_from(field->name, CHANGE_DELETE) ||
		    knows(&substitution->new, field))
			continue;
		entity_add_field(&raw, field->raw);
		add(substitution, buf_str(&raw));
	}
}

static void add_new(struct substitution *substitution)
{
	const struct known *new = &substitution->new;

	for (size_t i = 0; i < new->count; i++)
		if (!protected_from(new->list[i].name, CHANGE_ADD) ||
		    knows(&substitution->old, &new->list[i]))
			add(substitution, new->list[i].raw);
}

static void choose_fields(struct substitution *substitution,
			  const struct fields *fields)
{
	learn_all(substitution, fields);
	substitution->fields =
		ARENA_ARRAY(substitution->arena, struct str,
			    substitution->old.count + substitution->new.count);
	add_lost(substitution);
	add_new(substitution);
}

/* ---- the mail ---- */

/* Where the fields of the new mail stand: those above, those that the mail has
 * anyway, in its order, and from the first on that it has not, those below. */
struct layout {
	size_t above; /* fields of the new mail */
	size_t kept;
	size_t *at; /* in the draft's fields, of those kept */
};

static bool find_same(const struct fields *fields, struct str raw, size_t *at)
{
	for (; *at < fields->count; ++*at)
		if (fields->list[*at].origin == FIELD_MAIL &&
		    str_eq(fields->list[*at].header.raw, raw))
			return true;
	return false;
}

static struct layout lay_out(const struct draft *draft,
			     const struct substitution *substitution)
{
	const struct fields *fields = draft->fields;
	size_t count = substitution->field_count, at = 0;
	struct layout layout = { .at = ARENA_ARRAY(draft->arena, size_t,
						   count) };

	while (layout.above < count &&
	       !find_same(fields, substitution->fields[layout.above], &at)) {
		layout.above++;
		at = 0;
	}
	for (size_t i = layout.above; i < count; i++, at++) {
		if (!find_same(fields, substitution->fields[i], &at))
			break;
		layout.at[layout.kept++] = at;
	}
	return layout;
}

/* Our fields, and those that stay. */
static struct fields *fields_that_stay(const struct draft *draft,
				       const struct layout *layout)
{
	struct fields *fields = fields_new(draft->arena, NULL, 0);

	for (size_t i = 0; i < draft->fields->count; i++)
		if (draft->fields->list[i].origin == FIELD_OURS)
			fields_insert(fields, &draft->fields->list[i]);
	for (size_t i = 0; i < layout->kept; i++)
		fields_insert(fields, &draft->fields->list[layout->at[i]]);
	return fields;
}

static void become(struct draft *draft, const struct substitution *substitution)
{
	const struct str *fields = substitution->fields;
	struct layout layout = lay_out(draft, substitution);

	draft_become(draft, fields_that_stay(draft, &layout),
		     substitution->mail);
	for (size_t i = layout.above; i > 0; i--)
		draft_add_field(draft, fields[i - 1], FIELD_ABOVE, false);
	for (size_t i = layout.above + layout.kept;
	     i < substitution->field_count; i++)
		draft_add_field(draft, fields[i], FIELD_BELOW, false);
}

static const char *wrong_with(const struct substitution *substitution)
{
	const struct message *mail = substitution->mail;

	if (mail->raw.len == 0)
		return "it printed no mail";
	if (mail->header_count == 0 || mail->faults != 0)
		return "what it printed is no mail: its header is malformed";
	if (substitution->size > LIMIT_SIEVE_ADDED)
		return "the header that it printed is too long";
	return NULL;
}

/* To read both mails, and to compare their fields. */
static uint64_t steps_of(const struct message *mail, const struct run *run)
{
	return 4 * ((uint64_t)mail->raw.len + run->facts->message->raw.len) +
	       32 * (uint64_t)mail->header_count * run->fields->count;
}

bool substitute(struct run *run, const struct node *node, struct str output,
		const char **why)
{
	struct str text = with_lf(run->arena, output);
	struct message mail;
	struct substitution substitution = { .arena = run->arena,
					     .mail = &mail };

	if (is_unchanged(run->draft, text))
		return true;
	if (text.len > 0 && !str_ends(text, STR("\n")))
		text.len++;
	mail = message_parse(run->arena, text);
	if (!run_spend(run, node->place, steps_of(&mail, run)))
		return true;
	choose_fields(&substitution, run->fields);
	*why = wrong_with(&substitution);
	if (*why != NULL)
		return false;
	become(run->draft, &substitution);
	run->fields = run->draft->fields;
	run->body.ready = false;
	return true;
}
