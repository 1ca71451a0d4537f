#include "address.h"

#include "buf.h"
#include "grammar.h"
#include "limits.h"
#include "utf8.h"

struct parser {
	struct arena *arena;
	struct str rest;
	const char *reason; /* of the first thing that did not fit */
	struct str group; /* name of the group that is being read */
	struct mailbox *mailboxes;
	size_t count, capacity;
	bool truncated;
};

static bool refuse(struct parser *parser, const char *reason)
{
	parser->reason = reason;
	return false;
}

static bool add_mailbox(struct parser *parser, struct mailbox mailbox)
{
	if (parser->count == LIMIT_MAILBOXES) {
		parser->truncated = true;
		return refuse(parser, "too many mailboxes");
	}
	if (parser->count == parser->capacity) {
		size_t wider = parser->capacity > 0 ? parser->capacity * 2 : 4;

		parser->mailboxes = arena_grow(parser->arena, parser->mailboxes,
					       parser->count, wider,
					       sizeof(*parser->mailboxes));
		parser->capacity = wider;
	}
	parser->mailboxes[parser->count++] = mailbox;
	return true;
}

/* -- RFC 5322 3.2.5, 3.4, 3.4.1, 4.4 ------------------------------------------ */

/* word = atom / quoted-string */
static bool take_word(struct str *rest, struct str *word)
{
	return grammar_quoted_string(rest, word) || grammar_atom(rest, word);
}

/* The slice itself, or a copy when there is something to leave out. */
static struct str without_cfws(struct arena *arena, struct str dotted)
{
	struct buf plain = buf_new(arena, dotted.len);
	struct str rest = dotted, token;

	while (rest.len > 0) {
		if (take_word(&rest, &token) ||
		    grammar_domain_literal(&rest, &token))
			buf_add(&plain, token);
		else if (grammar_char(&rest, '.'))
			buf_add_char(&plain, '.');
		else if (!grammar_fws(&rest) && !grammar_comment(&rest, &token))
			break;
	}
	return plain.len == dotted.len ? dotted : buf_str(&plain);
}

/*
 * token *([CFWS] "." [CFWS] token): obs-local-part and obs-domain.  Stops
 * behind the last token, before what may follow it.
 */
static bool take_dotted(struct str *rest,
			bool (*take)(struct str *, struct str *),
			struct str *dotted)
{
	struct str at = *rest, end, token;

	do {
		if (!grammar_cfws(&at) || !take(&at, &token))
			return false;
		end = at;
	} while (grammar_cfws(&at) && grammar_char(&at, '.'));
	*dotted = str_first(*rest, rest->len - end.len);
	*rest = end;
	return true;
}

/* phrase, obs-phrase: the white space and comments around it left out. */
static bool take_phrase(struct str *rest, struct str *phrase)
{
	struct str at = *rest, end, word;

	if (!take_word(&at, &word))
		return false;
	do {
		end = at;
		if (!grammar_cfws(&at))
			return false;
	} while (take_word(&at, &word) || grammar_char(&at, '.'));
	*phrase = str_first(*rest, rest->len - end.len);
	*rest = at;
	return true;
}

static bool take_domain(struct str *rest, struct str *domain)
{
	return grammar_domain_literal(rest, domain) ||
	       take_dotted(rest, grammar_atom, domain);
}

/* addr-spec = local-part "@" domain */
static bool take_addr_spec(struct parser *parser, struct str *rest,
			   struct mailbox *mailbox)
{
	struct str local, domain;

	if (!take_dotted(rest, take_word, &local))
		return refuse(parser, "no address where one must stand");
	if (!grammar_cfws(rest) || !grammar_char(rest, '@'))
		return refuse(parser, "no \"@\" behind a local part");
	if (!grammar_cfws(rest) || !take_domain(rest, &domain))
		return refuse(parser, "no domain behind an \"@\"");
	if (!utf8_valid(local) || !utf8_valid(domain))
		return refuse(parser, "an address that is no UTF-8");
	mailbox->local = without_cfws(parser->arena, local);
	mailbox->domain = without_cfws(parser->arena, domain);
	mailbox->split_domain = mailbox->domain.ptr != domain.ptr;
	return true;
}

/* obs-route = *(CFWS / ",") "@" domain *("," [CFWS] ["@" domain]) ":" */
static bool skip_route(struct parser *parser, struct str *rest,
		       struct mailbox *mailbox)
{
	struct str domain;

