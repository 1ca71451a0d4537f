/* Any command line and environment are options, or an error of one line. */
#include <assert.h>
#include <string.h>

#include "../../mda/options.h"
#include "bounded.h"

#define MOST 64

/* NUL-terminated words of the text; an empty line ends them. */
static int words(struct arena *arena, struct str *rest, char **list)
{
	struct str word;
	int count = 0;

	while (count < MOST - 1 && str_cut(rest, '\n', &word) && word.len > 0)
		if (memchr(word.ptr, '\0', word.len) == NULL)
			list[count++] = arena_cstr(arena, word);
	list[count] = NULL;
	return count;
}

static void check(struct arena *arena, struct str text)
{
	char *argv[MOST + 1], *environment[MOST];
	struct str error = STR("");
	struct options options;
	int argc;

	argv[0] = arena_cstr(arena, STR("waxseal"));
	argc = words(arena, &text, argv + 1) + 1;
	words(arena, &text, environment);
	if (!options_parse(arena, argc, argv, environment, &options, &error)) {
		assert(error.len > 0);
		return;
	}
	assert(options.argument_count < (size_t)argc);
	assert(options.envelope.client.status == CLIENT_KNOWN ||
	       options.envelope.client.ip.family == IP_NONE);
	options_take_from_line(&options, str_from(argv[argc - 1]));
	assert(options.envelope.sender.status != SENDER_ADDRESS ||
	       options.envelope.sender.domain.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bounded_check(check, (size_t)64 * 1024 * 1024, data, size);
	return 0;
}
