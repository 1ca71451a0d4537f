#include "../address.h"
#include "../compose.h"
#include "../grammar.h"
#include "../mime_write.h"
#include "check.h"
#include "commands.h"
#include "entity.h"
#include "extension.h"

/* RFC 5703 5: a valid mailbox-list. */
static bool mailboxes_of(struct arena *arena, struct str text,
			 struct mailbox_list *list)
{
	const char *reason;

	return !str_has_control(text) &&
	       address_parse_strict(arena, text, list, &reason) &&
	       list->count > 0;
}

static void check_replace(struct checker *checker, const struct node *node)
{
	const struct option *subject = node_option(node, OPTION_SUBJECT);
	const struct option *from = node_option(node, OPTION_FROM);
	struct mailbox_list list;

	if (node_option(node, OPTION_ENTITY) != NULL &&
	    (subject != NULL || from != NULL))
		report_warning(checker->report, node->place,
			       "\":mime\" leaves \":subject\" and \":from\" "
			       "without effect");
	if (from != NULL && from->value->strings->parts == NULL &&
	    !mailboxes_of(checker->arena, from->value->strings->text, &list))
		report_error(checker->report, from->value->place,
			     "this is no list of mail addresses");
}

/* ---- the mail's own header ---- */

static bool add(struct run *run, const struct node *node, struct str raw,
		bool fixed)
{
	if (draft_add_field(run->draft, raw, FIELD_BELOW, fixed))
		return true;
	run_fail(run, node->place,
		 "the header fields that scripts add have more than %zu bytes",
		 LIMIT_SIEVE_ADDED);
	return false;
}

static void remove_about_content(struct run *run, const struct node *node)
{
	for (size_t i = run->fields->count; i > 0; i--)
		if (run->fields->list[i - 1].origin != FIELD_OURS &&
		    entity_is_about(fields_name(run->fields, i - 1)))
			draft_remove_field(run->draft, i - 1);
	run_spend(run, node->place, 4 * run->fields->count);
}

/* "Original-Subject: ...", as the field stood there; LF line ends. */
static void preserve(struct run *run, const struct node *node, size_t index)
{
	struct str raw = run->fields->list[index].header.raw;
	struct buf copy = buf_new(run->arena, raw.len + 16);

	if (!run_spend_text(run, node->place, raw.len))
		return;
	buf_add(&copy, STR("Original-"));
	entity_add_field(&copy, raw);
	add(run, node, buf_str(&copy), true);
}

/* All fields of that name give way to one. */
static void replace_field(struct run *run, const struct node *node,
			  struct str name, struct str raw)
{
	size_t at = 0, index;
	uint64_t steps = raw.len;

	while (!run->failed &&
	       fields_next(run->fields, name, &at, &index, &steps)) {
		if (run->fields->list[index].origin == FIELD_OURS)
			continue;
		preserve(run, node, index);
		draft_remove_field(run->draft, index);
		at--;
	}
	if (!run->failed && run_spend(run, node->place, steps))
		add(run, node, raw, false);
}

/* A given option's value, which ":mime" makes void. */
static bool is_given(struct run *run, const struct node *node, uint64_t option,
		     struct str *value)
{
	const struct option *given = node_option(node, option);

	if (given == NULL || node_option(node, OPTION_ENTITY) != NULL)
		return false;
	*value = run_text(run, given->value->strings);
	return !run->failed;
}

static void replace_subject(struct run *run, const struct node *node)
{
	struct buf field = buf_new(run->arena, LIMIT_SIEVE_ADDED_FIELD);
	struct str subject;

	if (!is_given(run, node, OPTION_SUBJECT, &subject))
		return;
	mime_write_field(&field, STR("Subject"), subject);
	replace_field(run, node, STR("Subject"), buf_str(&field));
}

/* RFC 5703 5: what is no address is ignored. */
static void replace_from(struct run *run, const struct node *node)
{
	struct buf field = buf_new(run->arena, LIMIT_SIEVE_ADDED_FIELD);
	struct mailbox_list list;
	struct str from;

	if (!is_given(run, node, OPTION_FROM, &from) ||
	    !mailboxes_of(run->arena, from, &list))
		return;
	compose_mailboxes(&field, "From", &list);
	replace_field(run, node, STR("From"), buf_str(&field));
}

