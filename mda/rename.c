#include "rename.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "path.h"

/* What one call copies at most. */
#define PIECE ((size_t)1 << 30)

static bool lacks_links(int error)
{
	return error == EPERM || error == EOPNOTSUPP || error == ENOSYS ||
	       error == EMLINK;
}

/* Where there are no links, a copy of it: its name holds random bits. */
static bool is_there(const struct rename_from *from, const struct rename_to *to,
		     bool links)
{
	struct stat old, there;

	if (fstatat(from->part, from->name, &old, AT_SYMLINK_NOFOLLOW) < 0 ||
	    fstatat(to->part, to->name, &there, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	return links ? old.st_dev == there.st_dev && old.st_ino == there.st_ino
		     : S_ISREG(there.st_mode) && old.st_size == there.st_size;
}

/* Where a move cannot refuse to overwrite, we look first. */
static bool move(int from, const char *old, const struct rename_to *to)
{
	struct stat status;

	if (renameat2(from, old, to->part, to->name, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	if (fstatat(to->part, to->name, &status, AT_SYMLINK_NOFOLLOW) == 0)
		errno = EEXIST;
	return errno == ENOENT && renameat(from, old, to->part, to->name) == 0;
}

static bool fill(const struct rename_from *from, int out)
{
	int in = openat(from->part, from->name,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	struct stat status;
	ssize_t put = -1;
	bool done;

	if (in >= 0 && fstat(in, &status) == 0)
		do
			put = sendfile(out, in, NULL, PIECE);
		while (put > 0 || (put < 0 && errno == EINTR));
	done = put == 0 &&
	       futimens(out, (const struct timespec[]){ status.st_atim,
							status.st_mtim }) ==
		       0 &&
	       (from->maildir->fsync == FSYNC_NEVER || fsync(out) == 0);
	path_close(in);
	return done;
}

/* As a mail is delivered: whole, before it has a name. */
static bool copy(struct arena *arena, const struct rename_from *from,
		 const struct rename_to *to)
{
	const char *name = maildir_unique_name(arena, from->maildir);
	int tmp = maildir_part(from->maildir, to->folder, "tmp");
	int out = name == NULL || tmp < 0
			  ? -1
			  : maildir_create_file(from->maildir, tmp, name);
	bool done = out >= 0 && fill(from, out);
	int error;

	if (out >= 0)
		done = close(out) == 0 && done && move(tmp, name, to);
	error = errno;
	if (out >= 0 && !done)
		unlinkat(tmp, name, 0);
	path_close(tmp);
	errno = error;
	return done;
}

static bool do_without(struct arena *arena, const struct rename_from *from,
		       struct rename_to *to)
{
	to->moved = from->last && move(from->part, from->name, to);
	to->made = to->moved || (!from->last && copy(arena, from, to));
	return to->made || (errno == EEXIST && is_there(from, to, false));
}

bool rename_add(struct arena *arena, const struct rename_from *from,
		struct rename_to *to)
{
	to->moved = false;
	to->made = linkat(from->part, from->name, to->part, to->name, 0) == 0;
	if (to->made)
		return true;
	if (lacks_links(errno))
		return do_without(arena, from, to);
	return errno == EEXIST && is_there(from, to, true);
}
