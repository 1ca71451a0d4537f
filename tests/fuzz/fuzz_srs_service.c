/* Requests: each answer is well-formed, however the input is cut in pieces, and
 * what was answered is gone. */
#include <assert.h>

#include "../../mda/srs_service.h"

static const struct str secrets[] = { STR_INIT("one") };
static const struct srs srs = { .domain = STR_INIT("srs.home.example"),
				.secrets = { secrets, 1 } };

static void refused(struct str address, const char *why)
{
	assert(address.len <= SRS_REQUEST_MAX && why[0] != '\0');
}

static void check_reply(bool tcp, struct str reply)
{
	uint64_t length = 0;
	size_t colon = str_find(reply, ':');

	if (tcp) {
		assert(str_find(reply, '\n') == reply.len - 1);
		assert(str_to_u64(str_first(reply, 3), 599, &length));
		return;
	}
	assert(str_to_u64(str_first(reply, colon), 100000, &length));
	assert(reply.len == colon + 1 + length + 1);
	assert(reply.ptr[reply.len - 1] == ',');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)64 << 20, NULL);
	struct srs_service service = { .srs = &srs,
				       .now = 1795306385,
				       .refused = refused };
	struct str rest = { (const char *)data, size };
	struct str reply;
	size_t before;

	if (size > 0 && data[0] == 'g')
		service.tcp = srs_reverse;
	while (before = rest.len, srs_service_answer(arena, &service, &rest,
						     &reply) == SRS_REPLY) {
		assert(rest.len < before);
		check_reply(service.tcp != NULL, reply);
	}
	arena_free(arena);
	return 0;
}
