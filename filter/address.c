#include "address.h"

#include "address_grammar.h"
#include "buf.h"
#include "grammar.h"
#include "utf8.h"

bool address_parse_strict(struct arena *arena, struct str value,
			  struct mailbox_list *list, const char **reason)
{
	struct address_parser parser = { .arena = arena,
					 .rest = value,
					 .reason = "" };
	bool fits;

	/* A lead byte of Shift_JIS or GBK swallows a backslash behind it. */
	if (!utf8_valid(value) && str_find(value, '\\') < value.len)
		fits = address_refuse(&parser,
				      "a backslash in text that is no UTF-8");
	else
		fits = address_take_list(&parser);
	*list = (struct mailbox_list){ .mailboxes = parser.mailboxes,
				       .count = parser.count,
				       .truncated = parser.truncated };
	*reason = fits ? "" : parser.reason;
	return fits;
}

/* -- what does not fit the grammar --------------------------------------------- */

/* A quote or parenthesis behind a backslash opens nothing; were each of them
 * tried, every try could run to the end. */
static bool at_quoted_opener(struct str rest)
{
	return rest.len >= 2 && rest.ptr[0] == '\\' &&
	       (rest.ptr[1] == '"' || rest.ptr[1] == '(' ||
		rest.ptr[1] == '\\');
}

/* One step over text in which quotes and comments hide what they hold. */
static void skip_step(struct str *rest)
{
	struct str token;

	if (!grammar_quoted_string(rest, &token) &&
	    !grammar_comment(rest, &token))
		*rest = str_skip(*rest, at_quoted_opener(*rest) ? 2 : 1);
}

static bool at_separator(struct str rest)
{
	return rest.len == 0 || rest.ptr[0] == ',' || rest.ptr[0] == ';';
}

/* Offset behind the last such byte that neither quotes nor comments hide. */
static size_t behind_last(struct str text, char c)
{
	struct str rest = text;
	size_t behind = 0;

	while (rest.len > 0) {
		bool found = rest.ptr[0] == c;

		skip_step(&rest);
		if (found)
			behind = text.len - rest.len;
	}
	return behind;
}

/* The front of text up to the first space or special that ends a word. */
static struct str leading_word(struct str text)
{
	size_t len = 0;

	while (len < text.len && !char_is_space(text.ptr[len]) &&
	       text.ptr[len] != '>' && text.ptr[len] != '(')
		len++;
	return str_first(text, len);
}

static struct str trailing_word(struct str text)
{
	size_t begin = text.len;

	if (text.len > 0 && text.ptr[0] == '"')
		return text;
	while (begin > 0 && !char_is_space(text.ptr[begin - 1]))
		begin--;
	return str_skip(text, begin);
}

static void add_salvaged(struct address_parser *parser, struct str text,
			 struct mailbox mailbox)
{
	size_t at = str_find_last(text, '@');
	struct str rest = text;

	if (at < text.len) {
		mailbox.local = trailing_word(str_trim(str_first(text, at)));
		mailbox.domain = leading_word(str_trim(str_skip(text, at + 1)));
	} else if (!grammar_dot_atom(&rest, &mailbox.local) || rest.len > 0) {
		return;
	}
	if (mailbox.local.len > 0)
		address_add(parser, mailbox);
}

/* Reads what it can up to the next separator. */
static void salvage(struct address_parser *parser)
{
	struct str begin = parser->rest, element;
	struct mailbox mailbox = { .display = STR_INIT("") };
	size_t angle;

	while (!at_separator(parser->rest))
		skip_step(&parser->rest);
	element = str_first(begin, begin.len - parser->rest.len);
	angle = behind_last(element, '<');
	if (angle > 0) {
		mailbox.display = str_trim(str_first(element, angle - 1));
		mailbox.had_angle = true;
		element = str_skip(element, angle);
		element = str_first(element, str_find(element, '>'));
	} else {
		element = str_skip(element, behind_last(element, ':'));
	}
	add_salvaged(parser, str_trim(element), mailbox);
}

struct mailbox_list address_parse_lenient(struct arena *arena, struct str value)
{
	struct address_parser parser = { .arena = arena, .rest = value };

	while (parser.rest.len > 0 && !parser.truncated) {
		struct address_parser before = parser;

		if (grammar_fws(&parser.rest) ||
		    grammar_char(&parser.rest, ',') ||
		    grammar_char(&parser.rest, ';'))
			continue;
		if (grammar_cfws(&parser.rest) && address_take(&parser) &&
		    at_separator(parser.rest))
			continue;
		parser.rest = before.rest;
		parser.count = before.count;
		salvage(&parser);
	}
	return (struct mailbox_list){ .mailboxes = parser.mailboxes,
				      .count = parser.count,
				      .truncated = parser.truncated };
}

struct str mailbox_text(struct arena *arena, const struct mailbox *mailbox)
{
	struct buf text =
		buf_new(arena, mailbox->local.len + mailbox->domain.len + 1);

	buf_add(&text, mailbox->local);
	if (mailbox->domain.len > 0) {
		buf_add_char(&text, '@');
		buf_add(&text, mailbox->domain);
	}
	return buf_str(&text);
}
