#include "compose.h"

#include "crypto.h"
#include "encoded_word.h"
#include "grammar.h"
#include "limits.h"
#include "mime.h"
#include "moment.h"
#include "utf8.h"

/* RFC 5322 2.1.1, RFC 2045 6.7 */
#define LINE ((size_t)78)
#define LINE_MOST ((size_t)998)
/* Below, it begins on the next line; any character fits. */
#define ENCODED_WORD_LEAST ((size_t)32)
#define QUOTED_LINE ((size_t)76)

/* -- header fields --------------------------------------------------------- */

/* A field's line being written. */
struct line {
	struct buf *out;
	size_t column;
};

static void add(struct line *line, struct str text)
{
	buf_add(line->out, text);
	line->column += text.len;
}

static struct line begin(struct buf *out, const char *name)
{
	struct line line = { .out = out };

	add(&line, str_from(name));
	add(&line, STR(":"));
	return line;
}

/* A blank, or a fold that becomes one, before so many bytes. */
static void add_blank(struct line *line, size_t len)
{
	if (line->column + 1 + len > LINE && line->column > 1) {
		buf_add(line->out, STR("\n "));
		line->column = 1;
	} else {
		add(line, STR(" "));
	}
}

static void add_words(struct line *line, struct str text)
{
	struct str word;

	while (str_cut(&text, ' ', &word))
		if (word.len > 0) {
			add_blank(line, word.len);
			add(line, word);
		}
}

/* Without control characters, and UTF-8; cut before a character. */
static struct str clean(struct arena *arena, struct str text, size_t most,
			char instead)
{
	struct buf out = buf_new(arena, 3 * most);
	uint32_t code;
	size_t length;

	text = str_first(text, most);
	for (; text.len > 0; text = str_skip(text, length)) {
		length = utf8_decode(text, &code);
		if (length == 0 && text.len < 4)
			break; /* cut within it, perhaps */
		if (length == 0) {
			length = 1;
			buf_add(&out, STR("\xef\xbf\xbd"));
		} else if (code < ' ' || (code >= 0x7f && code < 0xa0)) {
			buf_add_char(&out, instead);
		} else {
			buf_add(&out, str_first(text, length));
		}
	}
	return str_trim(buf_str(&out));
}

static bool is_ascii(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (char_is_8bit(text.ptr[i]))
			return false;
	return true;
}

static bool has_long_word(struct str text)
{
	struct str word;

	while (str_cut(&text, ' ', &word))
		if (word.len > LINE_MOST - LINE)
			return true;
	return false;
}

/* On this line where enough of it is left; returns how many bytes fit. */
static size_t begin_word(struct line *line)
{
	size_t room;

	add_blank(line, ENCODED_WORD_LEAST);
	room = LINE - line->column;
	add(line, ENCODED_WORD_BEGIN);
	return (room < ENCODED_WORD_MOST ? room : ENCODED_WORD_MOST) -
	       ENCODED_WORD_BEGIN.len - ENCODED_WORD_END.len;
}

/* As many encoded words as it takes; each holds whole characters. */
static void add_encoded(struct line *line, struct str text)
{
	size_t left = begin_word(line);

	while (text.len > 0) {
		char room[ENCODED_CHARACTER];
		struct str encoded = encoded_word_take(&text, room);

		if (encoded.len > left) {
			add(line, ENCODED_WORD_END);
			left = begin_word(line);
		}
		add(line, encoded);
		left -= encoded.len;
	}
	add(line, ENCODED_WORD_END);
}

void compose_text(struct buf *out, const char *name, struct str text)
{
	struct line line = begin(out, name);

	text = clean(out->arena, text, LIMIT_COMPOSE_TEXT, ' ');
	if (is_ascii(text) && !has_long_word(text))
		add_words(&line, text);
	else
		add_encoded(&line, text);
	buf_add_char(out, '\n');
}

void compose_value(struct buf *out, const char *name, struct str value)
{
	struct line line = begin(out, name);

	add_words(&line, clean(out->arena, value, LIMIT_COMPOSE_VALUE, '?'));
	buf_add_char(out, '\n');
}

/* RFC 5322 3.2.4: in quotes, with "\" before what would end them. */
static struct str quoted(struct arena *arena, struct str text)
{
	struct buf out = buf_new(arena, 2 * text.len + 2);

	buf_add_char(&out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			buf_add_char(&out, '\\');
		buf_add_char(&out, text.ptr[i]);
	}
	buf_add_char(&out, '"');
	return buf_str(&out);
}

static void add_mailbox(struct line *line, const struct mailbox *mailbox,
			bool last)
{
	struct arena *arena = line->out->arena;
	struct str address = clean(arena, mailbox_text(arena, mailbox),
				   LIMIT_COMPOSE_TEXT, '?');
	struct str name = str_first(mailbox->display, LIMIT_DISPLAY_FIELD);

	name = clean(arena, mime_plain_name(arena, name), LIMIT_DISPLAY_NAME,
		     ' ');
	if (name.len > 0 && is_ascii(name) && !has_long_word(name))
		add_words(line, quoted(arena, name));
	else if (name.len > 0)
		add_encoded(line, name);
	address = arena_printf(arena, name.len > 0 ? "<%.*s>%s" : "%.*s%s",
			       STR_ARG(address), last ? "" : ",");
	add_blank(line, address.len);
	add(line, address);
}

