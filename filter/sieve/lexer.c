#include "lexer.h"

#include "../shown.h"

/* Of a token in a message. */
#define SHOWN_TOKEN ((size_t)40)

struct lexer lexer_new(struct report *report, struct str text)
{
	struct lexer lexer = { report, report->arena, text, { 0, 1 } };

	/* An editor's byte order mark is no part of the script. */
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		lexer.at.offset = 3;
	return lexer;
}

/* The byte at distance ahead; NUL behind the end.  A NUL in the script is no
 * part of any token but the inside of strings and comments, checked there. */
static char peek(const struct lexer *lexer, size_t ahead)
{
	size_t offset = lexer->at.offset + ahead;

	return offset < lexer->text.len ? lexer->text.ptr[offset] : '\0';
}

static bool at_end(const struct lexer *lexer)
{
	return lexer->at.offset >= lexer->text.len;
}

static void advance(struct lexer *lexer)
{
	if (peek(lexer, 0) == '\n')
		lexer->at.line++;
	lexer->at.offset++;
}

static void advance_by(struct lexer *lexer, size_t count)
{
	while (count-- > 0)
		advance(lexer);
}

static struct str text_since(const struct lexer *lexer, struct place begin)
{
	return str_first(str_skip(lexer->text, begin.offset),
			 lexer->at.offset - begin.offset);
}

static struct token token_since(const struct lexer *lexer, enum token_type type,
				struct place begin)
{
	return (struct token){ .type = type,
			       .place = begin,
			       .end = lexer->at,
			       .text = text_since(lexer, begin) };
}

/* ---- white space and comments ---- */

static void check_comment(struct lexer *lexer, struct place begin)
{
	struct str text = text_since(lexer, begin);

	if (str_find(text, '\0') < text.len)
		report_error(lexer->report, begin,
			     "there is a NUL byte in this comment");
}

/* hash-comment: its line end is left. */
static void skip_hash_comment(struct lexer *lexer)
{
	struct place begin = lexer->at;

	while (!at_end(lexer) && peek(lexer, 0) != '\n')
		advance(lexer);
	check_comment(lexer, begin);
}

static bool skip_bracket_comment(struct lexer *lexer)
{
	struct place begin = lexer->at;

	advance_by(lexer, 2);
	while (peek(lexer, 0) != '*' || peek(lexer, 1) != '/') {
		if (at_end(lexer)) {
			report_error(lexer->report, begin,
				     "this comment is never closed; "
				     "it ends at \"*/\"");
			return false;
		}
		advance(lexer);
	}
	advance_by(lexer, 2);
	check_comment(lexer, begin);
	return true;
}

static bool is_line_end(const struct lexer *lexer)
{
	return peek(lexer, 0) == '\n' ||
	       (peek(lexer, 0) == '\r' && peek(lexer, 1) == '\n');
}

static void skip_white_space(struct lexer *lexer)
{
	while (!at_end(lexer)) {
		if (is_line_end(lexer) || char_is_wsp(peek(lexer, 0)))
			advance(lexer);
		else if (peek(lexer, 0) == '#')
			skip_hash_comment(lexer);
		else if (peek(lexer, 0) != '/' || peek(lexer, 1) != '*' ||
			 !skip_bracket_comment(lexer))
			return;
	}
}

/* ---- identifiers, tags, numbers ---- */

static bool is_identifier_start(char c)
{
	return char_is_alpha(c) || c == '_';
}

static void skip_identifier(struct lexer *lexer)
{
	while (char_is_alnum(peek(lexer, 0)) || peek(lexer, 0) == '_')
		advance(lexer);
}

static struct token lex_tag(struct lexer *lexer)
{
	struct place begin = lexer->at;
	struct token token;

	advance(lexer);
	skip_identifier(lexer);
	token = token_since(lexer, TOKEN_TAG, begin);
	token.text = str_skip(token.text, 1);
	return token;
}

