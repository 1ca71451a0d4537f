#include "quota.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "interrupt.h"
#include "path.h"
#include "quota_sum.h"

#define NAME "maildirsize"
/* The file is made anew when it is as long as this: Maildir++'s own number. */
#define LONG_FILE ((size_t)5120)
/* Seconds for which a sum is trusted that says "full". */
#define FRESH 900

/* -- the file ----------------------------------------------------------------- */

/* False: it must be made anew; the limit may be known even so. */
static bool read_file(struct quota *quota)
{
	char bytes[LONG_FILE];
	struct quota_file file = { 0 };
	struct stat status;
	ssize_t got = 0;
	bool good;
	int fd = openat(quota->root, NAME,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC |
				O_NOCTTY);

	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		got = read(fd, bytes, sizeof(bytes));
		quota->written = status.st_mtime;
	}
	close(fd);
	good = got > 0 &&
	       quota_file_parse((struct str){ bytes, (size_t)got }, &file) &&
	       (size_t)got < LONG_FILE;
	quota->limit = file.limit;
	quota->used = file.used;
	quota->lines = file.lines;
	return good;
}

static bool write_all(int fd, struct str text)
{
	return write(fd, text.ptr, text.len) == (ssize_t)text.len;
}

static struct str first_lines(struct arena *arena, const struct quota *quota)
{
	const struct quota_size *limit = &quota->limit, *used = &quota->used;
	struct buf text = buf_new(arena, 256);

	if (limit->bytes > 0 || limit->mails == 0)
		buf_printf(&text, "%lluS", (unsigned long long)limit->bytes);
	if (limit->mails > 0)
		buf_printf(&text, "%s%lluC", text.len > 0 ? "," : "",
			   (unsigned long long)limit->mails);
	buf_printf(&text, "\n%llu %llu\n", (unsigned long long)used->bytes,
		   (unsigned long long)used->mails);
	return buf_str(&text);
}

static bool rename_new(struct arena *arena, const struct quota *quota, int tmp,
		       const char *name)
{
	int fd = maildir_create_file(quota->maildir, tmp, name);
	bool done;

	if (fd < 0)
		return false;
	done = write_all(fd, first_lines(arena, quota));
	done = close(fd) == 0 && done &&
	       renameat(tmp, name, quota->root, NAME) == 0;
	if (!done)
		unlinkat(tmp, name, 0);
	return done;
}

/* Whole, in place of the old one. */
static bool replace_file(struct arena *arena, const struct quota *quota)
{
	const char *name = maildir_unique_name(arena, quota->maildir);
	int tmp = path_open_level(quota->root, "tmp");
	bool done =
		name != NULL && tmp >= 0 && rename_new(arena, quota, tmp, name);

	path_close(tmp);
	return done;
}

/* -- adding up ----------------------------------------------------------------- */

/* Times that all is looked at again because something changed meanwhile. */
#define TRIES 3

/*
 * A reader moving mail from new/ to cur/ lets us count it twice or not at all;
 * and what others add to the old file is not in the new one.  So a sum is kept
 * only when no folder changed meanwhile; else it may be used, but is unsure.
 */
static bool recalculate(struct arena *arena, struct quota *quota, time_t now)
{
	quota->unsure = true;
	for (unsigned i = 0; i < TRIES && quota->unsure; i++)
		if (!quota_sum(quota->root, &quota->used, &quota->unsure))
			return false;
	quota->lines = 1;
	quota->written = now;
	if (!quota->unsure)
		replace_file(arena, quota);
	return true;
}

/* -- opening ------------------------------------------------------------------- */

