#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "path.h"

#define FIRST_SECRET 16

static bool fail(struct arena *arena, const struct secret *secret,
		 const char *why, struct str *error)
{
	*error = arena_printf(arena, "%s: %s", secret->path, why);
	return false;
}

static const char *unfit(int fd)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "it is no regular file";
	if ((status.st_mode & S_IRWXO) != 0)
		return "it is no secret: chmod o-rwx";
	return NULL;
}

/* Beyond those that processes of ours want for themselves. */
static int open_high(const char *path)
{
	int low = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int high = low >= 0 ? fcntl(low, F_DUPFD_CLOEXEC, FIRST_SECRET) : -1;

	path_close(low);
	return high;
}

bool secret_open(struct arena *arena, const char *path, struct secret *secret,
		 struct str *error)
{
	const char *why;

	*secret = (struct secret){ path, -1 };
	if (path == NULL)
		return true;
	secret->fd = open_high(path);
	if (secret->fd < 0)
		return errno == EACCES ||
		       fail(arena, secret, strerror(errno), error);
	why = unfit(secret->fd);
	if (why == NULL)
		return true;
	path_close(secret->fd);
	secret->fd = -1;
	return fail(arena, secret, why, error);
}

bool secrets_open(struct arena *arena, const struct config *config,
		  struct secrets *secrets, struct str *error)
{
	return secret_open(arena, config->srs_secrets, &secrets->srs, error) &&
	       secret_open(arena, config->seal_key, &secrets->seal, error) &&
	       secret_open(arena, config->dkim_key, &secrets->dkim, error);
}

bool secret_read(struct arena *arena, const struct secret *secret, size_t limit,
		 struct str *text, struct str *error)
{
	char *bytes = arena_alloc(arena, limit + 1);
	ssize_t got = pread(secret->fd, bytes, limit + 1, 0);

	*text = (struct str){ bytes, got > 0 ? (size_t)got : 0 };
	if (got < 0)
		return fail(arena, secret, strerror(errno), error);
	if ((size_t)got > limit)
		return fail(arena, secret, "it is too long", error);
	return true;
}
