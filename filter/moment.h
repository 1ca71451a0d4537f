/*
 * moment: a point in time, as the clock on a wall of some zone shows it.
 */
#ifndef FILTER_MOMENT_H
#define FILTER_MOMENT_H

#include <time.h>

#include "arena.h"
#include "str.h"

struct moment {
	long long year;
	int month, day; /* from 1 */
	int hour, minute, second;
	int weekday; /* 0 is Sunday */
	long long julian; /* Modified Julian Day */
	int zone; /* minutes east of UTC */
};

struct moment moment_at(time_t when, int zone);

/* Local time of some place, by its rules: minutes east of UTC at a time. */
typedef int zone_rules(time_t when);

/* No rules: UTC. */
int zone_at(zone_rules *rules, time_t when);

/* ( "+" / "-" ) 4DIGIT (RFC 5260 4.1), at most "+2359": RFC 3339, in which the
 * "iso8601" of such a time is written, has no other. */
bool moment_zone_parse(struct str text, int *zone);

/* "year", "iso8601", ...: a date-part of RFC 5260 4.2, in any case. */
bool moment_has_part(struct str part);
/* Empty when there is no such part. */
struct str moment_part(struct arena *arena, const struct moment *moment,
		       struct str part);

#endif
