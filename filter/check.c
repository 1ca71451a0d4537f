#include "check.h"

struct str check_name(enum check_status status)
{
	static const struct str names[] = {
		[CHECK_NONE] = STR_INIT("none"),
		[CHECK_NEUTRAL] = STR_INIT("neutral"),
		[CHECK_PASS] = STR_INIT("pass"),
		[CHECK_FAIL] = STR_INIT("fail"),
		[CHECK_SOFTFAIL] = STR_INIT("softfail"),
		[CHECK_POLICY] = STR_INIT("policy"),
		[CHECK_TEMPERROR] = STR_INIT("temperror"),
		[CHECK_PERMERROR] = STR_INIT("permerror"),
	};

	return names[status];
}