static unsigned quantifier_shift(char c)
{
	switch (char_lower(c)) {
	case 'k':
		return 10;
	case 'm':
		return 20;
	case 'g':
		return 30;
	default:
		return 0;
	}
}

/* number = 1*DIGIT [ QUANTIFIER ] */
static struct token lex_number(struct lexer *lexer)
{
	struct place begin = lexer->at;
	struct str digits;
	struct token token;
	unsigned shift;
	uint64_t number = 0;
	bool fits;

	while (char_is_digit(peek(lexer, 0)))
		advance(lexer);
	digits = text_since(lexer, begin);
	shift = quantifier_shift(peek(lexer, 0));
	skip_identifier(lexer);
	token = token_since(lexer, TOKEN_NUMBER, begin);
	if (token.text.len > digits.len + (shift > 0)) {
		struct str word = shown(lexer->arena, token.text, SHOWN_TOKEN);

		report_error(lexer->report, begin,
			     "\"%.*s\" is no number; after the digits only K, "
			     "M or G may follow",
			     STR_ARG(word));
		token.type = TOKEN_BAD;
		return token;
	}
	fits = str_to_u64(digits, UINT64_MAX >> shift, &number);
	if (!fits) {
		report_error(lexer->report, begin, "this number is too large");
		token.type = TOKEN_BAD;
	}
	token.number = fits ? number << shift : 0;
	return token;
}

/* ---- strings ---- */

/* Bytes of a string's value while it is read; room for all was made. */
struct value {
	char *bytes;
	size_t len;
};

/* Each LF may become CRLF, so twice the raw text is room enough. */
static struct value value_new(struct lexer *lexer, struct str raw)
{
	return (struct value){ arena_alloc(lexer->arena, 2 * raw.len), 0 };
}

/* One byte of raw, a line end of either kind as CRLF. */
static void value_add(struct value *value, char c)
{
	if (c == '\n' &&
	    (value->len == 0 || value->bytes[value->len - 1] != '\r'))
		value->bytes[value->len++] = '\r';
	value->bytes[value->len++] = c;
}

static void check_string(struct lexer *lexer, struct token *token)
{
	if (str_find(token->text, '\0') == token->text.len)
		return;
	report_error(lexer->report, token->place,
		     "there is a NUL byte in this string");
	token->type = TOKEN_BAD;
}

/* quoted-text, escapes undone: a backslash stands for what follows it. */
static struct str unescape(struct lexer *lexer, struct str raw)
{
	struct value value;

	if (str_find(raw, '\\') == raw.len && str_find(raw, '\n') == raw.len)
		return raw;
	value = value_new(lexer, raw);
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] == '\\' && i + 1 < raw.len)
			i++;
		value_add(&value, raw.ptr[i]);
	}
	return (struct str){ value.bytes, value.len };
}

static struct token lex_quoted(struct lexer *lexer)
{
	struct place begin = lexer->at;
	struct token token;

	advance(lexer);
	while (!at_end(lexer) && peek(lexer, 0) != '"') {
		if (peek(lexer, 0) == '\\')
			advance(lexer);
		if (!at_end(lexer))
			advance(lexer);
	}
	if (at_end(lexer)) {
		report_error(lexer->report, begin,
			     "this string is never closed; a '\"' is missing");
		return token_since(lexer, TOKEN_BAD, begin);
	}
	advance(lexer);
	token = token_since(lexer, TOKEN_STRING, begin);
	token.text = unescape(
		lexer, str_first(str_skip(token.text, 1), token.text.len - 2));
	check_string(lexer, &token);
	return token;
}

/* The next line of *rest without its line end, as the lexer passes it. */
static struct str take_line(struct lexer *lexer)
{
	struct place begin = lexer->at;
	struct str line;

	skip_hash_comment(lexer);
	line = text_since(lexer, begin);
	if (!at_end(lexer))
		advance(lexer);
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Dot-stuffing undone; raw ends before the line with the single dot. */
static struct str unstuff(struct lexer *lexer, struct str raw)
{
	struct value value = value_new(lexer, raw);
	bool line_start = true;

