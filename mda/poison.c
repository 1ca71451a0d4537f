#include "poison.h"

#include <sys/random.h>

#include "../filter/buf.h"
#include "../filter/compose.h"
#include "../filter/verdict_fields.h"
#include "limits.h"
#include "log.h"
#include "progress.h"

#define RULE "UNVERIFIED"
#define REASON "it could not be verified: the program fails on it every time"

/* -- what is remembered ------------------------------------------------------ */

/* "1795305600", and a word behind it when it was silent. */
static void parse(struct str value, struct poison *poison)
{
	struct str number = str_first(value, str_find(value, ' '));
	uint64_t since;

	if (!str_to_u64(number, INT64_MAX, &since))
		return;
	poison->since = (time_t)since;
	poison->silent = number.len < value.len;
}

struct poison poison_find(struct arena *arena, struct seen_store *store,
			  struct str mail, time_t now)
{
	struct str begin =
		str_first(progress_without_trace(mail), LIMIT_POISON_HASH);
	const struct str parts[] = { begin,
				     arena_printf(arena, "%zu", mail.len) };
	struct str hash = compose_hash(arena, parts, 2), value, error;
	struct poison poison = {
		.key = arena_printf(arena, "\001poison %.*s", STR_ARG(hash)),
	};

	if (store != NULL && seen_find(arena, store, poison.key, now, &value,
				       &error) == SEEN_BEFORE)
		parse(value, &poison);
	return poison;
}

void poison_remember(struct arena *arena, struct seen_store *store,
		     struct poison *poison, time_t now, bool silent)
{
	struct str value, error = STR("there is no state");

	poison->since = poison->since != 0 ? poison->since : now;
	poison->silent = silent;
	value = arena_printf(arena, "%lld%s", (long long)poison->since,
			     silent ? " silent" : "");
	if (store == NULL ||
	    !seen_replace(arena, store, poison->key, value, now,
			  now + LIMIT_POISON_SECONDS, &error))
		log_line(LOG_LEVEL_WARNING,
			 "that the mail failed is not remembered: %.*s",
			 STR_ARG(error));
}

bool poison_is_due(const struct poison *poison, const struct config *config,
		   time_t now)
{
	return poison->since != 0 &&
	       now - poison->since >= (time_t)config->poison_after;
}

/* -- the mail around it ------------------------------------------------------ */

static struct str new_boundary(struct arena *arena)
{
	char random[16] = "";

	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		log_line(LOG_LEVEL_WARNING, "no random numbers");
	return compose_boundary(arena, (struct str){ random, sizeof(random) },
				NULL, 0);
}

static void add_head(struct buf *out, const struct config *config, time_t now)
{
	const struct policy *policy = &config->policy;
	const struct verdict verdict = {
		.disposition = DISPOSITION_JUNK,
		.hard = true,
		.rule = RULE,
		.reason = STR(REASON),
		.required = policy->junk_score,
	};

	buf_printf(out, "Authentication-Results: %.*s; none\n",
		   STR_ARG(policy->authserv_id));
	buf_add(out, verdict_fields(out->arena, &verdict));
	compose_value(out, "From",
		      arena_printf(out->arena, "MAILER-DAEMON@%.*s",
				   STR_ARG(policy->authserv_id)));
	compose_date(out, now, 0);
	compose_text(out, "Subject", STR("A mail that could not be verified"));
	compose_value(out, "Auto-Submitted", STR("auto-generated"));
}

static void add_parts(struct buf *out, struct str boundary, struct str why)
{
	struct str text = arena_printf(
		out->arena,
		"Nobody has looked at the attached mail: the process that\n"
		"verifies mail failed on it each time that it was tried\n"
		"(%.*s).\n"
		"It may have been made to do so.  Do not believe what it says\n"
		"about who sent it.\n",
		STR_ARG(why));

	buf_printf(out,
		   "MIME-Version: 1.0\nContent-Type: multipart/mixed;\n"
		   " boundary=\"%.*s\"\n\n--%.*s\n",
		   STR_ARG(boundary), STR_ARG(boundary));
	compose_plain_text(out, text);
	buf_printf(out,
		   "--%.*s\nContent-Type: message/rfc822\n"
		   "Content-Transfer-Encoding: 8bit\n"
		   "Content-Disposition: attachment; filename=\"mail.eml\"\n\n",
		   STR_ARG(boundary));
}

static struct versions wrapped(struct arena *arena, const struct config *config,
			       size_t size, struct str why, time_t now)
{
	struct buf top = buf_new(arena, LIMIT_ORDER_FIELDS);
	struct version *version = ARENA_NEW(arena, struct version);
	struct edit *end = ARENA_NEW(arena, struct edit);
	struct str boundary = new_boundary(arena);

	add_head(&top, config, now);
	add_parts(&top, boundary, why);
	*end = (struct edit){ size, size,
			      arena_printf(arena, "\n--%.*s--\n",
					   STR_ARG(boundary)) };
	*version = (struct version){ buf_str(&top), { end, 1 } };
	return (struct versions){ version, 1 };
}

struct order poison_order(struct arena *arena, const struct config *config,
			  const struct input *input, struct str why, time_t now)
{
	struct action *store = ARENA_NEW(arena, struct action);
	size_t size = input->mail.len;

	*store = (struct action){
		.type = ACTION_STORE,
		.folder = str_from(config->junk_folder),
		.create = true,
		.version = 1,
	};
	return (struct order){
		.disposition = DISPOSITION_JUNK,
		.actions = { store, 1 },
		.versions = wrapped(arena, config, size, why, now),
		.reason = STR(REASON),
		.log = STR("verdict=junk rule=" RULE " reason=\"" REASON "\""),
	};
}
