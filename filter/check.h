/*
 * check: what every check shares: its result names (RFC 8601 2.7) and what it
 * may lean on.
 */
#ifndef FILTER_CHECK_H
#define FILTER_CHECK_H

#include <time.h>

#include "arena.h"
#include "dns.h"
#include "str.h"

enum check_status {
	CHECK_NONE,
	CHECK_NEUTRAL,
	CHECK_PASS,
	CHECK_FAIL,
	CHECK_SOFTFAIL,
	CHECK_POLICY,
	CHECK_TEMPERROR,
	CHECK_PERMERROR,
};

/* "none", "pass", ...: the keyword as RFC 8601 spells it. */
struct str check_name(enum check_status status);

/*
 * What a check may use besides its arguments.  Results live in the arena.  now
 * is the time of arrival, in seconds: expiry and future are judged by it.
 */
struct check_context {
	struct arena *arena;
	struct dns *dns;
	time_t now;
};

#endif
