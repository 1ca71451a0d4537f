#include "forged.h"

#include "authres_parse.h"
#include "domain.h"
#include "grammar.h"

/* Names, or with a last "-" or "_" beginnings of names, of fields that speak
 * of SPF or spam as if we had written them.  X-Waxseal-Redirected-From stays:
 * it ends a loop, and forged it keeps a mail from being sent on, no more. */
static const struct str verdict_names[] = {
	STR_INIT("Received-SPF"),
	STR_INIT("X-Spam"),
	STR_INIT("X-Spam-"),
	STR_INIT("X-Spam_"),
	STR_INIT("X-Spamd-"),
	STR_INIT("X-Rspamd-"),
	STR_INIT("X-Waxseal-Reason"),
	STR_INIT("X-Waxseal-Malformed"),
	STR_INIT("X-Waxseal-Evidence"),
};

static bool is_verdict_name(struct str name)
{
	for (size_t i = 0; i < sizeof(verdict_names) / sizeof(verdict_names[0]);
	     i++) {
		struct str row = verdict_names[i];
		char last = row.ptr[row.len - 1];

		if (last == '-' || last == '_' ? str_starts_nocase(name, row)
					       : str_eq_nocase(name, row))
			return true;
	}
	return false;
}

static bool is_ascii(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (char_is_8bit(text.ptr[i]))
			return false;
	return true;
}

/* Any case, a final dot, U-labels; and what is not ASCII and no domain, as some
 * reader may take it for one. */
static bool is_our_id(struct arena *arena, const struct policy *policy,
		      struct str id)
{
	struct str ascii;

	while (id.len > 0 && id.ptr[id.len - 1] == '.')
		id.len--;
	if (str_eq_nocase(id, policy->authserv_id))
		return true;
	if (is_ascii(id))
		return false;
	return id.len > 4 * LIMIT_DOMAIN ||
	       !domain_to_ascii(arena, id, &ascii) ||
	       str_eq_nocase(ascii, policy->authserv_id);
}

static bool is_forged(struct arena *arena, const struct policy *policy,
		      const struct header *header)
{
	struct authres authres;

	if (str_eq_nocase(header->name, STR("Authentication-Results")))
		return !authres_parse(arena, header->value, &authres) ||
		       is_our_id(arena, policy, authres.authserv_id);
	return is_verdict_name(header->name) &&
	       !str_list_has(&policy->border_spam_fields, header->name);
}

struct spans forged_fields(struct arena *arena, const struct policy *policy,
			   const struct message *message)
{
	struct span *list =
		ARENA_ARRAY(arena, struct span, message->header_count + 1);
	size_t count = 0, unread = message->fields.len - message->unread.len;

	for (size_t i = 0; i < message->header_count; i++) {
		const struct header *header = &message->headers[i];
		size_t begin = (size_t)(header->raw.ptr - message->raw.ptr);

		if (is_forged(arena, policy, header))
			list[count++] =
				(struct span){ begin, begin + header->raw.len };
	}
	if (message->unread.len > 0)
		list[count++] = (struct span){ unread, message->fields.len };
	return (struct spans){ list, count };
}
