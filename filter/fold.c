#include "fold.h"

#include "grammar.h"

#define FOLD_COLUMN ((size_t)78)
/* A word leaves room for the ";" that may follow it. */
#define WORD_COLUMN (FOLD_COLUMN - 1)
#define TAB_WIDTH ((size_t)8)

static void add_printable(struct fold *fold, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		buf_add_char(fold->out, c == ' ' || char_is_vchar(c) ? c : '?');
	}
	fold->column += text.len;
	fold->fresh = false;
}

struct fold fold_begin(struct buf *out, struct str name)
{
	struct fold fold = { .out = out };

	add_printable(&fold, name);
	add_printable(&fold, STR(":"));
	return fold;
}

void fold_line(struct fold *fold)
{
	buf_add(fold->out, STR("\n\t"));
	fold->column = TAB_WIDTH;
	fold->fresh = true;
}

void fold_word(struct fold *fold, struct str word)
{
	if (!fold->fresh && fold->column + 1 + word.len > WORD_COLUMN)
		fold_line(fold);
	if (!fold->fresh)
		add_printable(fold, STR(" "));
	add_printable(fold, word);
}

void fold_part(struct fold *fold, struct str part)
{
	if (!fold->fresh && fold->column + part.len > FOLD_COLUMN)
		fold_line(fold);
	add_printable(fold, part);
}

void fold_words(struct fold *fold, struct str text)
{
	struct str word;

	while (str_cut(&text, ' ', &word))
		if (word.len > 0)
			fold_word(fold, word);
}

void fold_end(struct fold *fold)
{
	buf_add_char(fold->out, '\n');
}
