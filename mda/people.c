#include "people.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../filter/address_book.h"
#include "../filter/buf.h"
#include "decider.h"
#include "interrupt.h"
#include "limits.h"
#include "path.h"
#include "sandbox.h"
#include "status.h"

/* Seconds for one folder; a hundred thousand mails take ten. */
#define PATIENCE 600

/* -- in the child: mails are parsed --------------------------------------------- */

struct lines {
	struct arena *arena;
	struct str *list;
	size_t count, capacity;
};

static void add_lines(struct lines *lines, struct str text)
{
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		if (line.len == 0)
			continue;
		if (lines->count == lines->capacity) {
			size_t wider = lines->capacity * 2 + 64;

			lines->list = arena_grow(lines->arena, lines->list,
						 lines->capacity, wider,
						 sizeof(*lines->list));
			lines->capacity = wider;
		}
		lines->list[lines->count++] = arena_copy(lines->arena, line);
	}
}

static void read_mail(struct lines *lines, int folder, const char *name)
{
	int fd = openat(folder, name,
			O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct arena *arena = arena_new(LIMIT_ARENA, status_out_of_memory);
	char *bytes = arena_alloc(arena, LIMIT_SENT_HEADER);
	ssize_t got = fd >= 0 ? read(fd, bytes, LIMIT_SENT_HEADER) : -1;

	if (got > 0) {
		struct message message = message_parse(
			arena, (struct str){ bytes, (size_t)got });

		add_lines(lines, address_book_lines(arena, &message));
	}
	path_close(fd);
	arena_free(arena);
}

static bool read_part(struct lines *lines, const char *folder, const char *part)
{
	const char *path =
		arena_printf(lines->arena, "%s/%s", folder, part).ptr;
	DIR *directory = opendir(path);
	struct dirent *entry;

	if (directory == NULL)
		return false;
	while ((entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.')
			read_mail(lines, dirfd(directory), entry->d_name);
	closedir(directory);
	return true;
}

static int compare(const void *a, const void *b)
{
	return str_cmp_nocase(*(const struct str *)a, *(const struct str *)b);
}

/* As many as an address book may hold. */
static struct str unique(struct lines *lines)
{
	struct buf text = buf_new(lines->arena, LIMIT_USER_FILE);

	if (lines->count > 0)
		qsort(lines->list, lines->count, sizeof(*lines->list), compare);
	for (size_t i = 0; i < lines->count; i++)
		if (i == 0 ||
		    !str_eq_nocase(lines->list[i], lines->list[i - 1]))
			buf_add(&text, arena_printf(lines->arena, "%.*s\n",
						    STR_ARG(lines->list[i])));
	return buf_str(&text);
}

static struct order collect(struct arena *arena, const void *question)
{
	struct lines lines = { .arena = arena };
	bool read = read_part(&lines, question, "cur") &&
		    read_part(&lines, question, "new");

	return (struct order){
		.report = unique(&lines),
		.exit_status = read ? STATUS_DELIVERED : STATUS_RETRY,
	};
}

/* -- in the parent ----------------------------------------------------------------- */

int people_main(int argc, char **argv)
{
	struct arena *arena =
		arena_new(LIMIT_PARENT_ARENA, status_out_of_memory);

	if (argc < 2 || argv[1][0] == '-')
		status_exit(STATUS_USAGE, "5.5.4",
			    "usage: addressbook FOLDER...");
	for (int i = 1; i < argc; i++) {
		const struct decider decider = { .enter = sandbox_enter,
						 .decide = collect,
						 .question = argv[i],
						 .folder = argv[i] };
		struct order order;
		struct str error;

		interrupt_deadline(PATIENCE);
		if (!decider_run(arena, &decider, &order, &error))
			status_exit(STATUS_RETRY, "4.3.0", "%s: %.*s", argv[i],
				    STR_ARG(error));
		if (order.exit_status != STATUS_DELIVERED)
			status_exit(STATUS_RETRY, "4.3.0",
				    "%s: not a folder of a Maildir, or not "
				    "readable",
				    argv[i]);
		fwrite(order.report.ptr, 1, order.report.len, stdout);
	}
	return (int)status_after_output(STATUS_DELIVERED);
}
