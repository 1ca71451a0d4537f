#include "moment.h"

#include <stdlib.h>

/* 1970-01-01 as a Modified Julian Day. */
#define EPOCH_JULIAN 40587

static long long floor_divide(long long a, long long b)
{
	return a / b - (a % b < 0);
}

/* Of the proleptic Gregorian calendar; years begin in March, so that the leap
 * day is their last, and eras of 400 years are all alike. */
static void set_date(struct moment *moment, long long days)
{
	long long since = days + 719468; /* 0000-03-01 */
	long long era = floor_divide(since, 146097);
	long long of_era = since - era * 146097;
	long long year =
		(of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) /
		365;
	long long of_year = of_era - (365 * year + year / 4 - year / 100);
	long long month = (5 * of_year + 2) / 153; /* 0 is March */

	moment->day = (int)(of_year - (153 * month + 2) / 5 + 1);
	moment->month = (int)(month < 10 ? month + 3 : month - 9);
	moment->year = year + era * 400 + (moment->month <= 2);
}

struct moment moment_at(time_t when, int zone)
{
	long long seconds = (long long)when + zone * 60LL;
	long long days = floor_divide(seconds, 86400);
	int of_day = (int)(seconds - days * 86400);
	struct moment moment = {
		.hour = of_day / 3600,
		.minute = of_day / 60 % 60,
		.second = of_day % 60,
		.julian = days + EPOCH_JULIAN,
		.zone = zone,
	};

	set_date(&moment, days);
	/* 1970-01-01 was a Thursday. */
	moment.weekday = (int)(((days + 4) % 7 + 7) % 7);
	return moment;
}

int zone_at(zone_rules *rules, time_t when)
{
	return rules != NULL ? rules(when) : 0;
}

bool moment_zone_parse(struct str text, int *zone)
{
	uint64_t digits;

	if (text.len != 5 || (text.ptr[0] != '+' && text.ptr[0] != '-') ||
	    !str_to_u64(str_skip(text, 1), 2359, &digits) || digits % 100 > 59)
		return false;
	*zone = (int)(digits / 100 * 60 + digits % 100);
	if (text.ptr[0] == '-')
		*zone = -*zone;
	return true;
}

/* ---- date parts (RFC 5260 4.2) ---- */

typedef struct str part_text(struct arena *arena, const struct moment *moment);

static struct str year_text(struct arena *arena, const struct moment *m)
{
	return arena_printf(arena, "%04lld", m->year);
}

static struct str month_text(struct arena *arena, const struct moment *m)
{
	return arena_printf(arena, "%02d", m->month);
}

static struct str day_text(struct arena *arena, const struct moment *m)
{
	return arena_printf(arena, "%02d", m->day);
}

static struct str date_text(struct arena *arena, const struct moment *m)
{
	return arena_printf(arena, "%04lld-%02d-%02d", m->year, m->month,
			    m->day);
}

static struct str julian_text(struct arena *arena, const struct moment *m)
{
	return arena_printf(arena, "%lld", m->julian);
}

static struct str hour_text(struct arena *arena, const struct moment *m)
{
	return arena_printf(arena, "%02d", m->hour);
}

static struct str minute_text(struct arena *arena, const struct moment *m)
{
	return arena_printf(arena, "%02d", m->minute);
}

static struct str second_text(struct arena *arena, const struct moment *m)
{
	return arena_printf(arena, "%02d", m->second);
}

static struct str time_text(struct arena *arena, const struct moment *m)
{
	return arena_printf(arena, "%02d:%02d:%02d", m->hour, m->minute,
			    m->second);
}

/* "+0130", or with between ":" "+01:30" */
static struct str offset_text(struct arena *arena, const struct moment *m,
			      const char *between)
{
	int zone = abs(m->zone);

	return arena_printf(arena, "%c%02d%s%02d", m->zone < 0 ? '-' : '+',
			    zone / 60, between, zone % 60);
}

static struct str zone_text(struct arena *arena, const struct moment *m)
{
	return offset_text(arena, m, "");
}

static struct str iso8601_text(struct arena *arena, const struct moment *m)
{
	struct str date = date_text(arena, m), clock = time_text(arena, m);
	struct str zone = offset_text(arena, m, ":");

	if (m->zone == 0)
		zone = STR("Z");
	return arena_printf(arena, "%.*sT%.*s%.*s", STR_ARG(date),
			    STR_ARG(clock), STR_ARG(zone));
}

static struct str std11_text(struct arena *arena, const struct moment *m)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed",
					"Thu", "Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr",
					  "May", "Jun", "Jul", "Aug",
					  "Sep", "Oct", "Nov", "Dec" };
	struct str clock = time_text(arena, m), zone = zone_text(arena, m);

	return arena_printf(arena, "%s, %02d %s %04lld %.*s %.*s",
			    days[m->weekday], m->day, months[m->month - 1],
			    m->year, STR_ARG(clock), STR_ARG(zone));
}

static struct str weekday_text(struct arena *arena, const struct moment *m)
{
	return arena_printf(arena, "%d", m->weekday);
}

static const struct {
	struct str name;
	part_text *text;
} parts[] = {
	{ STR_INIT("year"), year_text },
	{ STR_INIT("month"), month_text },
	{ STR_INIT("day"), day_text },
	{ STR_INIT("date"), date_text },
	{ STR_INIT("julian"), julian_text },
	{ STR_INIT("hour"), hour_text },
	{ STR_INIT("minute"), minute_text },
	{ STR_INIT("second"), second_text },
	{ STR_INIT("time"), time_text },
	{ STR_INIT("iso8601"), iso8601_text },
	{ STR_INIT("std11"), std11_text },
	{ STR_INIT("zone"), zone_text },
	{ STR_INIT("weekday"), weekday_text },
};

static part_text *find_part(struct str name)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (str_eq_nocase(parts[i].name, name))
			return parts[i].text;
	return NULL;
}

bool moment_has_part(struct str part)
{
	return find_part(part) != NULL;
}

struct str moment_part(struct arena *arena, const struct moment *moment,
		       struct str part)
{
	part_text *text = find_part(part);

	return text != NULL ? text(arena, moment) : STR("");
}
