#include "value_number.h"

#include "limits.h"

bool value_quota(struct arena *arena, struct str value, struct config *config,
		 void *field)
{
	(void)arena, (void)config;
	return quota_size_parse(value, field);
}

bool value_percent(struct arena *arena, struct str value, struct config *config,
		   void *field)
{
	uint64_t percent;

	(void)arena, (void)config;
	if (!str_to_u64(value, 100, &percent))
		return false;
	*(unsigned *)field = (unsigned)percent;
	return true;
}

bool value_percents(struct arena *arena, struct str value,
		    struct config *config, void *field)
{
	struct str rest = value, word;
	unsigned percent;

	while (value.len > 0 && str_cut(&rest, ' ', &word))
		if (word.len > 0 &&
		    (!value_percent(arena, word, config, &percent) ||
		     percent == 0))
			return false;
	return value_text(arena, value, config, field);
}

static uint64_t unit_seconds(struct str *value)
{
	static const struct {
		char letter;
		unsigned seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (value->len > 1 &&
		    value->ptr[value->len - 1] == units[i].letter) {
			value->len--;
			return units[i].seconds;
		}
	}
	return 1;
}

/* "90", "90s", "4h": at most a hundred years, so that products fit. */
bool value_duration(struct arena *arena, struct str value,
		    struct config *config, void *field)
{
	uint64_t unit = unit_seconds(&value), number;
	const uint64_t most = (uint64_t)86400 * 365 * 100;

	(void)arena, (void)config;
	if (!str_to_u64(value, most / unit, &number))
		return false;
	*(unsigned *)field = (unsigned)(number * unit);
	return true;
}

bool value_deadline(struct arena *arena, struct str value,
		    struct config *config, void *field)
{
	return value_duration(arena, value, config, field) &&
	       config->deadline >= 1 && config->deadline <= LIMIT_DEADLINE;
}

bool value_dns_timeout(struct arena *arena, struct str value,
		       struct config *config, void *field)
{
	return value_duration(arena, value, config, field) &&
	       config->dns_timeout >= 1 &&
	       config->dns_timeout <= LIMIT_DEADLINE;
}

bool value_script_size(struct arena *arena, struct str value,
		       struct config *config, void *field)
{
	uint64_t unit = 1, number;

	(void)arena, (void)config;
	if (str_ends_nocase(value, STR("K")))
		unit = 1024;
	else if (str_ends_nocase(value, STR("M")))
		unit = (uint64_t)1024 * 1024;
	value = str_first(value, value.len - (unit > 1));
	if (!str_to_u64(value, LIMIT_SCRIPT / unit, &number) || number == 0)
		return false;
	*(size_t *)field = (size_t)(number * unit);
	return true;
}

bool value_script_limit(struct arena *arena, struct str value,
			struct config *config, void *field)
{
	const struct script_limits *limits = &config->policy.scripts;
	const struct {
		const uint64_t *field;
		uint64_t least, most;
	} rows[] = {
		{ &limits->actions, 1, LIMIT_SIEVE_ACTIONS },
		{ &limits->redirects, 1, LIMIT_SIEVE_REDIRECTS },
		{ &limits->notifications, 1, LIMIT_SIEVE_NOTIFICATIONS },
		{ &limits->steps, 1, LIMIT_SIEVE_WORK },
		{ &limits->includes, 1, LIMIT_SIEVE_INCLUDES },
		/* RFC 6609 3.1: three levels with the script itself. */
		{ &limits->include_depth, 2, LIMIT_SIEVE_INCLUDE_DEPTH },
	};
	uint64_t least = 1, most = 0;

	(void)arena;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].field == field) {
			least = rows[i].least;
			most = rows[i].most;
		}
	return str_to_u64(value, most, (uint64_t *)field) &&
	       *(uint64_t *)field >= least;
}

bool value_now(struct arena *arena, struct str value, struct config *config,
	       void *field)
{
	uint64_t number;

	(void)arena, (void)config;
	/* To the year 9999, which every part of the program can print. */
	if (!str_to_u64(value, (uint64_t)253402300799, &number))
		return false;
	*(time_t *)field = (time_t)number;
	return true;
}

/* "5", "-0.5", "1.25" -> hundredths, exactly. */
bool value_points(struct arena *arena, struct str value, struct config *config,
		  void *field)
{
	bool negative = str_starts(value, STR("-"));
	uint64_t whole, fraction = 0;
	struct str decimals;
	size_t point;

	(void)arena, (void)config;
	value = str_skip(value, negative || str_starts(value, STR("+")));
	point = str_find(value, '.');
	decimals = str_skip(value, point + 1);
	if (decimals.len > 2 ||
	    !str_to_u64(str_first(value, point), 1000, &whole))
		return false;
	if (point < value.len && !str_to_u64(decimals, 99, &fraction))
		return false;
	fraction *= decimals.len == 1 ? 10 : 1;
	*(int *)field = (int)(whole * 100 + fraction) * (negative ? -1 : 1);
	return true;
}
