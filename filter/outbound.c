#include "outbound.h"

#include "address.h"
#include "domain.h"
#include "shown.h"

/* A group, even of one mailbox, is more than that mailbox. */
static bool is_group(struct str text, const struct mailbox *mailbox)
{
	return !mailbox->had_angle && str_find(text, ':') < text.len;
}

/* What a command line or a header field could take for something else. */
static bool is_plain(struct str address)
{
	for (size_t i = 0; i < address.len; i++)
		if (str_find(STR(" <>,;"), address.ptr[i]) < 5)
			return false;
	return !str_starts(address, STR("-"));
}

/* Control characters never are in it. */
static bool is_sendable(struct arena *arena, const struct mailbox *mailbox)
{
	struct str local = mailbox->local, domain = mailbox->domain, ascii;

	return str_eq(shown(arena, local, local.len), local) &&
	       str_find(local, '\t') == local.len &&
	       (domain_is_hostname(domain, 1) ||
		domain_to_ascii(arena, domain, &ascii));
}

bool outbound_address(struct arena *arena, struct str text, struct str *address)
{
	struct mailbox_list list;
	const struct mailbox *mailbox;
	const char *reason;

	if (!address_parse_strict(arena, text, &list, &reason) ||
	    list.count != 1)
		return false;
	mailbox = &list.mailboxes[0];
	if (mailbox->had_route || is_group(text, mailbox) ||
	    !is_sendable(arena, mailbox))
		return false;
	*address = mailbox_text(arena, mailbox);
	return is_plain(*address);
}
