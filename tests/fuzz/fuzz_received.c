/* Everything found is a slice of the field and one word; any bytes are read. */
#include <assert.h>

#include "../../filter/received.h"

static void check_word(struct str word, struct str value)
{
	assert(word.len == 0 || (word.ptr >= value.ptr &&
				 word.ptr + word.len <= value.ptr + value.len));
	for (size_t i = 0; i < word.len; i++)
		assert(!char_is_space(word.ptr[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str value = { (const char *)data, size };
	struct received received = received_parse(value);
	time_t when;

	check_word(received.helo, value);
	check_word(received.name, value);
	check_word(received.by, value);
	check_word(received.with, value);
	date_parse(value, &when);
	return 0;
}
