#include "leftover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "path.h"

/* Readers change what follows the name: ":2,S". */
static bool is_same(const char *name, struct str unique)
{
	struct str found = str_from(name);

	return str_starts(found, unique) &&
	       (found.len == unique.len || found.ptr[unique.len] == ',' ||
		found.ptr[unique.len] == ':');
}

/* The functions that find out something return false with errno when they
 * cannot: to take a copy for unpublished would make a second one. */
static bool look_in(int folder, const char *part, const char *final_name,
		    bool *found)
{
	struct str unique = str_from(final_name);
	int fd = path_open_level(folder, part);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry = NULL;
	int error;

	if (stream == NULL) {
		path_close(fd);
		return errno == ENOENT;
	}
	unique = str_first(unique, str_find(unique, ','));
	while ((entry = path_entry(stream)) != NULL)
		if (is_same(entry->d_name, unique))
			break;
	error = errno;
	*found = *found || entry != NULL;
	closedir(stream);
	errno = error;
	return entry != NULL || error == 0;
}

static bool look_in_tmp(int folder, const char *name, bool *gone)
{
	struct stat status;
	int tmp = path_open_level(folder, "tmp");

	if (tmp < 0)
		return errno == ENOENT;
	*gone = fstatat(tmp, name, &status, AT_SYMLINK_NOFOLLOW) < 0;
	path_close(tmp);
	return !*gone || errno == ENOENT;
}

/* Where publishing is a link, a reader can move it far away or delete it
 * before it leaves tmp/; dying just then makes it come back. */
static bool look_for(int folder, const struct progress_copy *copy, bool recent,
		     bool *published)
{
	bool gone = false;

	if (!look_in_tmp(folder, copy->tmp_name, &gone))
		return false;
	*published = gone && recent;
	return *published ||
	       (look_in(folder, "new", copy->final_name, published) &&
		look_in(folder, "cur", copy->final_name, published));
}

static bool sync_part(const struct maildir *maildir, int folder,
		      const char *part)
{
	int fd = maildir_part(maildir, folder, part);
	bool synced = fd >= 0 && maildir_sync(maildir, fd);

	path_close(fd);
	return synced;
}

bool leftover_look(const struct maildir *maildir,
		   const struct progress_copy *copy, bool recent,
		   bool *published)
{
	int folder = maildir_folder(maildir, copy->directory, false);
	bool known = folder >= 0 || errno == ENOENT;

	*published = folder >= 0 && copy->tmp_name[0] == '\0';
	if (folder >= 0 && !*published)
		known = look_for(folder, copy, recent, published);
	if (known && *published)
		known = sync_part(maildir, folder, copy->part);
	path_close(folder);
	return known;
}

void leftover_remove(const struct maildir *maildir,
		     const struct progress_copy *copy)
{
	int folder = maildir_folder(maildir, copy->directory, false);
	int tmp = folder < 0 ? -1 : path_open_level(folder, "tmp");

	if (tmp >= 0 && copy->tmp_name[0] != '\0')
		unlinkat(tmp, copy->tmp_name, 0);
	path_close(tmp);
	path_close(folder);
}
