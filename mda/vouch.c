#include "vouch.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "copy.h"
#include "errand.h"
#include "log.h"
#include "path.h"
#include "signer.h"
#include "srs_secrets.h"

static time_t now_of(const struct delivery *delivery)
{
	return delivery->config->now != 0 ? delivery->config->now : time(NULL);
}

/* The user can do nothing about it. */
static void tell_administrator(const char *about, struct str error)
{
	char text[LOG_QUOTED];

	log_line(LOG_LEVEL_WARNING, "%s: %s", about,
		 log_quote(text, sizeof(text), error));
}

/* -- the envelope sender ------------------------------------------------------------ */

struct str vouch_sender(struct arena *arena, const struct delivery *delivery)
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
		tell_administrator("srs", error);
		return delivery->sender;
	}
	if (srs_forward(arena, &srs, delivery->sender, now_of(delivery),
			&result, &why) != SRS_REFUSED)
		return result;
	tell_administrator("srs", str_from(why));
	return delivery->sender;
}

/* -- fields on top ------------------------------------------------------------------ */

static struct content on_top(struct arena *arena, struct str fields,
			     const struct content *content)
{
	struct str *parts = ARENA_ARRAY(arena, struct str, content->count + 1);

	parts[0] = fields;
	memcpy(parts + 1, content->parts, content->count * sizeof(*parts));
	return (struct content){ .parts = parts,
				 .count = content->count + 1,
				 .crlf = content->crlf,
				 .input = content->input };
}

static struct signer signer_of(const struct delivery *delivery, bool seal)
{
	const struct config *config = delivery->config;
	const struct secrets *secrets = delivery->secrets;
	struct signer signer = { .now = now_of(delivery) };

	signer.domain = seal ? config->seal_domain : config->dkim_domain;
	signer.selector = seal ? config->seal_selector : config->dkim_selector;
	if (secrets != NULL)
		signer.key = seal ? &secrets->seal : &secrets->dkim;
	return signer;
}

bool vouch_sign(struct arena *arena, const struct delivery *delivery, bool seal,
		int mail_fd, struct str *fields, struct str *error)
{
	const struct signer signer = signer_of(delivery, seal);
	const struct order *order = delivery->order;

	if (!signer_is_ready(&signer)) {
		*error = STR("there is no key");
		return false;
	}
	return seal ? signer_seal(arena, &signer, mail_fd, order->results,
				  order->chain, fields, error)
		    : signer_sign(arena, &signer, mail_fd, fields, error);
}

static bool make_fields(struct arena *arena, const struct delivery *delivery,
			bool seal, const struct content *content,
			struct str *fields)
{
	const struct errand errand = {
		.kind = seal ? ERRAND_SEAL : ERRAND_SIGN,
		.mail_fd = copy_scratch(arena, delivery->maildir, content),
	};
	enum program_status status;

	if (errand.mail_fd < 0) {
		*fields = str_from(strerror(errno));
		return false;
	}
	status = errand_run(arena, delivery, &errand, fields);
	path_close(errand.mail_fd);
	return status == PROGRAM_DONE;
}

static struct content with_fields(struct arena *arena,
				  const struct delivery *delivery, bool seal,
				  const struct content *content)
{
	const struct signer signer = signer_of(delivery, seal);
	struct str fields;

	if (!signer_is_ready(&signer))
		return *content;
	if (make_fields(arena, delivery, seal, content, &fields))
		return on_top(arena, fields, content);
	tell_administrator(seal ? "seal" : "signature", fields);
	return *content;
}

struct content vouch_redirected(struct arena *arena,
				const struct delivery *delivery,
				const struct content *content)
{
	return with_fields(arena, delivery, true, content);
}

struct content vouch_written(struct arena *arena,
			     const struct delivery *delivery,
			     const struct content *content)
{
	return with_fields(arena, delivery, false, content);
}
