#include "date.h"

#include "grammar.h"

/* What was read, before it is checked as a whole. */
struct calendar {
	uint64_t year, month, day, hour, minute, second; /* month: 1..12 */
	int zone; /* minutes east of UTC */
};

static const struct str day_names[] = {
	STR_INIT("Mon"), STR_INIT("Tue"), STR_INIT("Wed"), STR_INIT("Thu"),
	STR_INIT("Fri"), STR_INIT("Sat"), STR_INIT("Sun"),
};

static const struct str month_names[] = {
	STR_INIT("Jan"), STR_INIT("Feb"), STR_INIT("Mar"), STR_INIT("Apr"),
	STR_INIT("May"), STR_INIT("Jun"), STR_INIT("Jul"), STR_INIT("Aug"),
	STR_INIT("Sep"), STR_INIT("Oct"), STR_INIT("Nov"), STR_INIT("Dec"),
};

/* RFC 5322 4.3; every other alphabetic zone counts as -0000. */
static const struct {
	struct str name;
	int hours;
} zone_names[] = {
	{ STR_INIT("EDT"), -4 }, { STR_INIT("EST"), -5 },
	{ STR_INIT("CDT"), -5 }, { STR_INIT("CST"), -6 },
	{ STR_INIT("MDT"), -6 }, { STR_INIT("MST"), -7 },
	{ STR_INIT("PDT"), -7 }, { STR_INIT("PST"), -8 },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static bool take_run(struct str *rest, bool (*is_part)(char), struct str *run)
{
	struct str at = *rest;

	if (!grammar_cfws(&at))
		return false;
	*run = at;
	while (at.len > 0 && is_part(at.ptr[0]))
		at = str_skip(at, 1);
	run->len -= at.len;
	*rest = at;
	return run->len > 0;
}

/* Of min to max digits. */
static bool take_number(struct str *rest, size_t min, size_t max,
			uint64_t *number)
{
	struct str digits;

	return take_run(rest, char_is_digit, &digits) && digits.len >= min &&
	       digits.len <= max && str_to_u64(digits, 9999, number);
}

static bool take_mark(struct str *rest, char mark)
{
	return grammar_cfws(rest) && grammar_char(rest, mark);
}

/* Its place in the table, from 0. */
static bool take_name(struct str *rest, const struct str *names, size_t count,
		      size_t *place)
{
	struct str name;

	if (!take_run(rest, char_is_alpha, &name))
		return false;
	for (*place = 0; *place < count; (*place)++)
		if (str_eq_nocase(names[*place], name))
			return true;
	return false;
}

/* [day-of-week ","]; the day is not checked against the date. */
static bool skip_day_of_week(struct str *rest)
{
	struct str at = *rest;
	size_t place;

	if (take_name(&at, day_names, COUNT(day_names), &place)) {
		*rest = at;
		return take_mark(rest, ',');
	}
	return true;
}

/* year = 4*DIGIT / obs-year (RFC 5322 4.3) */
static bool take_year(struct str *rest, uint64_t *year)
{
	struct str before = *rest;

	if (!take_number(rest, 2, 4, year))
		return false;
	grammar_cfws(&before);
	if (before.len - rest->len == 2)
		*year += *year < 50 ? 2000 : 1900;
	else if (before.len - rest->len == 3)
		*year += 1900;
	return true;
}

/* date = day month year */
static bool take_date(struct str *rest, struct calendar *calendar)
{
	size_t month;

	if (!take_number(rest, 1, 2, &calendar->day) ||
	    !take_name(rest, month_names, COUNT(month_names), &month) ||
	    !take_year(rest, &calendar->year))
		return false;
	calendar->month = month + 1;
	return true;
}

/* time-of-day = hour ":" minute [ ":" second ] */
static bool take_time(struct str *rest, struct calendar *calendar)
{
	if (!take_number(rest, 1, 2, &calendar->hour) ||
	    !take_mark(rest, ':') ||
	    !take_number(rest, 2, 2, &calendar->minute))
		return false;
	return !take_mark(rest, ':') ||
	       take_number(rest, 2, 2, &calendar->second);
}

/* zone = ( "+" / "-" ) 4DIGIT / obs-zone */
static bool take_zone(struct str *rest, int *zone)
{
	bool east = take_mark(rest, '+');
	uint64_t number;
	struct str name;

	if (east || grammar_char(rest, '-')) {
		if (!take_number(rest, 4, 4, &number) || number % 100 > 59)
			return false;
		*zone = (int)(number / 100 * 60 + number % 100);
		*zone = east ? *zone : -*zone;
		return true;
	}
	if (!take_run(rest, char_is_alpha, &name))
		return false;
	for (size_t i = 0; i < COUNT(zone_names); i++)
		if (str_eq_nocase(zone_names[i].name, name))
			*zone = zone_names[i].hours * 60;
	return true;
}

static bool is_leap(uint64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool is_possible(const struct calendar *calendar)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30,
					      31, 31, 30, 31, 30, 31 };
	uint64_t last = days[calendar->month - 1];

	if (calendar->month == 2 && is_leap(calendar->year))
		last++;
	/* 60: a leap second. */
	return calendar->year >= 1900 && calendar->day >= 1 &&
	       calendar->day <= last && calendar->hour <= 23 &&
	       calendar->minute <= 59 && calendar->second <= 60;
}

/* Days of the proleptic Gregorian calendar since 1970-01-01. */
static int64_t days_since_epoch(const struct calendar *calendar)
{
	/* Years begin in March, so that the leap day is their last. */
	int64_t month = ((int64_t)calendar->month + 9) % 12;
	int64_t year = (int64_t)calendar->year - (calendar->month <= 2);
	int64_t days = year * 365 + year / 4 - year / 100 + year / 400;

	return days + (month * 153 + 2) / 5 + (int64_t)calendar->day - 1 -
	       719468;
}

bool date_parse(struct str text, time_t *when)
{
	bool leap_second;
	int zone;

	if (!date_parse_zone(text, when, &zone, &leap_second))
		return false;
	*when += leap_second;
	return true;
}

bool date_parse_zone(struct str text, time_t *when, int *zone,
		     bool *leap_second)
{
	struct calendar calendar = { .zone = 0 };

	if (!skip_day_of_week(&text) || !take_date(&text, &calendar) ||
	    !take_time(&text, &calendar) || !take_zone(&text, &calendar.zone) ||
	    !grammar_cfws(&text) || text.len > 0 || !is_possible(&calendar))
		return false;
	*leap_second = calendar.second == 60;
	*when = (time_t)(days_since_epoch(&calendar) * 86400 +
			 (int64_t)calendar.hour * 3600 +
			 (int64_t)calendar.minute * 60 +
			 (int64_t)calendar.second - *leap_second -
			 (int64_t)calendar.zone * 60);
	*zone = calendar.zone;
	return true;
}
