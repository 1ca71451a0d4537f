#include "entity.h"

#include "../compose.h"
#include "../grammar.h"

bool entity_is_about(struct str name)
{
	return str_starts_nocase(name, STR("Content-")) ||
	       str_eq_nocase(name, STR("MIME-Version"));
}

/* ---- plain text ---- */

static bool has_delimiter(struct str text)
{
	return str_starts(text, STR("--")) ||
	       str_find_str(text, STR("\n--")) < text.len;
}

struct entity entity_of_text(struct run *run, struct place place,
			     struct str text)
{
	struct entity entity = { .fields = { NULL, 0 } };
	bool plain = compose_is_7bit(text) && !has_delimiter(text);
	struct buf body;

	/* Quoted-printable takes three bytes for one, and some for lines. */
	if (!run_spend_text(run, place, 4 * text.len) ||
	    !run_spend(run, place, text.len))
		return entity;
	body = buf_new(run->arena, 4 * text.len + 8);
	if (plain)
		compose_lines(&body, text);
	else
		compose_quoted_printable(&body, text);
	entity.body = buf_str(&body);
	entity.fields = plain ? STR("Content-Type: text/plain; charset=utf-8\n"
				    "Content-Transfer-Encoding: 7bit\n")
			      : STR("Content-Type: text/plain; charset=utf-8\n"
				    "Content-Transfer-Encoding: "
				    "quoted-printable\n");
	return entity;
}

/* ---- an entity of the script's ---- */

static struct str with_lf(struct run *run, struct place place, struct str text)
{
	struct buf out;
	struct str line;

	if (!run_spend_text(run, place, text.len) ||
	    !run_spend(run, place, text.len))
		return STR("");
	out = buf_new(run->arena, text.len);
	while (str_cut(&text, '\n', &line)) {
		if (text.ptr != NULL && str_ends(line, STR("\r")))
			line.len--;
		buf_add(&out, line);
		if (text.ptr != NULL)
			buf_add_char(&out, '\n');
	}
	return buf_str(&out);
}

static bool has_8bit(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (char_is_8bit(text.ptr[i]))
			return true;
	return false;
}

static bool has_header(const struct message *message)
{
	return message->header_count > 0 &&
	       (message->faults & ~(unsigned)MESSAGE_DUPLICATE) == 0;
}

struct entity entity_parse(struct run *run, struct place place, struct str text)
{
	struct message message =
		message_parse(run->arena, with_lf(run, place, text));
	struct buf fields = buf_new(run->arena, message.fields.len + 64);
	bool encoding = false;

	if (!has_header(&message))
		return entity_of_text(run, place, text);
	for (size_t i = 0; i < message.header_count; i++) {
		const struct header *header = &message.headers[i];

		if (!str_starts_nocase(header->name, STR("Content-")))
			continue;
		encoding |= str_eq_nocase(header->name,
					  STR("Content-Transfer-Encoding"));
		entity_add_field(&fields, header->raw);
	}
	if (!encoding && has_8bit(message.body))
		buf_add(&fields, STR("Content-Transfer-Encoding: 8bit\n"));
	return (struct entity){ buf_str(&fields), message.body };
}

void entity_add_field(struct buf *out, struct str raw)
{
	struct str line;

	if (str_ends(raw, STR("\n")))
		raw.len--;
	while (str_cut(&raw, '\n', &line)) {
		if (str_ends(line, STR("\r")))
			line.len--;
		buf_add(out, line);
		buf_add_char(out, '\n');
	}
}

struct str entity_whole(struct run *run, struct place place, struct str fields,
			struct str body)
{
	struct buf whole;

	if (!run_spend_text(run, place, fields.len + body.len))
		return STR("\n");
	whole = buf_new(run->arena, fields.len + body.len + 1);
	buf_add(&whole, fields);
	buf_add_char(&whole, '\n');
	buf_add(&whole, body);
	return buf_str(&whole);
}
