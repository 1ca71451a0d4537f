/* A signature that is accepted has all that verifying needs, within limits. */
#include <assert.h>

#include "../../filter/domain.h"
#include "../../filter/limits.h"
#include "../../filter/signature.h"

static void check_accepted(const struct signature *signature)
{
	assert(domain_is_hostname(signature->domain, 2));
	assert(domain_is_dns_name(signature->key_name, 4));
	assert(str_ends(signature->key_name, signature->domain));
	assert(domain_is_within(signature->identity_domain, signature->domain));
	assert(signature->bytes.len > 0);
	assert(signature->bytes.len <= LIMIT_RSA_MAX_BITS / 8);
	assert(signature->name_count <= LIMIT_SIGNED_HEADERS);
	if (signature->kind == SIGNATURE_SEAL)
		return;
	assert(signature->body_hash.len == SHA256_SIZE);
	assert(signature_name_count(signature, STR("from")) > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum signature_kind kinds[] = {
		SIGNATURE_DKIM,
		SIGNATURE_MESSAGE,
		SIGNATURE_SEAL,
	};
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str value = { (const char *)data, size };
	struct signature signature;
	unsigned instance;

	for (size_t i = 0; i < 3; i++)
		if (signature_parse(arena, kinds[i], value, &signature) == NULL)
			check_accepted(&signature);
	if (signature_instance(value, &instance))
		assert(instance >= 1 && instance <= LIMIT_ARC_SETS);
	arena_free(arena);
	return 0;
}
