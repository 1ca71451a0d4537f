/* Which servers are asked: any text is a list of few or an error, and each of
 * them reads back as itself. */
#include <assert.h>
#include <string.h>

#include "../../mda/nameserver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nameservers servers, again;
	const char *error = NULL;

	if (!nameservers_parse((struct str){ (const char *)data, size },
			       &servers, &error)) {
		assert(error != NULL);
		return 0;
	}
	assert(servers.count <= LIMIT_DNS_SERVERS);
	for (size_t i = 0; i < servers.count; i++) {
		const struct nameserver *server = &servers.list[i];

		assert(server->address_len > 0);
		assert(nameservers_parse(str_from(server->text), &again,
					 &error));
		assert(again.count == 1 &&
		       strcmp(again.list[0].text, server->text) == 0);
	}
	return 0;
}
