/*
 * value_number: values of waxseal.conf that are numbers, with their units.
 */
#ifndef MDA_VALUE_NUMBER_H
#define MDA_VALUE_NUMBER_H

#include "value.h"

/* unsigned seconds: "90", "90s", "4h"; the last two within LIMIT_DEADLINE. */
value_reader value_duration, value_deadline, value_dns_timeout;
value_reader value_now; /* time_t: seconds since 1970 */
value_reader value_points; /* int, hundredths: "5", "-0.5", "1.25" */
value_reader value_quota; /* struct quota_size */
value_reader value_percent; /* unsigned */
value_reader value_percents; /* const char *: as it stands */
value_reader value_script_size; /* size_t, bytes: "1000", "500K", "1M" */
/* A member of policy.scripts: 1 to what filter/limits.h has. */
value_reader value_script_limit;

#endif
