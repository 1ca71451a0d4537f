#include "author.h"

#include "address.h"
#include "buf.h"
#include "domain.h"
#include "grammar.h"
#include "limits.h"
#include "mime.h"
#include "utf8.h"

static struct author refuse(enum author_status status, const char *reason)
{
	return (struct author){ .status = status, .reason = reason };
}

/*
 * A name that a reader could take for "From": in any case, and whatever white
 * space, control character or 8-bit byte is mixed into it.
 */
static bool is_candidate(struct str name)
{
	static const struct str from = STR_INIT("from");
	size_t matched = 0;

	for (size_t i = 0; i < name.len; i++) {
		if (!char_is_ftext(name.ptr[i]))
			continue;
		if (matched == from.len ||
		    char_lower(name.ptr[i]) != from.ptr[matched])
			return false;
		matched++;
	}
	return matched == from.len;
}

static size_t find_candidates(const struct message *message,
			      const struct header **candidate)
{
	size_t count = 0;

	for (size_t i = 0; i < message->header_count; i++)
		if (is_candidate(message->headers[i].name)) {
			*candidate = &message->headers[i];
			count++;
		}
	return count;
}

/*
 * What a reader may show in place of the address.  An encoded word that decodes
 * to an address is tolerated as the display name of a whole mailbox: there it
 * is a lie about a name, which costs points, and the address beside it stays
 * the only one.  In the local part, or naming a group, it may hide that address.
 */
static const char *ambiguity(struct arena *arena, const struct mailbox *mailbox)
{
	struct str group = mime_decode_words(arena, mailbox->group);

	if (mailbox->had_route)
		return "an address with a route";
	/* "a"@evil.example is plain; "a@b.example"@evil.example is not. */
	if (str_find(mailbox->local, '@') < mailbox->local.len)
		return "an address within an address";
	if (mailbox->split_domain)
		return "white space or a comment within a domain";
	if (mime_has_encoded_word(mailbox->local))
		return "an encoded word in place of an address";
	if (str_find(group, '@') < group.len)
		return "a group named like an address";
	return NULL;
}

static bool is_unqualified(struct str domain)
{
	return domain_label_count(domain) == 1 && domain_is_hostname(domain, 1);
}

/* All mailboxes must share one domain, which is left in author->domain. */
static struct author judge(struct arena *arena, const struct mailbox_list *list)
{
	struct author author = { .status = AUTHOR_OK, .reason = "" };

	for (size_t i = 0; i < list->count; i++) {
		const struct mailbox *mailbox = &list->mailboxes[i];
		const char *ambiguous = ambiguity(arena, mailbox);
		struct str domain;

		if (ambiguous != NULL)
			return refuse(AUTHOR_AMBIGUOUS, ambiguous);
		if (str_has_control(mailbox->local))
			return refuse(AUTHOR_INVALID,
				      "a control character in the address");
		if (!domain_to_ascii(arena, mailbox->domain, &domain))
			return refuse(is_unqualified(mailbox->domain)
					      ? AUTHOR_UNQUALIFIED
					      : AUTHOR_INVALID,
				      "no valid domain name");
		if (i > 0 && !str_eq(domain, author.domain))
			return refuse(AUTHOR_AMBIGUOUS,
				      "addresses of several domains");
		author.domain = domain;
	}
	author.mailbox_count = list->count;
	return author;
}

/* False: too long to be searched whole, so that something could hide. */
static bool add_name(struct buf *names, struct str name)
{
	struct str plain;

	if (name.len > LIMIT_DISPLAY_FIELD)
		return false;
	plain = mime_plain_name(names->arena, name);
	if (plain.len > 0 && names->len > 0)
		buf_add(names, STR(", "));
	buf_add(names, plain);
	return !names->overflow;
}

/* All that a reader may be shown: of every mailbox, of every group. */
static bool display_text(struct arena *arena, const struct mailbox_list *list,
			 struct str *display)
{
	struct buf names = buf_new(arena, LIMIT_DISPLAY_NAME);
	struct str group = { NULL, 0 };

