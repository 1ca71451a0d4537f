#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../filter/str.h"

#define WALK (O_PATH | O_DIRECTORY | O_CLOEXEC)
#define READ (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

void path_close(int fd)
{
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
}

int path_open_level(int directory, const char *name)
{
	return openat(directory, name, READ | O_NOFOLLOW);
}

/* The link itself is looked at and read, so that it cannot change between. */
static int follow(int directory, const char *name)
{
	char target[PATH_MAX];
	struct stat status;
	ssize_t len = -1;
	int link = openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (link < 0)
		return -1;
	if (fstat(link, &status) == 0) {
		errno = S_ISLNK(status.st_mode) ? ELOOP : ENOTDIR;
		if (S_ISLNK(status.st_mode) && status.st_uid == 0)
			len = readlinkat(link, "", target, sizeof(target) - 1);
	}
	path_close(link);
	if (len < 0)
		return -1;
	target[len] = '\0';
	return openat(directory, target, WALK);
}

static int step(int directory, const char *name, bool make)
{
	int next = openat(directory, name, WALK | O_NOFOLLOW);

	if (next < 0 && errno == ENOTDIR)
		return follow(directory, name);
	if (next >= 0 || errno != ENOENT || !make)
		return next;
	if (mkdirat(directory, name, 0700) < 0 && errno != EEXIST)
		return -1;
	return openat(directory, name, WALK | O_NOFOLLOW);
}

static int step_level(int directory, struct str level, bool make)
{
	char name[NAME_MAX + 1];

	if (level.len > NAME_MAX || str_eq(level, STR(".."))) {
		errno = level.len > NAME_MAX ? ENAMETOOLONG : EINVAL;
		return -1;
	}
	memcpy(name, level.ptr, level.len);
	name[level.len] = '\0';
	return step(directory, name, make);
}

int path_open_directory(const char *path, bool make)
{
	struct str rest = str_from(path), level;
	int at, next;

	if (!str_starts(rest, STR("/"))) {
		errno = EINVAL;
		return -1;
	}
	at = open("/", WALK);
	while (at >= 0 && str_cut(&rest, '/', &level)) {
		if (level.len == 0 || str_eq(level, STR(".")))
			continue;
		next = step_level(at, level, make);
		path_close(at);
		at = next;
	}
	next = at < 0 ? -1 : openat(at, ".", READ);
	path_close(at);
	return next;
}

const struct dirent *path_entry(DIR *stream)
{
	errno = 0;
	return readdir(stream);
}

bool path_sync_directory(int directory)
{
	int result;

	do {
		result = fsync(directory);
	} while (result < 0 && errno == EINTR);
	return result == 0 || errno == EINVAL;
}

static bool same_directory(int a, int b)
{
	struct stat one, other;

	return fstat(a, &one) == 0 && fstat(b, &other) == 0 &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* Upwards until ".." leads nowhere new: links were left behind on the way. */
bool path_sync_ancestors(int directory)
{
	int at = openat(directory, ".", WALK);
	bool synced = at >= 0, top = false;

	while (synced && !top) {
		int up = openat(at, "..", WALK);
		int readable = up < 0 ? -1 : openat(up, ".", READ);

		top = up >= 0 && same_directory(at, up);
		synced = up >= 0 &&
			 (readable >= 0 ? path_sync_directory(readable)
					: errno == EACCES);
		path_close(readable);
		path_close(at);
		at = up;
	}
	path_close(at);
	return synced;
}
