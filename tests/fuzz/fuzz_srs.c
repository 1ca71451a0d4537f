/* Addresses: what is rewritten leads back, what leads back is one address of
 * somebody else, and nothing that was not made here does. */
#include <assert.h>

#include "../../filter/envelope.h"
#include "../../filter/limits.h"
#include "../../filter/srs.h"

#define NOW ((time_t)1795306385)

static const struct str secrets[] = { STR_INIT("one"), STR_INIT("two") };
static const struct str others[] = { STR_INIT("three") };
static const struct str local_domains[] = { STR_INIT("home.example") };

static void back(struct arena *arena, const struct srs *srs, struct str address)
{
	const char *error;
	struct str result;

	if (srs_reverse(arena, srs, address, NOW, &result, &error) !=
	    SRS_REWRITTEN)
		return;
	assert(sender_parse(result).status == SENDER_ADDRESS);
	assert(!str_ends_nocase(result, STR("@srs.home.example")));
	assert(!str_ends_nocase(result, STR("@home.example")));
}

static void there_and_back(struct arena *arena, const struct srs *srs,
			   struct str address)
{
	struct sender sender = sender_parse(address);
	struct srs stranger = *srs;
	struct str made, result;
	const char *error;

	if (srs_forward(arena, srs, address, NOW, &made, &error) !=
	    SRS_REWRITTEN)
		return;
	assert(made.len <= LIMIT_SRS_ADDRESS);
	assert(sender_parse(made).status == SENDER_ADDRESS);
	assert(srs_reverse(arena, srs, made, NOW, &result, &error) ==
	       SRS_REWRITTEN);
	/* without a source route */
	assert(str_starts(made, STR("SRS1")) ||
	       str_eq_nocase(result, arena_printf(arena, "%.*s@%.*s",
						  STR_ARG(sender.local),
						  STR_ARG(sender.domain))));
	stranger.secrets = (struct str_list){ others, 1 };
	assert(srs_reverse(arena, &stranger, made, NOW, &result, &error) !=
	       SRS_REWRITTEN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)16 << 20, NULL);
	struct str address = { (const char *)data + 1, size - 1 };
	const struct srs srs = {
		.domain = STR("srs.home.example"),
		.secrets = { secrets, 2 },
		.style = size > 0 && data[0] % 2 ? SRS_EXIM : SRS_POSTSRSD,
		.local_domains = { local_domains, 1 },
	};

	if (size > 1) {
		back(arena, &srs, address);
		back(arena, &srs,
		     arena_printf(arena, "SRS0=%.*s@srs.home.example",
				  STR_ARG(address)));
		back(arena, &srs,
		     arena_printf(arena, "SRS1=%.*s@srs.home.example",
				  STR_ARG(address)));
		there_and_back(arena, &srs, address);
	}
	arena_free(arena);
	return 0;
}