static void replace_mail(struct run *run, const struct node *node,
			 const struct entity *entity)
{
	struct message fields = message_parse(run->arena, entity->fields);
	struct str whole =
		entity_whole(run, node->place, entity->fields, entity->body);

	replace_subject(run, node);
	replace_from(run, node);
	remove_about_content(run, node);
	if (!run->failed)
		add(run, node, STR("MIME-Version: 1.0\n"), false);
	for (size_t i = 0; i < fields.header_count && !run->failed; i++)
		add(run, node, fields.headers[i].raw, false);
	if (!run->failed)
		draft_replace_body(run->draft, whole);
}

/* ---- a part ---- */

/* A line of it that ends a multipart around it would make it two parts. */
static bool has_boundary(struct str text, struct str boundary)
{
	struct str rest = text;

	for (size_t at; (at = str_find_str(rest, boundary)) < rest.len;
	     rest = str_skip(rest, at + 1)) {
		size_t before = (size_t)(rest.ptr - text.ptr) + at;
		struct str line = str_first(text, before);

		if (str_eq(line, STR("--")) || str_ends(line, STR("\n--")))
			return true;
	}
	return false;
}

static bool fits(struct run *run, const struct node *node, size_t index,
		 struct str entity)
{
	const struct parts *parts = draft_parts(run->draft);

	for (size_t i = 0; i < index && !run->failed; i++) {
		const struct mime_part *part = &parts->list[i].mime;

		if (part->end <= index || part->boundary.len == 0)
			continue;
		run_spend(run, node->place, entity.len);
		if (has_boundary(entity, part->boundary))
			run_fail(run, node->place,
				 "the replacement holds the delimiter of the "
				 "parts among which it stands");
	}
	return !run->failed;
}

/* Of a mail within the mail, its own fields stay, before those given. */
static struct str with_kept_fields(struct run *run, const struct node *node,
				   size_t index, struct str given)
{
	struct parts *parts = draft_parts(run->draft);
	struct str header = parts->list[index].mime.header;
	struct fields *fields;
	struct buf kept;

	if (!str_eq_nocase(parts->list[index - 1].mime.type, STR("message")) ||
	    parts->list[index - 1].mime.end == index ||
	    !run_spend_text(run, node->place, header.len))
		return given;
	kept = buf_new(run->arena, header.len + 1 + given.len);
	fields = parts_fields(parts, index);
	for (size_t i = 0; i < fields->count; i++) {
		if (!entity_is_about(fields_name(fields, i)))
			entity_add_field(&kept, fields->list[i].header.raw);
	}
	buf_add(&kept, given);
	return buf_str(&kept);
}

static void replace_part(struct run *run, const struct node *node,
			 const struct entity *entity)
{
	struct loop *loop = run->loop;
	struct str fields =
		with_kept_fields(run, node, loop->part, entity->fields);
	struct str whole = entity_whole(run, node->place, fields, entity->body);

	if (run->failed || !fits(run, node, loop->part, whole))
		return;
	run_spend(run, node->place, whole.len + LIMIT_MIME_PARTS);
	if (!draft_replace_part(run->draft, loop->part, whole))
		run_fail(run, node->place,
			 "what encloses the mail cannot be replaced");
}

/*
 * RFC 5703 5: replace [":mime"] [":subject" string] [":from" string]
 *	<replacement: string>
 */
static enum flow run_replace(struct run *run, const struct node *node)
{
	struct place place = node->place;
	struct loop *loop;
	struct str text = run_text(run, node->parameters[0]->strings);
	struct entity entity = node_option(node, OPTION_ENTITY) != NULL
				       ? entity_parse(run, place, text)
				       : entity_of_text(run, place, text);

	run_spend_text(run, place,
		       draft_replace_memory(run->draft, entity.body));
	if (!run->failed && (run->loop == NULL || run->loop->part == 0))
		replace_mail(run, node, &entity);
	else if (!run->failed)
		replace_part(run, node, &entity);
	run->body.ready = false;
	for (loop = run->loop; loop != NULL && loop->part == run->loop->part;
	     loop = loop->outer)
		loop->replaced = true;
	return run->failed ? FLOW_STOP : FLOW_NEXT;
}

const struct command cmd_replace = {
	.name = STR_INIT("replace"),
	.needs = EXT_REPLACE,
	.options = OPTION_ENTITY | OPTION_SUBJECT | OPTION_FROM,
	.parameters = { { "replacement", ARGUMENT_STRING, false } },
	.check = check_replace,
	.run = run_replace,
};
