#include "judgement.h"

#include "domain.h"
#include "limits.h"
#include "shown.h"

/* The same domain, one below the author's, or the same organization. */
static bool is_authors(const struct judgement *judgement, struct str domain)
{
	struct str author = judgement->auth->author.domain;

	return domain.len > 0 && author.len > 0 &&
	       (domain_is_within(domain, author) ||
		dmarc_same_org(judgement->context, domain, author));
}

bool judgement_has_identifier(const struct judgement *judgement,
			      enum check_status status)
{
	const struct auth *auth = judgement->auth;
	const struct spf_result *spf = auth_spf(auth);

	for (size_t i = 0; i < auth->dkim.count; i++)
		if (auth->dkim.list[i].status == status &&
		    is_authors(judgement, auth->dkim.list[i].domain))
			return true;
	return spf->status == status && !spf->allows_all &&
	       !auth->dmarc_by_spf_ignored &&
	       is_authors(judgement, spf->domain);
}

bool judgement_authenticated(const struct judgement *judgement)
{
	const struct auth *auth = judgement->auth;

	if (auth->dmarc.status == CHECK_PASS)
		return true;
	return auth->dmarc.status != CHECK_FAIL &&
	       auth->author.status == AUTHOR_OK &&
	       judgement_has_identifier(judgement, CHECK_PASS);
}

struct str judgement_phrase(const struct judgement *judgement,
			    const char *before, struct str value,
			    const char *after)
{
	struct arena *arena = judgement->context->arena;
	struct str text = shown(arena, value, LIMIT_SHOWN_VALUE);

	return arena_printf(arena, "%s\"%.*s\"%s", before, STR_ARG(text),
			    after);
}
