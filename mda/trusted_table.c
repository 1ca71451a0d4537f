#include "trusted_table.h"

#include <stdio.h>
#include <string.h>

#include "../filter/trusted.h"
#include "limits.h"
#include "status.h"
#include "table.h"
#include "table_text.h"

struct trusted_table {
	struct trust_table base;
	struct table *table;
};

/* One that is damaged trusts nobody: the mail is kept all the same. */
static bool has(const struct trust_table *base, struct arena *arena,
		struct str key)
{
	const struct trusted_table *trusted =
		(const struct trusted_table *)base;
	struct str value;

	return table_find(arena, trusted->table, key, &value) == TABLE_FOUND;
}

const struct trust_table *trusted_table_open(struct arena *arena,
					     const char *path,
					     struct str *error)
{
	struct trusted_table *trusted = ARENA_NEW(arena, struct trusted_table);

	trusted->base.has = has;
	trusted->table = table_open(arena, path, error);
	return trusted->table != NULL ? &trusted->base : NULL;
}

static const char *read_line(struct arena *arena, struct str line,
			     struct str *key, struct str *value)
{
	struct trusted_line parsed;

	if (!trusted_line_parse(arena, line, &parsed))
		return "not \"sealer\" or \"forwarder\" and a domain";
	*key = trusted_key(arena, parsed.kind, parsed.domain);
	*value = STR("");
	return NULL;
}

int trusted_main(int argc, char **argv)
{
	static const struct table_text text = {
		.entry = "domain",
		.duplicate = "this domain has such a line already",
		.limit = LIMIT_USER_FILE,
		.read_line = read_line,
	};
	struct arena *arena =
		arena_new(LIMIT_TABLE_ARENA, status_out_of_memory);
	int status = STATUS_USAGE;

	if (argc == 4 && strcmp(argv[1], "build") == 0)
		status = table_text_build(arena, &text, argv[2], argv[3]);
	else
		fputs("usage: waxseal trusted build TEXT CDB\n", stderr);
	arena_free(arena);
	return status_after_output(status);
}