	for (size_t i = 0; i < raw.len; i++) {
		if (line_start && raw.ptr[i] == '.' && i + 1 < raw.len &&
		    raw.ptr[i + 1] == '.')
			i++;
		line_start = raw.ptr[i] == '\n';
		value_add(&value, raw.ptr[i]);
	}
	return (struct str){ value.bytes, value.len };
}

/* multi-line; the lexer stands behind "text:". */
static struct token lex_multi_line(struct lexer *lexer, struct place begin)
{
	struct str rest = str_trim(take_line(lexer)), raw;
	struct place body = lexer->at;
	struct token token;

	if (rest.len > 0 && rest.ptr[0] != '#') {
		report_error(lexer->report, begin,
			     "the text must begin on the line after \"text:\"");
		return token_since(lexer, TOKEN_BAD, begin);
	}
	do {
		if (at_end(lexer)) {
			report_error(lexer->report, begin,
				     "this text is never closed; it ends with "
				     "a line that holds only \".\"");
			return token_since(lexer, TOKEN_BAD, begin);
		}
		raw = text_since(lexer, body);
	} while (!str_eq(take_line(lexer), STR(".")));
	token = token_since(lexer, TOKEN_STRING, begin);
	token.text = unstuff(lexer, raw);
	check_string(lexer, &token);
	return token;
}

static struct token lex_word(struct lexer *lexer)
{
	struct place begin = lexer->at;

	skip_identifier(lexer);
	if (peek(lexer, 0) == ':' &&
	    str_eq_nocase(text_since(lexer, begin), STR("text"))) {
		advance(lexer);
		return lex_multi_line(lexer, begin);
	}
	return token_since(lexer, TOKEN_IDENTIFIER, begin);
}

/* ---- what is left ---- */

/* Of a string without quotes, or with others: U+2018 to U+201F. */
static bool is_of_string(struct str bytes)
{
	return str_find(STR("'`$@"), bytes.ptr[0]) < 4 ||
	       (str_starts(bytes, STR("\xE2\x80")) && bytes.len > 2 &&
		(bytes.ptr[2] & 0x78) == 0x18);
}

/* What other languages put into a script. */
static const char *advice_on(struct str bytes)
{
	if (is_of_string(bytes))
		return "; strings stand in '\"'";
	if (str_starts(bytes, STR("\xC2\xA0")))
		return "; it is no plain blank";
	if (bytes.ptr[0] == '&' || bytes.ptr[0] == '|')
		return "; there are allof (test, test) and anyof (...)";
	return "";
}

/* All bytes that begin no token, or one that is repeated, told once. */
static struct token lex_garbage(struct lexer *lexer)
{
	struct place begin = lexer->at;
	char first = peek(lexer, 0);
	struct token token;
	struct str bytes;

	do {
		advance(lexer);
	} while ((unsigned char)peek(lexer, 0) >= 0x80 ||
		 (peek(lexer, 0) == first && !at_end(lexer)));
	token = token_since(lexer, TOKEN_BAD, begin);
	bytes = shown(lexer->arena, token.text, SHOWN_TOKEN);
	report_error(lexer->report, begin, "\"%.*s\" has no meaning here%s",
		     STR_ARG(bytes), advice_on(token.text));
	return token;
}

struct token lexer_next(struct lexer *lexer)
{
	struct place begin;
	char c;

	skip_white_space(lexer);
	begin = lexer->at;
	c = peek(lexer, 0);
	if (at_end(lexer))
		return token_since(lexer, TOKEN_END, begin);
	if (is_identifier_start(c))
		return lex_word(lexer);
	if (c == ':' && is_identifier_start(peek(lexer, 1)))
		return lex_tag(lexer);
	if (char_is_digit(c))
		return lex_number(lexer);
	if (c == '"')
		return lex_quoted(lexer);
	if (c == '\0' || str_find(STR(";,[](){}"), c) == 8)
		return lex_garbage(lexer);
	advance(lexer);
	return token_since(lexer, (enum token_type)c, begin);
}
