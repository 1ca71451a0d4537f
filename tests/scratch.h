/*
 * scratch: a folder of a test's own, and a look at what is in it.
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../filter/arena.h"

/* Its path without links in it, so that those of a test are the only ones. */
__attribute__((unused)) static const char *scratch_new(struct arena *arena)
{
	char name[] = "/tmp/waxseal-test.XXXXXX";
	char *path = mkdtemp(name) != NULL ? realpath(name, NULL) : NULL;
	const char *copy;

	if (path == NULL)
		abort();
	copy = arena_printf(arena, "%s", path).ptr;
	free(path);
	return copy;
}

static int scratch_remove_one(const char *path, const struct stat *status,
			      int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

__attribute__((unused)) static void scratch_free(const char *path)
{
	nftw(path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* folder/name, e.g. scratch_path(arena, "/tmp/x", "Maildir/new"). */
__attribute__((unused)) static const char *scratch_path(struct arena *arena,
							const char *folder,
							const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name).ptr;
}

/* Entries but "." and ".."; -1 when it cannot be opened.  *name: one of them. */
__attribute__((unused)) static int scratch_list(struct arena *arena,
						const char *path,
						const char **name)
{
	DIR *stream = opendir(path);
	const struct dirent *entry;
	int count = 0;

	if (stream == NULL)
		return -1;
	while ((entry = readdir(stream)) != NULL) {
		struct str found = { entry->d_name, 0 };

		while (found.ptr[found.len] != '\0')
			found.len++;
		if (str_eq(found, STR(".")) || str_eq(found, STR("..")))
			continue;
		count++;
		if (name != NULL)
			*name = arena_cstr(arena, found);
	}
	closedir(stream);
	return count;
}

/* The first 64 KiB of a file. */
__attribute__((unused)) static struct str scratch_read(struct arena *arena,
						       const char *path)
{
	size_t size = 64 * 1024;
	char *bytes = arena_alloc(arena, size);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, bytes, size);

	if (fd >= 0)
		close(fd);
	return (struct str){ bytes, got < 0 ? 0 : (size_t)got };
}

/* Makes a file.  Aborts when it cannot. */
__attribute__((unused)) static void scratch_write(const char *path,
						  struct str text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	if (fd < 0 || write(fd, text.ptr, text.len) != (ssize_t)text.len ||
	    fchmod(fd, mode) < 0)
		abort();
	close(fd);
}

#endif
