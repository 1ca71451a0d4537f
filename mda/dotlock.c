#include "dotlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "path.h"

/* Times that a lock is tried for, each some milliseconds later. */
#define TRIES 20
#define PAUSE (25L * 1000 * 1000)
/* Seconds after which a lock was forgotten. */
#define STALE 30

struct lock_name {
	char text[64];
};

static struct lock_name name_of(const char *name)
{
	struct lock_name lock;

	snprintf(lock.text, sizeof(lock.text), "%s.lock", name);
	return lock;
}

int dotlock_take(const struct maildir *maildir, int folder, const char *name)
{
	const struct timespec pause = { 0, PAUSE };
	const struct lock_name lock = name_of(name);
	struct stat status;

	for (unsigned i = 0; i < TRIES; i++) {
		int fd = maildir_create_file(maildir, folder, lock.text);

		if (fd >= 0 || errno != EEXIST)
			return fd;
		if (fstatat(folder, lock.text, &status, AT_SYMLINK_NOFOLLOW) ==
			    0 &&
		    time(NULL) - status.st_mtime > STALE)
			unlinkat(folder, lock.text, 0);
		else
			nanosleep(&pause, NULL);
	}
	errno = EEXIST;
	return -1;
}

bool dotlock_replace(const struct maildir *maildir, int folder,
		     const char *name, int lock, struct str text)
{
	const struct lock_name new_name = name_of(name);
	bool done = write(lock, text.ptr, text.len) == (ssize_t)text.len &&
		    (maildir->fsync != FSYNC_ALWAYS || fsync(lock) == 0);

	if (done && close(lock) == 0 &&
	    renameat(folder, new_name.text, folder, name) == 0)
		return true;
	dotlock_leave(folder, name, done ? -1 : lock);
	return false;
}

void dotlock_leave(int folder, const char *name, int lock)
{
	int error = errno;

	path_close(lock);
	unlinkat(folder, name_of(name).text, 0);
	errno = error;
}
