#include "envelope_dsn.h"

#include "../envelope.h"
#include "../moment.h"
#include "extension.h"
#include "zone.h"

static void offer(struct matching *matching, struct str value)
{
	if (value.len > 0)
		matching_offer(matching, value);
}

/* Each condition is a value. */
static void offer_notify(struct matching *matching, const struct dsn *dsn)
{
	struct str rest = dsn->notify, condition;

	if (rest.len == 0)
		return;
	while (!matching->matched && str_cut(&rest, ',', &condition))
		offer(matching, condition);
}

static void offer_orcpt(struct matching *matching, const struct dsn *dsn)
{
	offer(matching, dsn->orcpt);
}

static void offer_ret(struct matching *matching, const struct dsn *dsn)
{
	offer(matching, dsn->ret);
}

static void offer_envid(struct matching *matching, const struct dsn *dsn)
{
	offer(matching, dsn->envid);
}

/* ---- by-value = by-time ";" by-mode [by-trace] (RFC 2852 4) ---- */

static struct str by_time(const struct dsn *dsn)
{
	return str_first(dsn->by, str_find(dsn->by, ';'));
}

static struct str by_mode(const struct dsn *dsn)
{
	return str_skip(dsn->by, str_find(dsn->by, ';') + 1);
}

static void offer_relative(struct matching *matching, const struct dsn *dsn)
{
	offer(matching, by_time(dsn));
}

static void offer_absolute(struct matching *matching, const struct dsn *dsn)
{
	struct run *run = matching->run;
	struct str text = by_time(dsn), digits = text;
	struct moment moment;
	uint64_t seconds;
	time_t when;
	int zone;

	if (str_starts(text, STR("-")) || str_starts(text, STR("+")))
		digits = str_skip(text, 1);
	if (!str_to_u64(digits, 999999999, &seconds))
		return;
	when = run->facts->now + (str_starts(text, STR("-")) ? -(time_t)seconds
							     : (time_t)seconds);
	if (!zone_of(run, matching->test, when, &zone))
		return;
	moment = moment_at(when, zone);
	offer(matching, moment_part(run->arena, &moment, STR("iso8601")));
}

static void offer_mode(struct matching *matching, const struct dsn *dsn)
{
	struct str mode = str_first(by_mode(dsn), 1);

	if (str_eq_nocase(mode, STR("N")))
		offer(matching, STR("notify"));
	else if (str_eq_nocase(mode, STR("R")))
		offer(matching, STR("return"));
}

static void offer_trace(struct matching *matching, const struct dsn *dsn)
{
	if (dsn->by.len > 0)
		matching_offer(matching,
			       by_mode(dsn).len > 1 ? STR("trace") : STR(""));
}

/* ---- by name ---- */

static const struct part {
	struct str name;
	uint64_t needs;
	void (*offer)(struct matching *matching, const struct dsn *dsn);
} parts[] = {
	{ STR_INIT("notify"), EXT_ENVELOPE_DSN, offer_notify },
	{ STR_INIT("orcpt"), EXT_ENVELOPE_DSN, offer_orcpt },
	{ STR_INIT("ret"), EXT_ENVELOPE_DSN, offer_ret },
	{ STR_INIT("envid"), EXT_ENVELOPE_DSN, offer_envid },
	{ STR_INIT("bytimeabsolute"), EXT_ENVELOPE_DELIVERBY, offer_absolute },
	{ STR_INIT("bytimerelative"), EXT_ENVELOPE_DELIVERBY, offer_relative },
	{ STR_INIT("bymode"), EXT_ENVELOPE_DELIVERBY, offer_mode },
	{ STR_INIT("bytrace"), EXT_ENVELOPE_DELIVERBY, offer_trace },
};

static const struct part *find(struct str name)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (str_eq_nocase(parts[i].name, name))
			return &parts[i];
	return NULL;
}

bool envelope_dsn_has(struct str name, uint64_t *needs)
{
	const struct part *part = find(name);

	if (part != NULL)
		*needs = part->needs;
	return part != NULL;
}

void envelope_dsn_offer(struct matching *matching, struct str name)
{
	const struct run *run = matching->run;
	const struct part *part = find(name);

	if (part != NULL && (part->needs & ~run->enabled) == 0)
		part->offer(matching, &run->facts->envelope->dsn);
}
