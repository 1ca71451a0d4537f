#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool read_whole(int fd, char *bytes, size_t size, size_t *len)
{
	*len = 0;
	while (*len < size) {
		ssize_t got = read(fd, bytes + *len, size - *len);

		if (got == 0)
			break;
		if (got < 0 && errno != EINTR)
			return false;
		*len += got > 0 ? (size_t)got : 0;
	}
	return true;
}

static bool is_fit(int fd, size_t limit, struct stat *status)
{
	if (fstat(fd, status) < 0)
		return false;
	if (!S_ISREG(status->st_mode))
		errno = S_ISDIR(status->st_mode) ? EISDIR : EINVAL;
	else if ((unsigned long long)status->st_size > limit)
		errno = EFBIG;
	else
		return true;
	return false;
}

/* A file that grows meanwhile is read as far as it was when opened. */
static bool read_open(struct arena *arena, int fd, size_t limit,
		      struct str *bytes, struct stat *status)
{
	char *memory;

	if (!is_fit(fd, limit, status))
		return false;
	memory = arena_alloc(arena, (size_t)status->st_size);
	bytes->ptr = memory;
	return read_whole(fd, memory, (size_t)status->st_size, &bytes->len);
}

bool file_read(struct arena *arena, const char *path, size_t limit,
	       struct str *bytes, struct stat *status, struct str *error)
{
	struct stat unused;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool done = fd >= 0 && read_open(arena, fd, limit, bytes,
					 status != NULL ? status : &unused);
	int failed = errno;

	if (fd >= 0)
		close(fd);
	if (!done && failed == EFBIG)
		*error = arena_printf(arena, "%s: it has more than %zu bytes",
				      path, limit);
	else if (!done)
		*error = arena_printf(arena, "%s: %s", path,
				      failed == EINVAL ? "it is no regular file"
						       : strerror(failed));
	errno = failed;
	return done;
}

bool file_is_surprise(int error)
{
	static const int surprises[] = { EINTR,	 EIO,	   EMFILE, ENFILE,
					 ENOMEM, ENOSPC,   EDQUOT, EAGAIN,
					 ESTALE, ETIMEDOUT };

	for (size_t i = 0; i < sizeof(surprises) / sizeof(surprises[0]); i++)
		if (surprises[i] == error)
			return true;
	return false;
}
