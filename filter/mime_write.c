#include "mime_write.h"

#include "encoded_word.h"
#include "grammar.h"

#define FOLD_COLUMN ((size_t)78)
/* RFC 5322 2.1.1: a line has 998 bytes at most. */
#define LONGEST_WORD ((size_t)900)

/* Of an encoded word, without what is around it. */
#define ENCODED_TEXT 63

struct line {
	struct buf *out;
	size_t column;
};

static void add(struct line *line, struct str text)
{
	buf_add(line->out, text);
	line->column += text.len;
}

/* Blanks, in a new line when so much behind them finds no room in this one; a
 * line of blanks alone would be none. */
static void add_blanks(struct line *line, struct str blanks, size_t next)
{
	if (line->column + blanks.len + next <= FOLD_COLUMN ||
	    blanks.len == 0) {
		add(line, blanks);
		return;
	}
	add(line, str_first(blanks, blanks.len - 1));
	buf_add_char(line->out, '\n');
	line->column = 0;
	add(line, str_skip(blanks, blanks.len - 1));
}

/* ---- RFC 2047 ---- */

static bool must_be_encoded(struct str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (char_is_8bit(word.ptr[i]))
			return true;
	return word.len > LONGEST_WORD;
}

/* The first encoded word's bytes, whole characters; the rest stays. */
static struct str take_encoded(struct str *text, char room[ENCODED_TEXT])
{
	struct str word = { room, 0 };

	while (text->len > 0) {
		char bytes[ENCODED_CHARACTER];
		struct str rest = *text;
		struct str encoded = encoded_word_take(&rest, bytes);

		if (word.len + encoded.len > ENCODED_TEXT)
			break;
		memcpy(room + word.len, encoded.ptr, encoded.len);
		word.len += encoded.len;
		*text = rest;
	}
	return word;
}

/* Readers drop the blanks between two of them. */
static void add_encoded(struct line *line, struct str blanks, struct str text)
{
	while (text.len > 0) {
		char room[ENCODED_TEXT];
		struct str word = take_encoded(&text, room);

		add_blanks(line, blanks,
			   ENCODED_WORD_BEGIN.len + word.len +
				   ENCODED_WORD_END.len);
		add(line, ENCODED_WORD_BEGIN);
		add(line, word);
		add(line, ENCODED_WORD_END);
		blanks = STR(" ");
	}
}

/* ---- words ---- */

static struct str take_while(struct str *rest, bool blank)
{
	struct str taken = *rest;

	while (rest->len > 0 && char_is_wsp(rest->ptr[0]) == blank)
		*rest = str_skip(*rest, 1);
	return str_first(taken, taken.len - rest->len);
}

/* Neighbours that must be encoded are one text, with the blanks between. */
static struct str take_run(struct str *rest)
{
	struct str begin = *rest, ahead = *rest, word;
	bool encoded = must_be_encoded(take_while(&ahead, false));

	*rest = ahead;
	while (encoded) {
		take_while(&ahead, true);
		word = take_while(&ahead, false);
		encoded = must_be_encoded(word);
		if (encoded)
			*rest = ahead;
	}
	return str_first(begin, begin.len - rest->len);
}

static struct str without_control(struct arena *arena, struct str value)
{
	struct buf clean = buf_new(arena, value.len);

	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.ptr[i];

		buf_add_char(&clean, (c < ' ' && c != '\t') || c == 0x7f
					     ? ' '
					     : (char)c);
	}
	return buf_str(&clean);
}

void mime_write_field(struct buf *out, struct str name, struct str value)
{
	struct line line = { .out = out };
	struct str blanks = STR(" ");

	add(&line, name);
	add(&line, STR(":"));
	value = str_trim(without_control(out->arena, value));
	for (; value.len > 0; blanks = take_while(&value, true)) {
		struct str run = take_run(&value);

		if (must_be_encoded(run))
			add_encoded(&line, blanks, run);
		else
			add_blanks(&line, blanks, run.len);
		if (!must_be_encoded(run))
			add(&line, run);
	}
	buf_add_char(out, '\n');
}
