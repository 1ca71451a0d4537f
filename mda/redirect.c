#include "redirect.h"

#include "limits.h"

#define FIELD "X-Waxseal-Redirected-From"

struct str redirect_name(struct arena *arena, const struct config *config,
			 const struct user *user)
{
	if (user->domain[0] != '\0')
		return str_from(user->name);
	return arena_printf(arena, "%s@%.*s", user->name,
			    STR_ARG(config->policy.authserv_id));
}

struct str redirect_field(struct arena *arena, struct str name)
{
	return arena_printf(arena, FIELD ": %.*s\n", STR_ARG(name));
}

struct str redirect_obstacle(struct arena *arena, const struct message *message,
			     struct str name)
{
	size_t hops = message_count(message, STR(FIELD));

	for (size_t i = 0; i < hops && i < LIMIT_REDIRECT_HOPS; i++) {
		const struct header *hop = message_find(message, STR(FIELD), i);

		if (str_eq_nocase(header_unfold(arena, hop->value), name))
			return STR("it was redirected from here before");
	}
	return hops < LIMIT_REDIRECT_HOPS ? STR("")
					  : STR("it was redirected too often");
}
