/* Any text is a configuration or an error of one line that names the file. */
#include <assert.h>

#include "../../mda/config.h"
#include "../../mda/limits.h"
#include "bounded.h"

static void check(struct arena *arena, struct str text)
{
	struct config config;
	struct str error = STR("");

	config_defaults(arena, &config);
	if (!config_parse(arena, "f", text, &config, &error)) {
		assert(str_starts(error, STR("f:")));
		return;
	}
	assert(config.deadline >= 1 && config.deadline <= LIMIT_DEADLINE);
	assert(config.maildir != NULL && config.junk_folder != NULL);
	assert(config.policy.authserv_id.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bounded_check(check, (size_t)64 * 1024 * 1024, data, size);
	return 0;
}
