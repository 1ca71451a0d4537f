#include "redirect.h"

#include "limits.h"

#define FIELD "X-Waxseal-Redirected-From:"

/* A login name is made unique by the host's. */
static struct str own_name(struct arena *arena, const struct config *config,
			   const struct user *user)
{
	return arena_printf(arena, "%s%s%.*s", user->name,
			    user->domain[0] != '\0' ? "" : "@",
			    STR_ARG(user->domain[0] != '\0'
					    ? STR("")
					    : config->policy.authserv_id));
}

struct str redirect_field(struct arena *arena, const struct config *config,
			  const struct user *user)
{
	return arena_printf(arena, FIELD " %.*s\n",
			    STR_ARG(own_name(arena, config, user)));
}

/* Line by line, no more: what else the header says was for the decider. */
const char *redirect_obstacle(struct arena *arena, const struct config *config,
			      const struct user *user, struct str mail)
{
	struct str own = own_name(arena, config, user);
	struct str rest = str_first(mail, LIMIT_HEADER_BLOCK), line;
	size_t hops = 0;

	while (str_cut(&rest, '\n', &line)) {
		if (str_trim(line).len == 0)
			break;
		if (!str_starts_nocase(line, STR(FIELD)))
			continue;
		line = str_trim(str_skip(line, sizeof(FIELD) - 1));
		if (str_eq_nocase(line, own))
			return "it was redirected from here before";
		hops++;
	}
	return hops < LIMIT_REDIRECT_HOPS ? NULL
					  : "it was redirected too often";
}