	if (!grammar_cfws(rest))
		return refuse(parser, "a comment that does not end");
	if (rest->len == 0 || (rest->ptr[0] != '@' && rest->ptr[0] != ','))
		return true;
	mailbox->had_route = true;
	do {
		if (grammar_cfws(rest) && grammar_char(rest, '@') &&
		    !(grammar_cfws(rest) && take_domain(rest, &domain)))
			return refuse(parser, "a broken route");
	} while (grammar_cfws(rest) && grammar_char(rest, ','));
	return grammar_char(rest, ':') || refuse(parser, "a broken route");
}

/* angle-addr, obs-angle-addr; the "<" is taken. */
static bool take_angle_addr(struct parser *parser, struct str *rest,
			    struct mailbox *mailbox)
{
	mailbox->had_angle = true;
	if (!skip_route(parser, rest, mailbox) ||
	    !take_addr_spec(parser, rest, mailbox))
		return false;
	if (!grammar_cfws(rest) || !grammar_char(rest, '>'))
		return refuse(parser, "an address not closed by \">\"");
	return true;
}

/* "joe@example.com (Joe)": where names stood before RFC 822. */
static struct str comment_as_display(struct str rest)
{
	struct str comment;

	grammar_fws(&rest);
	if (!grammar_comment(&rest, &comment))
		return STR("");
	return str_trim(str_first(str_skip(comment, 1), comment.len - 2));
}

/* mailbox = name-addr / addr-spec */
static bool take_mailbox(struct parser *parser)
{
	struct mailbox mailbox = { .group = parser->group };
	struct str at = parser->rest, display = STR("");

	take_phrase(&at, &display);
	if (grammar_char(&at, '<')) {
		/* With the comment behind it: many clients show that too. */
		mailbox.display = str_trim(
			str_first(parser->rest, parser->rest.len - at.len - 1));
		if (!take_angle_addr(parser, &at, &mailbox))
			return false;
	} else {
		at = parser->rest;
		if (!take_addr_spec(parser, &at, &mailbox))
			return false;
		mailbox.display = comment_as_display(at);
	}
	if (!grammar_cfws(&at))
		return refuse(parser, "a comment that does not end");
	parser->rest = at;
	return add_mailbox(parser, mailbox);
}

static bool skip_cfws(struct parser *parser)
{
	return grammar_cfws(&parser->rest) ||
	       refuse(parser, "a comment that does not end");
}

/* Behind "display-name:": [group-list] ";" [CFWS] */
static bool take_group_list(struct parser *parser)
{
	if (!skip_cfws(parser))
		return false;
	if (!grammar_char(&parser->rest, ';')) {
		do {
			if (!skip_cfws(parser) || !take_mailbox(parser))
				return false;
		} while (grammar_char(&parser->rest, ','));
		if (!grammar_char(&parser->rest, ';'))
			return refuse(parser, "a group not closed by \";\"");
	}
	return skip_cfws(parser);
}

/* address = mailbox / group; what could not be read leaves no trace. */
static bool take_address(struct parser *parser)
{
	struct str begin = parser->rest, at = begin, name;
	size_t count = parser->count;
	bool taken;

	if (take_phrase(&at, &name) && grammar_char(&at, ':')) {
		parser->rest = at;
		parser->group = name;
		taken = take_group_list(parser);
		parser->group = STR("");
	} else {
		taken = take_mailbox(parser);
	}
	if (!taken) {
		parser->rest = begin;
		parser->count = count;
	}
	return taken;
}

static bool take_address_list(struct parser *parser)
{
	do {
		if (!skip_cfws(parser) || !take_address(parser))
			return false;
	} while (grammar_char(&parser->rest, ','));
	return parser->rest.len == 0 ||
	       refuse(parser, "text behind an address");
}

bool address_parse_strict(struct arena *arena, struct str value,
			  struct mailbox_list *list, const char **reason)
{
	struct parser parser = { .arena = arena, .rest = value, .reason = "" };
	bool fits;

	/* A lead byte of Shift_JIS or GBK swallows a backslash behind it. */
	if (!utf8_valid(value) && str_find(value, '\\') < value.len)
		fits = refuse(&parser, "a backslash in text that is no UTF-8");
	else
		fits = take_address_list(&parser);
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

static void add_salvaged(struct parser *parser, struct str text,
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
		add_mailbox(parser, mailbox);
}

/* Reads what it can up to the next separator. */
static void salvage(struct parser *parser)
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
	struct parser parser = { .arena = arena, .rest = value };

	while (parser.rest.len > 0 && !parser.truncated) {
		struct parser before = parser;

		if (grammar_fws(&parser.rest) ||
		    grammar_char(&parser.rest, ',') ||
		    grammar_char(&parser.rest, ';'))
			continue;
		if (grammar_cfws(&parser.rest) && take_address(&parser) &&
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
