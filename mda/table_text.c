#include "table_text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input.h"
#include "limits.h"
#include "status.h"
#include "table.h"

/* A text being read into a table. */
struct build {
	const struct table_text *text;
	const char *path;
	struct table_build *table;
	size_t line, errors, entries;
};

static void complain(struct build *build, const char *error)
{
	fprintf(stderr, "%s:%zu: %s\n", build->path, build->line, error);
	build->errors++;
}

/* False: the table cannot be written, with errno. */
static bool build_line(struct build *build, struct str line)
{
	struct arena *arena =
		arena_new(LIMIT_TABLE_ARENA, status_out_of_memory);
	struct str key, value;
	const char *problem = build->text->read_line(arena, line, &key, &value);
	enum table_added added = TABLE_ADDED;

	if (problem == NULL)
		added = table_build_add(build->table, key, value);
	if (added == TABLE_DUPLICATE)
		problem = build->text->duplicate;
	if (problem != NULL)
		complain(build, problem);
	build->entries++;
	arena_free(arena);
	return added != TABLE_FULL;
}

static bool build_lines(struct build *build, struct str all)
{
	struct str line;

	while (str_cut(&all, '\n', &line)) {
		build->line++;
		line = str_trim(line);
		if (line.len > 0 && line.ptr[0] != '#' &&
		    !build_line(build, line))
			return false;
	}
	return true;
}

static int build_table(struct arena *arena, struct build *build, struct str all,
		       const char *path)
{
	struct str error;

	build->table = table_build_start(arena, path, 0644, &error);
	if (build->table == NULL) {
		fprintf(stderr, "%.*s\n", STR_ARG(error));
		return STATUS_RETRY;
	}
	if (!build_lines(build, all)) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		table_build_abandon(build->table);
		return STATUS_RETRY;
	}
	if (build->errors > 0) {
		fprintf(stderr, "%s: not built: %zu line%s with errors\n", path,
			build->errors, build->errors == 1 ? "" : "s");
		table_build_abandon(build->table);
		return STATUS_DATA;
	}
	if (!table_build_commit(arena, build->table, &error)) {
		fprintf(stderr, "%.*s\n", STR_ARG(error));
		return STATUS_RETRY;
	}
	printf("%s: %zu %s%s\n", path, build->entries, build->text->entry,
	       build->entries == 1 ? "" : "s");
	return STATUS_DELIVERED;
}

int table_text_build(struct arena *arena, const struct table_text *text,
		     const char *text_path, const char *path)
{
	struct build build = { .text = text, .path = text_path };
	struct input input;
	int status;

	if (!input_map(text_path, &input)) {
		fprintf(stderr, "%s: %s\n", text_path, strerror(errno));
		return STATUS_RETRY;
	}
	if (input.map_size > text->limit) {
		fprintf(stderr, "%s: larger than %zu bytes\n", text_path,
			text->limit);
		status = STATUS_DATA;
	} else {
		status = build_table(arena, &build,
				     (struct str){ input.map, input.map_size },
				     path);
	}
	input_release(&input);
	return status;
}
