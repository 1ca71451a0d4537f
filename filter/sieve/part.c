#include "part.h"

#include "../grammar.h"

/* "\"a b\"" -> "a b" */
static struct str unquote(struct arena *arena, struct str local)
{
	char *text;
	size_t length = 0;

	if (local.len < 2 || local.ptr[0] != '"')
		return local;
	text = arena_alloc(arena, local.len);
	for (size_t i = 1; i + 1 < local.len; i++) {
		if (local.ptr[i] == '\\' && i + 2 < local.len)
			i++;
		text[length++] = local.ptr[i];
	}
	return (struct str){ text, length };
}

static size_t find_delimiter(struct str local, struct str delimiters)
{
	size_t at;

	/* A delimiter in front leaves no user: it is part of the name. */
	for (at = 1; at < local.len; at++)
		if (str_find(delimiters, local.ptr[at]) < delimiters.len)
			return at;
	return local.len;
}

static bool local_part(enum address_part part, struct str delimiters,
		       struct str local, struct str *text)
{
	size_t at = find_delimiter(local, delimiters);

	*text = local;
	if (part == PART_USER)
		*text = str_first(local, at);
	if (part == PART_DETAIL)
		*text = str_skip(local, at + 1);
	return part != PART_DETAIL || at < local.len;
}

/* local-part = word *("." word), obs-local-part too (RFC 5322 3.4.1, 4.4) */
static bool is_local_part(struct str local)
{
	struct str word;

	do {
		if (!grammar_atom(&local, &word) &&
		    !grammar_quoted_string(&local, &word))
			return false;
	} while (grammar_char(&local, '.'));
	return local.len == 0;
}

/* domain = dot-atom / domain-literal */
static bool is_domain(struct str domain)
{
	struct str text;

	return (grammar_dot_atom(&domain, &text) ||
		grammar_domain_literal(&domain, &text)) &&
	       domain.len == 0;
}

bool address_part(struct arena *arena, enum address_part part,
		  struct str delimiters, const struct mailbox *mailbox,
		  struct str *text)
{
	if (part == PART_ALL) {
		*text = mailbox_text(arena, mailbox);
		return true;
	}
	/* "If an address is not syntactically valid ..." (RFC 5228 2.7.4) */
	if (!is_local_part(mailbox->local) || !is_domain(mailbox->domain))
		return false;
	if (part != PART_DOMAIN)
		return local_part(part, delimiters,
				  unquote(arena, mailbox->local), text);
	*text = mailbox->domain;
	return true;
}
