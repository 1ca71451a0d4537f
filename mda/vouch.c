#include "vouch.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "copy.h"
#include "path.h"
#include "signer.h"
#include "srs_secrets.h"

static time_t now_of(const struct delivery *delivery)
{
	return delivery->config->now != 0 ? delivery->config->now : time(NULL);
}

static void tell(struct arena *arena, struct outcome *outcome,
		 const char *about, struct str error)
{
	outcome_note(outcome, str_from(about), arena_cstr(arena, error));
}

/* -- the envelope sender ------------------------------------------------------------ */

struct str vouch_sender(struct arena *arena, const struct delivery *delivery,
			struct outcome *outcome)
{
	const struct secret *secret;
	struct str error, result;
	const char *why;
	struct srs srs;

	if (delivery->secrets == NULL || delivery->secrets->srs.fd < 0 ||
	    delivery->config->srs_domain.len == 0)
		return delivery->sender;
	secret = &delivery->secrets->srs;
	if (!srs_secrets_read(arena, delivery->config, secret, &srs, &error)) {
		tell(arena, outcome, "srs", error);
		return delivery->sender;
	}
	if (srs_forward(arena, &srs, delivery->sender, now_of(delivery),
			&result, &why) != SRS_REFUSED)
		return result;
	tell(arena, outcome, "srs", str_from(why));
	return delivery->sender;
}

/* -- fields on top ------------------------------------------------------------------ */

static struct content on_top(struct arena *arena, struct str fields,
			     const struct content *content)
{
	struct str *parts = ARENA_ARRAY(arena, struct str, content->count + 1);

	parts[0] = fields;
	memcpy(parts + 1, content->parts, content->count * sizeof(*parts));
	return (struct content){ parts, content->count + 1, content->crlf };
}

/* seal: whether the order's results are to be sealed, or what it says is ours
 * to be signed. */
static bool make_fields(struct arena *arena, const struct delivery *delivery,
			const struct signer *signer, bool seal,
			const struct content *content, struct str *fields,
			struct str *error)
{
	const struct order *order = delivery->order;
	int fd = copy_scratch(arena, delivery->maildir, content);
	bool done;

	if (fd < 0) {
		*error = str_from(strerror(errno));
		return false;
	}
	done = seal ? signer_seal(arena, signer, fd, order->results,
				  order->chain, fields, error)
		    : signer_sign(arena, signer, fd, fields, error);
	path_close(fd);
	return done;
}

static struct content with_fields(struct arena *arena,
				  const struct delivery *delivery,
				  const struct signer *signer, bool seal,
				  const struct content *content,
				  struct outcome *outcome)
{
	struct str fields, error;

	if (make_fields(arena, delivery, signer, seal, content, &fields,
			&error))
		return on_top(arena, fields, content);
	tell(arena, outcome, seal ? "seal" : "signature", error);
	return *content;
}

struct content vouch_redirected(struct arena *arena,
				const struct delivery *delivery,
				const struct content *content,
				struct outcome *outcome)
{
	const struct config *config = delivery->config;
	const struct signer signer = {
		.key = delivery->secrets != NULL ? &delivery->secrets->seal
						 : NULL,
		.domain = config->seal_domain,
		.selector = config->seal_selector,
		.now = now_of(delivery),
	};

	if (!signer_is_ready(&signer))
		return *content;
	return with_fields(arena, delivery, &signer, true, content, outcome);
}

struct content vouch_written(struct arena *arena,
			     const struct delivery *delivery,
			     const struct content *content,
			     struct outcome *outcome)
{
	const struct config *config = delivery->config;
	const struct signer signer = {
		.key = delivery->secrets != NULL ? &delivery->secrets->dkim
						 : NULL,
		.domain = config->dkim_domain,
		.selector = config->dkim_selector,
		.now = now_of(delivery),
	};

	if (!signer_is_ready(&signer))
		return *content;
	return with_fields(arena, delivery, &signer, false, content, outcome);
}
