/* A value, a NUL and a key, compared in every way: what is captured lies inside
 * the value, and no step is taken beyond those there are. */
#include <assert.h>

#include "../../filter/sieve/match.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_captures(const struct captures *captures, struct str value)
{
	for (size_t i = 0; i < captures->count && i <= LIMIT_SIEVE_CAPTURES;
	     i++) {
		struct str text = captures->list[i];

		assert(text.len == 0 ||
		       (text.ptr >= value.ptr &&
			text.ptr + text.len <= value.ptr + value.len));
	}
}

static void compare(const char *comparator, enum match_type type,
		    struct str value, struct str key)
{
	struct match match = { .type = type,
			       .comparator =
				       comparator_find(str_from(comparator)) };
	struct captures captures = { .count = 0 };
	uint64_t work = 1000 * 1000;
	bool matches = match_one(&match, value, key, &captures, &work);

	assert(work <= 1000 * 1000);
	assert(!matches || work > 0);
	check_captures(&captures, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str input = { (const char *)data, size };
	size_t split = str_find(input, '\0');
	struct str value = str_first(input, split);
	struct str key = str_skip(input, split + 1);

	compare("i;octet", MATCH_MATCHES, value, key);
	compare("i;ascii-casemap", MATCH_CONTAINS, value, key);
	compare("i;ascii-casemap", MATCH_REGEX, value, key);
	compare("i;unicode-casemap", MATCH_IS, value, key);
	compare("i;unicode-casemap", MATCH_CONTAINS, value, key);
	compare("i;unicode-casemap", MATCH_MATCHES, value, key);
	return 0;
}
