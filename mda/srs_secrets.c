#include "srs_secrets.h"

#include "limits.h"

/* False: too many. */
static bool split(struct arena *arena, struct str text, struct str_list *list)
{
	struct str *items = ARENA_ARRAY(arena, struct str, LIMIT_SRS_SECRETS);
	struct str line;

	*list = (struct str_list){ items, 0 };
	while (str_cut(&text, '\n', &line)) {
		if (str_ends(line, STR("\r")))
			line.len--;
		if (line.len == 0)
			continue;
		if (list->count == LIMIT_SRS_SECRETS ||
		    line.len > LIMIT_SRS_SECRET)
			return false;
		items[list->count++] = line;
	}
	return true;
}

bool srs_secrets_read(struct arena *arena, const struct config *config,
		      const struct secret *secret, struct srs *srs,
		      struct str *error)
{
	struct str text;

	*srs = (struct srs){
		.domain = config->srs_domain,
		.style = config->srs_style,
		.local_domains = config->policy.local_domains,
	};
	if (!secret_read(arena, secret, LIMIT_SRS_SECRETS * LIMIT_SRS_SECRET,
			 &text, error))
		return false;
	if (split(arena, text, &srs->secrets) && srs->secrets.count > 0)
		return true;
	*error = arena_printf(arena,
			      "%s: a secret a line, one to %zu of them, is "
			      "wanted",
			      secret->path, LIMIT_SRS_SECRETS);
	return false;
}
