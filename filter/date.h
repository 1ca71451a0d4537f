/*
 * date: date-time of RFC 5322 3.3 and 4.3.
 */
#ifndef FILTER_DATE_H
#define FILTER_DATE_H

#include <time.h>

#include "str.h"

/*
 * Obsolete years and zones too, comments anywhere.  Seconds since 1970; false
 * if it is none.
 */
bool date_parse(struct str text, time_t *when);
/* With the zone it was written in: minutes east of UTC.  Of a leap second *when
 * is the one before. */
bool date_parse_zone(struct str text, time_t *when, int *zone,
		     bool *leap_second);

#endif
