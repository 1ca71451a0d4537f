#include "envelope.h"

#include "domain.h"
#include "grammar.h"
#include "utf8.h"

/* -- RFC 5321 4.1.2 ------------------------------------------------------------ */

/* Local-part = Dot-string / Quoted-string */
static bool take_local_part(struct str *rest, struct str *local)
{
	return grammar_quoted_string(rest, local) ||
	       grammar_dot_atom(rest, local);
}

/* Domain, address-literal; U-labels by RFC 6531 3.3 are left to IDNA. */
static bool is_domain(struct str domain)
{
	struct str rest = domain, token;

	if (grammar_domain_literal(&rest, &token) && rest.len == 0)
		return true;
	for (size_t i = 0; i < domain.len; i++)
		if (char_is_8bit(domain.ptr[i]))
			return utf8_valid(domain) &&
			       grammar_dot_atom(&rest, &token) && rest.len == 0;
	return domain_is_dns_name(domain, 1);
}

/* A-d-l = At-domain *( "," At-domain ), then ":" */
static bool skip_source_route(struct str *rest)
{
	struct str domain;

	if (rest->len == 0 || rest->ptr[0] != '@')
		return true;
	do {
		if (!grammar_char(rest, '@') ||
		    !grammar_dot_atom(rest, &domain) || !is_domain(domain))
			return false;
	} while (grammar_char(rest, ','));
	return grammar_char(rest, ':');
}

static bool parse_mailbox(struct str text, struct sender *sender)
{
	/* No Mailbox holds a control character, quoted or not. */
	if (str_has_control(text) || !utf8_valid(text) ||
	    !skip_source_route(&text))
		return false;
	sender->address = text;
	if (!take_local_part(&text, &sender->local) ||
	    !grammar_char(&text, '@') || !is_domain(text))
		return false;
	sender->domain = text;
	return true;
}

/*
 * Some MTAs hand a quoted local part over without its quotes, or take an address
 * without any.  As long as words, dots and spaces stand before the only "@", its
 * domain is beyond doubt, and SPF may judge it.
 */
static void split_unquoted(struct str text, struct sender *sender)
{
	size_t at = str_find(text, '@');

	for (size_t i = 0; i < at; i++)
		if (!char_is_atext(text.ptr[i]) && text.ptr[i] != '.' &&
		    text.ptr[i] != ' ')
			return;
	if (at == text.len || !domain_is_dns_name(str_skip(text, at + 1), 1))
		return;
	sender->local = str_first(text, at);
	sender->domain = str_skip(text, at + 1);
}

struct sender sender_parse(struct str text)
{
	struct sender sender = { .status = SENDER_ADDRESS };

	if (text.len >= 2 && text.ptr[0] == '<' &&
	    text.ptr[text.len - 1] == '>')
		text = str_first(str_skip(text, 1), text.len - 2);
	sender.address = text;
	if (text.len == 0)
		sender.status = SENDER_NULL;
	else if (!parse_mailbox(text, &sender)) {
		sender = (struct sender){ .status = SENDER_UNUSABLE,
					  .address = text };
		split_unquoted(text, &sender);
	}
	return sender;
}
