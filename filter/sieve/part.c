#include "part.h"

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

bool address_part(struct arena *arena, enum address_part part,
		  const struct mailbox *mailbox, struct str *text)
{
	if (part == PART_ALL) {
		*text = mailbox_text(arena, mailbox);
		return true;
	}
	/* "If an address is not syntactically valid ..." (RFC 5228 2.7.4) */
	if (mailbox->domain.len == 0 || mailbox->local.len == 0)
		return false;
	*text = part == PART_DOMAIN ? mailbox->domain
				    : unquote(arena, mailbox->local);
	return true;
}