/* A folder that is marked as one belongs to the mailbox above. */
static int open_root(const struct maildir *maildir)
{
	struct stat marker;

	return openat(maildir->fd,
		      fstatat(maildir->fd, "maildirfolder", &marker,
			      AT_SYMLINK_NOFOLLOW) == 0
			      ? ".."
			      : ".",
		      O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool is_set(const struct quota_size *size)
{
	return size->bytes > 0 || size->mails > 0;
}

/* True: the file is there, and for that limit. */
static bool is_current(const struct quota *quota,
		       const struct quota_size *limit)
{
	return !is_set(limit) || (quota->limit.bytes == limit->bytes &&
				  quota->limit.mails == limit->mails);
}

/* The file itself is replaced: a lock on it would be one on the old file. */
static bool take_lock(struct quota *quota)
{
	quota->lock = path_open_level(quota->root, "tmp");
	while (quota->lock >= 0 &&
	       flock(quota->lock,
		     LOCK_EX | (interrupt_pending() ? LOCK_NB : 0)) < 0) {
		if (errno == EAGAIN)
			return false;
		if (errno == EINTR)
			continue;
		path_close(quota->lock);
		quota->lock = -1;
	}
	return true;
}

/* Only who has a quota waits for others. */
static bool open_locked(const struct quota_size *limit, struct quota *quota,
			bool *good)
{
	*good = false;
	if (!is_set(limit) && !read_file(quota) && !is_set(&quota->limit))
		return true;
	if (!take_lock(quota))
		return false;
	*good = read_file(quota);
	return true;
}

bool quota_open(struct arena *arena, const struct maildir *maildir,
		const struct quota_size *limit, struct quota *quota)
{
	bool good;

	*quota = (struct quota){ .maildir = maildir,
				 .root = open_root(maildir),
				 .lock = -1 };
	if (quota->root < 0 || !open_locked(limit, quota, &good))
		return false;
	if (good && is_current(quota, limit))
		return true;
	if (is_set(limit))
		quota->limit = *limit;
	if (is_set(&quota->limit))
		return recalculate(arena, quota, time(NULL));
	quota_close(quota);
	return true;
}

void quota_close(struct quota *quota)
{
	path_close(quota->lock);
	path_close(quota->root);
	quota->lock = quota->root = -1;
}

/* -- asking ---------------------------------------------------------------------- */

static bool fits(uint64_t used, uint64_t more, uint64_t limit, unsigned grace)
{
	return limit == 0 || used + more <= limit + limit / 100 * grace;
}

static bool is_within(const struct quota *quota, const struct quota_size *more,
		      unsigned grace)
{
	return fits(quota->used.bytes, more->bytes, quota->limit.bytes,
		    grace) &&
	       fits(quota->used.mails, more->mails, quota->limit.mails, grace);
}

bool quota_has_room(struct arena *arena, struct quota *quota,
		    const struct quota_size *more, unsigned grace, time_t now)
{
	time_t age = now - quota->written;
	/* Below 0: by a clock that was wrong. */
	bool stale = quota->lines > 1 || age > FRESH || age < 0;

	if (quota->root < 0 || (more->bytes == 0 && more->mails == 0) ||
	    is_within(quota, more, grace))
		return true;
	return stale && recalculate(arena, quota, now) &&
	       is_within(quota, more, grace);
}

static bool add_line(const struct quota *quota, int64_t bytes, int64_t mails)
{
	char line[64];
	int len = snprintf(line, sizeof(line), "%lld %lld\n", (long long)bytes,
			   (long long)mails);
	int fd = openat(quota->root, NAME,
			O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK |
				O_CLOEXEC | O_NOCTTY);
	bool done;

	if (fd < 0)
		return false;
	done = write_all(fd, (struct str){ line, (size_t)len });
	return close(fd) == 0 && done;
}

static uint64_t changed(uint64_t used, int64_t more)
{
	return more < 0 && used < (uint64_t)-more ? 0 : used + (uint64_t)more;
}

bool quota_change(struct arena *arena, struct quota *quota, int64_t bytes,
		  int64_t mails)
{
	if (quota->root < 0 || (bytes == 0 && mails == 0))
		return true;
	quota->used.bytes = changed(quota->used.bytes, bytes);
	quota->used.mails = changed(quota->used.mails, mails);
	if (add_line(quota, bytes, mails) || errno == ENOENT)
		return true;
	/* Somebody else's, as of a root who had it added up. */
	return errno == EACCES && replace_file(arena, quota);
}

bool quota_add(struct arena *arena, struct quota *quota,
	       const struct quota_size *more)
{
	return quota_change(arena, quota, (int64_t)more->bytes,
			    (int64_t)more->mails);
}

static unsigned percent_of(uint64_t used, uint64_t limit)
{
	if (limit == 0)
		return 0;
	return (unsigned)(used >= limit * 10 ? 1000 : used * 100 / limit);
}

unsigned quota_percent(const struct quota *quota, const struct quota_size *used)
{
	unsigned bytes = percent_of(used->bytes, quota->limit.bytes);
	unsigned mails = percent_of(used->mails, quota->limit.mails);

	return bytes > mails ? bytes : mails;
}