void compose_mailboxes(struct buf *out, const char *name,
		       const struct mailbox_list *list)
{
	struct line line = begin(out, name);

	for (size_t i = 0; i < list->count; i++)
		add_mailbox(&line, &list->mailboxes[i], i + 1 == list->count);
	buf_add_char(out, '\n');
}

void compose_date(struct buf *out, time_t when, int zone)
{
	const struct moment moment = moment_at(when, zone);

	compose_value(out, "Date",
		      moment_part(out->arena, &moment, STR("std11")));
}

/* -- bodies ---------------------------------------------------------------- */

/* The next line without its end. */
static bool next_line(struct str *rest, struct str *line)
{
	if (rest->len == 0 || !str_cut(rest, '\n', line))
		return false;
	if (line->len > 0 && line->ptr[line->len - 1] == '\r')
		line->len--;
	return true;
}

static bool is_text_byte(char c)
{
	return c == '\t' || (c >= ' ' && c <= '~');
}

bool compose_is_7bit(struct str bytes)
{
	struct str line;

	while (next_line(&bytes, &line)) {
		if (line.len > LINE_MOST)
			return false;
		for (size_t i = 0; i < line.len; i++)
			if (!is_text_byte(line.ptr[i]))
				return false;
	}
	return true;
}

/* At the end of a line a blank is lost; "From " at its start is what mbox files
 * begin a mail with, "--" how a delimiter begins; a soft line end can be anywhere. */
static bool must_quote(struct str line, size_t at)
{
	char c = line.ptr[at];

	return !is_text_byte(c) || c == '=' ||
	       (char_is_wsp(c) && at + 1 == line.len) ||
	       (at == 0 && str_starts(line, STR("From "))) ||
	       (c == '-' && str_starts(str_skip(line, at + 1), STR("-")));
}

static void quote_line(struct buf *out, struct str line)
{
	char escape[3] = "=";
	size_t column = 0;

	for (size_t i = 0; i < line.len; i++) {
		char c = line.ptr[i];
		bool quote = must_quote(line, i);
		size_t width = quote ? 3 : 1;

		/* Room for the "=" that a soft line end takes. */
		if (column + width > QUOTED_LINE - (i + 1 < line.len)) {
			buf_add(out, STR("=\n"));
			column = 0;
		}
		column += width;
		if (!quote) {
			buf_add_char(out, c);
			continue;
		}
		char_to_hex(c, escape + 1);
		buf_add(out, (struct str){ escape, sizeof(escape) });
	}
	buf_add_char(out, '\n');
}

void compose_quoted_printable(struct buf *out, struct str bytes)
{
	struct str line;

	while (next_line(&bytes, &line))
		quote_line(out, line);
}

void compose_lines(struct buf *out, struct str bytes)
{
	struct str line;

	while (next_line(&bytes, &line)) {
		buf_add(out, line);
		buf_add_char(out, '\n');
	}
}

void compose_plain_text(struct buf *out, struct str text)
{
	bool plain = compose_is_7bit(text);

	buf_add(out, STR("Content-Type: text/plain; charset=utf-8\n"));
	buf_add(out, plain ? STR("Content-Transfer-Encoding: 7bit\n\n")
			   : STR("Content-Transfer-Encoding: "
				 "quoted-printable\n\n"));
	if (plain)
		compose_lines(out, text);
	else
		compose_quoted_printable(out, text);
}

/* -- made from what is said ------------------------------------------------ */

struct str compose_hash(struct arena *arena, const struct str *texts,
			size_t count)
{
	struct sha256 *hash = sha256_new(arena);
	unsigned char digest[SHA256_SIZE];
	char *digits = arena_alloc(arena, 2 * sizeof(digest));

	for (size_t i = 0; i < count; i++) {
		sha256_add(hash, arena_printf(arena, "%zu:", texts[i].len));
		sha256_add(hash, texts[i]);
	}
	sha256_end(hash, digest);
	for (size_t i = 0; i < sizeof(digest); i++) {
		digits[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		digits[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	return (struct str){ digits, 2 * sizeof(digest) };
}

struct str compose_boundary(struct arena *arena, struct str seed,
			    const struct str *parts, size_t count)
{
	struct str boundary;
	bool found;

	do {
		seed = compose_hash(arena, &seed, 1);
		boundary = arena_printf(arena, "=_%.*s",
					STR_ARG(str_first(seed, 32)));
		found = false;
		for (size_t i = 0; i < count; i++)
			found = found ||
				str_find_str(parts[i], boundary) < parts[i].len;
	} while (found);
	return boundary;
}
