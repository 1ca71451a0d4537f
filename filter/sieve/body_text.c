#include "body_text.h"

#include "../buf.h"
#include "../charset.h"
#include "../limits.h"

struct cached {
	bool ready;
	struct str text;
};

struct body_text {
	struct arena *arena;
	const struct message *message;
	struct mime_parts parts;
	struct cached *contents, *epilogues; /* as many as parts */
	struct cached raw;
	size_t left; /* of LIMIT_SIEVE_BODY */
};

struct body_text *body_text_new(struct arena *arena,
				const struct message *message)
{
	struct body_text *body = ARENA_NEW(arena, struct body_text);
	size_t count;

	body->arena = arena;
	body->message = message;
	body->parts = mime_parts_find(arena, message);
	count = body->parts.count;
	body->contents = ARENA_ARRAY(arena, struct cached, count);
	body->epilogues = ARENA_ARRAY(arena, struct cached, count);
	body->left = LIMIT_SIEVE_BODY;
	return body;
}

const struct mime_parts *body_text_parts(const struct body_text *body)
{
	return &body->parts;
}

static struct str take(struct body_text *body, struct str text)
{
	text = str_first(text, body->left);
	body->left -= text.len;
	return text;
}

/* A script's strings have CRLF; the mail may have LF (RFC 5173 4). */
static struct str with_crlf(struct arena *arena, struct str text)
{
	struct buf out = buf_new(arena, 2 * text.len);
	struct str line;

	while (text.len > 0) {
		size_t end = str_find(text, '\n');

		line = str_first(text, end);
		buf_add(&out, line);
		if (end < text.len && !str_ends(line, STR("\r")))
			buf_add_char(&out, '\r');
		if (end < text.len)
			buf_add_char(&out, '\n');
		text = str_skip(text, end + 1);
	}
	return buf_str(&out);
}

/* What is in the mail as it stands. */
static struct str as_is(struct body_text *body, struct cached *cached,
			struct str text)
{
	if (!cached->ready)
		cached->text = with_crlf(body->arena, take(body, text));
	cached->ready = true;
	return cached->text;
}

struct str body_text_of_part(struct body_text *body, size_t index)
{
	const struct mime_part *part = &body->parts.list[index];
	struct cached *cached = &body->contents[index];
	struct str text;

	if (cached->ready)
		return cached->text;
	text = mime_decode_content(body->arena, part->encoding,
				   take(body, part->content));
	text = charset_to_utf8(body->arena, part->charset, text);
	cached->text = with_crlf(body->arena, text);
	cached->ready = true;
	return cached->text;
}

struct str body_text_epilogue(struct body_text *body, size_t index)
{
	return as_is(body, &body->epilogues[index],
		     body->parts.list[index].epilogue);
}

struct str body_text_raw(struct body_text *body)
{
	return as_is(body, &body->raw, body->message->body);
}
