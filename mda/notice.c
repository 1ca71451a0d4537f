#include "notice.h"

#include "../filter/reply_owner.h"
#include "log.h"
#include "version.h"

#define DAY (24 * 3600)

/* A login name is one at this host. */
static struct str address_of(struct arena *arena, const struct user *user,
			     struct str host)
{
	struct str name = str_from(user->name);

	if (str_find(name, '@') < name.len)
		return name;
	return arena_printf(arena, "%.*s@%.*s", STR_ARG(name), STR_ARG(host));
}

static struct reply_facts facts_of(struct arena *arena,
				   const struct notice *notice)
{
	const struct delivery *delivery = notice->delivery;
	struct str host = delivery->config->policy.authserv_id;

	return (struct reply_facts){
		.owner = address_of(arena, delivery->user, host),
		.from = arena_printf(arena, "Mail system <postmaster@%.*s>",
				     STR_ARG(host)),
		.host = host,
		.version = STR(WAXSEAL_VERSION),
		.now = delivery->now,
		.zone = notice->zone,
	};
}

static bool store(struct arena *arena, const struct notice *notice,
		  struct str mail)
{
	const struct action keep = { .type = ACTION_STORE,
				     .folder = STR("INBOX"),
				     .implicit = true };
	const struct order order = { .disposition = DISPOSITION_INBOX,
				     .fields = STR("Return-Path: <>\n"),
				     .actions = { &keep, 1 } };
	const struct input input = { .mail = mail };
	struct delivery delivery = *notice->delivery;
	struct delivery_report report;

	delivery.input = &input;
	delivery.order = &order;
	delivery.progress = NULL;
	report = deliver(arena, &delivery);
	if (report.status != STATUS_DELIVERED)
		log_line(LOG_LEVEL_WARNING, "a notice for the user: %.*s",
			 STR_ARG(report.text));
	return report.status == STATUS_DELIVERED;
}

/* A mail that could not be stored may be tried again. */
static bool store_once(struct arena *arena, const struct notice *notice,
		       struct str key, struct str mail)
{
	struct seen_store *seen = notice->delivery->seen;
	time_t now = notice->delivery->now;
	struct str error = STR("");

	/* Nobody remembers: the log alone has to do. */
	if (seen == NULL)
		return true;
	switch (seen_remember(arena, seen, key, STR("1"), now, now + DAY,
			      &error)) {
	case SEEN_NEW:
		if (!store(arena, notice, mail))
			seen_replace(arena, seen, key, STR("1"), now, now,
				     &error);
		return true;
	case SEEN_BEFORE:
		return false;
	case SEEN_FAILED:
		break;
	}
	log_line(LOG_LEVEL_WARNING, "%.*s", STR_ARG(error));
	return true;
}

bool notice_errors(struct arena *arena, const struct notice *notice)
{
	const struct reply_facts facts = facts_of(arena, notice);

	return store_once(arena, notice, NOTICE_ERRORS,
			  reply_errors(arena, &facts, str_from(notice->script),
				       notice->text));
}

bool notice_quota(struct arena *arena, const struct notice *notice)
{
	const struct reply_facts facts = facts_of(arena, notice);

	return store_once(arena, notice, NOTICE_QUOTA,
			  reply_quota(arena, &facts, notice->text));
}
