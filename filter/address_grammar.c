#include "address_grammar.h"

#include "buf.h"
#include "grammar.h"
#include "limits.h"
#include "utf8.h"

bool address_refuse(struct address_parser *parser, const char *reason)
{
	parser->reason = reason;
	return false;
}

bool address_add(struct address_parser *parser, struct mailbox mailbox)
{
	if (parser->count == LIMIT_MAILBOXES) {
		parser->truncated = true;
		return address_refuse(parser, "too many mailboxes");
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

/* RFC 5322 3.2.5, 3.4, 3.4.1, 4.4 */

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
static bool take_addr_spec(struct address_parser *parser, struct str *rest,
			   struct mailbox *mailbox)
{
	struct str local, domain;

	if (!take_dotted(rest, take_word, &local))
		return address_refuse(parser,
				      "no address where one must stand");
	if (!grammar_cfws(rest) || !grammar_char(rest, '@'))
		return address_refuse(parser, "no \"@\" behind a local part");
	if (!grammar_cfws(rest) || !take_domain(rest, &domain))
		return address_refuse(parser, "no domain behind an \"@\"");
	if (!utf8_valid(local) || !utf8_valid(domain))
		return address_refuse(parser, "an address that is no UTF-8");
	mailbox->local = without_cfws(parser->arena, local);
	mailbox->domain = without_cfws(parser->arena, domain);
	mailbox->split_domain = mailbox->domain.ptr != domain.ptr;
	return true;
}

/* obs-route = *(CFWS / ",") "@" domain *("," [CFWS] ["@" domain]) ":" */
static bool skip_route(struct address_parser *parser, struct str *rest,
		       struct mailbox *mailbox)
{
	struct str domain;

	if (!grammar_cfws(rest))
		return address_refuse(parser, "a comment that does not end");
	if (rest->len == 0 || (rest->ptr[0] != '@' && rest->ptr[0] != ','))
		return true;
	mailbox->had_route = true;
	do {
		if (grammar_cfws(rest) && grammar_char(rest, '@') &&
		    !(grammar_cfws(rest) && take_domain(rest, &domain)))
			return address_refuse(parser, "a broken route");
	} while (grammar_cfws(rest) && grammar_char(rest, ','));
	return grammar_char(rest, ':') ||
	       address_refuse(parser, "a broken route");
}

/* angle-addr, obs-angle-addr; the "<" is taken. */
static bool take_angle_addr(struct address_parser *parser, struct str *rest,
			    struct mailbox *mailbox)
{
	mailbox->had_angle = true;
	if (!skip_route(parser, rest, mailbox) ||
	    !take_addr_spec(parser, rest, mailbox))
		return false;
	if (!grammar_cfws(rest) || !grammar_char(rest, '>'))
		return address_refuse(parser, "an address not closed by \">\"");
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
static bool take_mailbox(struct address_parser *parser)
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
		return address_refuse(parser, "a comment that does not end");
	parser->rest = at;
	return address_add(parser, mailbox);
}

static bool skip_cfws(struct address_parser *parser)
{
	return grammar_cfws(&parser->rest) ||
	       address_refuse(parser, "a comment that does not end");
}

/* Behind "display-name:": [group-list] ";" [CFWS] */
static bool take_group_list(struct address_parser *parser)
{
	if (!skip_cfws(parser))
		return false;
	if (!grammar_char(&parser->rest, ';')) {
		do {
			if (!skip_cfws(parser) || !take_mailbox(parser))
				return false;
		} while (grammar_char(&parser->rest, ','));
		if (!grammar_char(&parser->rest, ';'))
			return address_refuse(parser,
					      "a group not closed by \";\"");
	}
	return skip_cfws(parser);
}

bool address_take(struct address_parser *parser)
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

bool address_take_list(struct address_parser *parser)
{
	do {
		if (!skip_cfws(parser) || !address_take(parser))
			return false;
	} while (grammar_char(&parser->rest, ','));
	return parser->rest.len == 0 ||
	       address_refuse(parser, "text behind an address");
}
