#include "../compose.h"
#include "../grammar.h"
#include "../mime_write.h"
#include "check.h"
#include "commands.h"
#include "entity.h"
#include "extension.h"

/* What a field of the new mail's own has room for. */
#define NEW_HEADER (LIMIT_SIEVE_ADDED + LIMIT_SIEVE_ADDED_FIELD)

struct enclosing {
	struct run *run;
	const struct node *node;
	struct buf fields;
	struct str boundary;
	bool eightbit; /* a byte of the mail is */
};

/* ---- the header of the new mail ---- */

/* True: there is such a field, and it was copied. */
static bool copy_fields(struct enclosing *enclosing, struct str name)
{
	struct run *run = enclosing->run;
	uint64_t steps = 1;
	size_t at = 0, index;
	bool found = false;

	while (fields_next(run->fields, name, &at, &index, &steps)) {
		const struct field *field = &run->fields->list[index];

		if (field->origin == FIELD_OURS)
			continue;
		entity_add_field(&enclosing->fields, field->header.raw);
		found = true;
	}
	return run_spend(run, enclosing->node->place, steps) && found;
}

static bool has_name(const struct str_list *names, struct str name)
{
	for (size_t i = 0; i < names->count; i++)
		if (str_eq_nocase(names->items[i], name))
			return true;
	return false;
}

/* Each name once; its own are not among them. */
static void copy_wanted(struct enclosing *enclosing,
			const struct str_list *names)
{
	for (size_t i = 0; i < names->count; i++) {
		struct str name = names->items[i];
		const struct str_list before = { names->items, i };

		if (!has_name(&before, name) && !entity_is_about(name) &&
		    !str_eq_nocase(name, STR("Subject")) &&
		    !str_eq_nocase(name, STR("Date")) &&
		    !str_eq_nocase(name, STR("From")))
			copy_fields(enclosing, name);
	}
}

/* The user whose script it is. */
static struct str own_address(const struct run *run)
{
	struct str host = run->facts->host;

	if (run->facts->envelope->recipient.len > 0)
		return run->facts->envelope->recipient;
	return arena_printf(run->arena, "postmaster@%.*s",
			    STR_ARG(host.len > 0 ? host : STR("localhost")));
}

static void add_subject(struct enclosing *enclosing)
{
	struct run *run = enclosing->run;
	const struct option *given =
		node_option(enclosing->node, OPTION_SUBJECT);
	struct str subject;

	if (given == NULL) {
		copy_fields(enclosing, STR("Subject"));
		return;
	}
	subject = run_text(run, given->value->strings);
	mime_write_field(&enclosing->fields, STR("Subject"), subject);
}

/* RFC 5703 6, and what makes it a mail. */
static void add_header(struct enclosing *enclosing)
{
	struct run *run = enclosing->run;
	const struct option *copied =
		node_option(enclosing->node, OPTION_COPIED);
	struct str_list names = { NULL, 0 };
	struct buf *fields = &enclosing->fields;

	if (copied != NULL)
		names = run_texts(run, copied->value);
	add_subject(enclosing);
	if (!has_name(&names, STR("From")) ||
	    !copy_fields(enclosing, STR("From")))
		compose_value(fields, "From", own_address(run));
	if (!has_name(&names, STR("Date")) ||
	    !copy_fields(enclosing, STR("Date")))
		compose_date(fields, run->facts->now,
			     zone_at(run->facts->local, run->facts->now));
	copy_wanted(enclosing, &names);
	buf_printf(fields,
		   "MIME-Version: 1.0\n"
		   "Content-Type: multipart/mixed;\n\tboundary=\"%.*s\"\n%s",
		   STR_ARG(enclosing->boundary),
		   enclosing->eightbit ? "Content-Transfer-Encoding: 8bit\n"
				       : "");
}

/* ---- its parts ---- */

static bool has_8bit(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (char_is_8bit(text.ptr[i]))
			return true;
	return false;
}

static struct str head_of(struct enclosing *enclosing,
			  const struct entity *text)
{
	struct run *run = enclosing->run;
	struct str boundary = enclosing->boundary;
	size_t size = text->fields.len + text->body.len + 256;
	struct buf head;

	if (!run_spend_text(run, enclosing->node->place, size))
		return STR("");
	head = buf_new(run->arena, size);
	buf_printf(&head, "\n--%.*s\n", STR_ARG(boundary));
	buf_add(&head, text->fields);
	buf_add_char(&head, '\n');
	buf_add(&head, text->body);
	buf_printf(&head, "\n--%.*s\nContent-Type: message/rfc822\n%s\n",
		   STR_ARG(boundary),
		   enclosing->eightbit ? "Content-Transfer-Encoding: 8bit\n"
				       : "");
	return buf_str(&head);
}

static struct str boundary_of(struct run *run, const struct entity *text)
{
	const struct str held[] = { run->facts->message->raw, text->body,
				    run->draft->head };

	return compose_boundary(run->arena,
				arena_printf(run->arena, "%lld %.*s",
					     (long long)run->facts->now,
					     STR_ARG(text->body)),
				held, sizeof(held) / sizeof(held[0]));
}

/* Loops go on where they are, in the mail that is now within another. */
static void move_loops(struct run *run, const struct node *node)
{
	size_t count = draft_parts(run->draft)->count;

	for (struct loop *loop = run->loop; loop != NULL; loop = loop->outer) {
		loop->part += DRAFT_AROUND;
		if (loop->part >= count)
			run_fail(run, node->place,
				 "the mail has too many "
				 "parts to be enclosed");
	}
}

static void enclose(struct run *run, const struct node *node,
		    const struct entity *text)
{
	struct str boundary = boundary_of(run, text);
	struct enclosing enclosing = {
		.run = run,
		.node = node,
		.fields = buf_new(run->arena, NEW_HEADER),
		.boundary = boundary,
		.eightbit = has_8bit(run->facts->message->raw),
	};
	struct str tail =
		arena_printf(run->arena, "\n--%.*s--\n", STR_ARG(boundary));
	struct str head = head_of(&enclosing, text);

	add_header(&enclosing);
	if (run->failed)
		return;
	if (enclosing.fields.overflow ||
	    !draft_enclose(run->draft, buf_str(&enclosing.fields), head, tail))
		run_fail(run, node->place,
			 "the header of the new mail has more than %zu bytes",
			 LIMIT_SIEVE_ADDED);
	run->fields = run->draft->fields;
	run->body.ready = false;
}

/* RFC 5703 6: enclose <:subject string> <:headers string-list> string */
static enum flow run_enclose(struct run *run, const struct node *node)
{
	struct str text = run_text(run, node->parameters[0]->strings);
	struct entity entity = entity_of_text(run, node->place, text);
	size_t size = run->facts->message->raw.len;

	if (run_spend(run, node->place, 3 * (uint64_t)size) &&
	    run_spend_text(run, node->place,
			   DRAFT_ENCLOSE_MEMORY + run->draft->head.len) &&
	    !run->failed)
		enclose(run, node, &entity);
	if (!run->failed)
		move_loops(run, node);
	return run->failed ? FLOW_STOP : FLOW_NEXT;
}

const struct command cmd_enclose = {
	.name = STR_INIT("enclose"),
	.needs = EXT_ENCLOSE,
	.options = OPTION_SUBJECT | OPTION_COPIED,
	.parameters = { { "text", ARGUMENT_STRING, false } },
	.run = run_enclose,
};
