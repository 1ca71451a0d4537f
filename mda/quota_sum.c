#include "quota_sum.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "path.h"

#define TRASH ".Trash"

struct sum {
	bool times_only; /* mails are not looked at */
	struct quota_size size;
	uint64_t times; /* of the last change of each folder, mixed */
};

static void add_time(struct sum *sum, const struct stat *status)
{
	sum->times = sum->times * 31 +
		     (uint64_t)status->st_mtim.tv_sec * 1000000000 +
		     (uint64_t)status->st_mtim.tv_nsec + status->st_ino;
}

/* ":2,FST": marked as deleted; readers do not count such. */
static bool is_deleted(struct str name)
{
	struct str info = str_skip(name, str_find_last(name, ':'));

	return str_starts(info, STR(":2,")) && str_find(info, 'T') < info.len;
}

/* ",S=1234" of the name, or what the disk says. */
bool quota_size_of(int folder, struct str name, uint64_t *size)
{
	struct stat status;

	for (size_t i = 0; i + 3 < name.len; i++) {
		struct str rest = str_skip(name, i);

		if (str_starts(rest, STR(",S="))) {
			rest = str_skip(rest, 3);
			return quota_take_number(&rest, size);
		}
	}
	if (fstatat(folder, name.ptr, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	*size = (uint64_t)status.st_size;
	return S_ISREG(status.st_mode);
}

bool quota_counts(const char *directory, const char *name)
{
	return strcmp(directory, TRASH) != 0 && !is_deleted(str_from(name));
}

static void add_mail(struct sum *sum, int folder, const char *name)
{
	struct str text = str_from(name);
	uint64_t size;

	if (name[0] == '.' || is_deleted(text) ||
	    !quota_size_of(folder, text, &size) || sum->size.bytes > QUOTA_MOST)
		return;
	sum->size.bytes += size;
	sum->size.mails++;
}

/* What is not there, or not for us to see, holds nothing. */
static bool is_nothing(int error)
{
	return error == ENOENT || error == ENOTDIR || error == EACCES ||
	       error == ELOOP;
}

/* new/ or cur/ of a folder.  The time first: what comes later is seen by it. */
static bool add_part(struct sum *sum, int folder, const char *name)
{
	int fd = path_open_level(folder, name);
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	struct stat status;
	int error = 0;

	if (stream == NULL) {
		path_close(fd);
		return is_nothing(errno);
	}
	if (fstat(fd, &status) == 0)
		add_time(sum, &status);
	while (!sum->times_only && (entry = path_entry(stream)) != NULL) {
		add_mail(sum, fd, entry->d_name);
		errno = 0;
	}
	if (!sum->times_only)
		error = errno;
	closedir(stream);
	errno = error;
	return error == 0;
}

static bool add_folder(struct sum *sum, int root, const char *name)
{
	int folder = path_open_level(root, name);
	bool done = folder >= 0 ? add_part(sum, folder, "new") &&
					  add_part(sum, folder, "cur")
				: is_nothing(errno);

	path_close(folder);
	return done;
}

static bool is_folder(const char *name)
{
	return name[0] == '.' && name[1] != '\0' && name[1] != '.' &&
	       strcmp(name, TRASH) != 0;
}

static bool add_all(int root, struct sum *sum)
{
	int fd = path_open_level(root, ".");
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	int error = 0;

	if (stream == NULL) {
		path_close(fd);
		return false;
	}
	if (!add_folder(sum, root, "."))
		error = errno;
	while (error == 0 && (entry = path_entry(stream)) != NULL)
		if (is_folder(entry->d_name) &&
		    !add_folder(sum, root, entry->d_name))
			error = errno;
	if (error == 0)
		error = errno;
	closedir(stream);
	errno = error;
	return error == 0;
}

bool quota_sum(int root, struct quota_size *size, bool *moved)
{
	struct sum sum = { 0 }, again = { .times_only = true };

	if (!add_all(root, &sum) || !add_all(root, &again))
		return false;
	*size = sum.size;
	*moved = sum.times != again.times;
	return true;
}
