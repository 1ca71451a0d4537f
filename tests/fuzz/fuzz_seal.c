/* Any mail: what we put on top of it are whole fields that our own verifier
 * takes, and a chain that does not pass is never sealed as one that does. */
#include <assert.h>

#include "../../filter/seal.h"
#include "../verify.h"
#include "any_key.h"

static const char pem[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MC4CAQAwBQYDK2VwBCIEIC5GNqY0cz8F3r2gSLN9baceghbQDVP4+qDt31emc26v\n"
	"-----END PRIVATE KEY-----\n";

static struct arc_result verify(struct arena *arena, struct str text)
{
	struct check_context context = { arena, &any_key, 1795306385 };

	return verify_arc(&context, text);
}

static void check_fields(struct arena *arena, struct str fields)
{
	struct message set = message_parse(arena, fields);

	assert(set.faults == 0 && set.header_count == 3 && set.body.len == 0);
	assert(str_eq(set.headers[0].name, STR("ARC-Seal")));
	assert(str_find(fields, '\r') == fields.len);
	assert(str_find_str(fields, STR("\n\n")) == fields.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)256 << 20, NULL);
	struct str text = { (const char *)data, size };
	struct message message = message_parse(arena, text);
	const char *why;
	struct private_key *key = private_key_read(arena, str_from(pem), &why);
	struct seal seal = {
		.signing = { .domain = STR("b.example"),
			     .selector = STR("s1"),
			     .key = key,
			     .now = 1795306385 },
		.results = str_first(text, 300), /* hostile, too */
	};
	struct arc_result result = verify(arena, text);
	struct str fields;

	seal.chain = result.status;
	fields = seal_fields(arena, &seal, &message, &why);
	assert((fields.len == 0) == (why != NULL));
	if (fields.len > 0) {
		check_fields(arena, fields);
		assert(result.status != CHECK_TEMPERROR);
		assert(result.status == CHECK_NONE ||
		       str_find_str(fields, STR("cv=fail")) < fields.len);
	}
	sign_message(arena, &seal.signing, &message, 0);
	private_key_free(key);
	arena_free(arena);
	return 0;
}