	for (size_t i = 0; i < list->count; i++) {
		const struct mailbox *mailbox = &list->mailboxes[i];

		if (mailbox->group.ptr != group.ptr &&
		    !add_name(&names, mailbox->group))
			return false;
		if (!add_name(&names, mailbox->display))
			return false;
		group = mailbox->group;
	}
	*display = buf_str(&names);
	return true;
}

/* -- slips of genuine mail ------------------------------------------------------ */

static bool is_sloppy_local_part(struct str local)
{
	for (size_t i = 0; i < local.len; i++)
		if (!char_is_atext(local.ptr[i]) && local.ptr[i] != '.')
			return false;
	return local.len > 0;
}

/* Words that want quotes: each is the address itself, or has no "@" at all. */
static bool is_sloppy_name(struct str name, struct str address)
{
	struct str word;

	while (str_cut(&name, ' ', &word)) {
		if (str_eq_nocase(word, address))
			continue;
		for (size_t i = 0; i < word.len; i++)
			if (!char_is_atext(word.ptr[i]) &&
			    !char_is_8bit(word.ptr[i]) && word.ptr[i] != '.' &&
			    word.ptr[i] != ',')
				return false;
	}
	return true;
}

/*
 * Outside the grammar, and yet there is one address that anybody can take for
 * the author's:
 *	joe@example.com <joe@example.com>
 *	Foo, Inc. <joe@example.com>
 *	joe..doe.@example.com
 */
static bool read_sloppy(struct arena *arena, struct str value,
			struct mailbox *mailbox)
{
	struct str text = header_unfold(arena, value), address = text;
	size_t open = str_find(text, '<');
	size_t at;

	*mailbox = (struct mailbox){ .display = STR("") };
	if (open < text.len) {
		if (!str_ends(text, STR(">")))
			return false;
		address = str_skip(str_first(text, text.len - 1), open + 1);
		mailbox->display = str_trim(str_first(text, open));
	}
	at = str_find(address, '@');
	mailbox->local = str_first(address, at);
	mailbox->domain = str_skip(address, at + 1);
	return utf8_valid(text) && !mime_has_encoded_word(text) &&
	       is_sloppy_local_part(mailbox->local) &&
	       is_sloppy_name(mailbox->display, address);
}

static bool parse_value(struct arena *arena, struct str value,
			struct mailbox_list *list, const char **reason)
{
	struct mailbox *sloppy;

	if (address_parse_strict(arena, value, list, reason))
		return true;
	sloppy = ARENA_NEW(arena, struct mailbox);
	*list = (struct mailbox_list){ .mailboxes = sloppy, .count = 1 };
	return read_sloppy(arena, value, sloppy);
}

static struct author read_value(struct arena *arena, struct str value)
{
	struct mailbox_list list;
	struct author author;
	struct mailbox first;
	const char *reason;

	if (!parse_value(arena, value, &list, &reason))
		return refuse(AUTHOR_INVALID, reason);
	if (list.count == 0)
		return refuse(AUTHOR_INVALID, "a group of nobody");
	author = judge(arena, &list);
	if (author.status != AUTHOR_OK)
		return author;
	if (!display_text(arena, &list, &author.display))
		return refuse(AUTHOR_AMBIGUOUS,
			      "a name longer than any client shows");
	first = list.mailboxes[0];
	author.shown_domain = first.domain;
	first.domain = author.domain;
	author.address = mailbox_text(arena, &first);
	return author;
}

struct author author_find(struct arena *arena, const struct message *message)
{
	const struct header *from = NULL;
	size_t candidates = find_candidates(message, &from);

	if (candidates > 1)
		return refuse(AUTHOR_AMBIGUOUS, "several From fields");
	if ((message->faults & MESSAGE_TOO_LONG) != 0)
		return refuse(AUTHOR_AMBIGUOUS, "a header block beyond limits");
	if (candidates == 0)
		return refuse(AUTHOR_MISSING, "no From field");
	if (!from->well_formed)
		return refuse(AUTHOR_INVALID, "a From field spelled wrong");
	return read_value(arena, from->value);
}
