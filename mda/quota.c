#include "quota.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "path.h"

#define NAME "maildirsize"
#define TRASH ".Trash"
/* The file is made anew when it is as long as this: Maildir++'s own number. */
#define LONG_FILE ((size_t)5120)
/* Seconds for which a sum is trusted that says "full". */
#define FRESH 900

/* -- the file ----------------------------------------------------------------- */

/* "-1200 -1": a mail that somebody removed. */
static bool take_signed(struct str *text, int64_t *number)
{
	bool negative;
	uint64_t size;

	*text = str_trim(*text);
	negative = text->len > 0 && text->ptr[0] == '-';
	if (negative)
		*text = str_skip(*text, 1);
	if (!quota_take_number(text, &size))
		return false;
	*number = negative ? -(int64_t)size : (int64_t)size;
	return true;
}

/* Each line "BYTES MAILS"; the sums are what is used. */
static bool add_lines(struct quota *quota, struct str text)
{
	int64_t bytes = 0, mails = 0, more_bytes, more_mails;
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		if (!take_signed(&line, &more_bytes) ||
		    !take_signed(&line, &more_mails) || str_trim(line).len > 0)
			return false;
		bytes += more_bytes;
		mails += more_mails;
		quota->lines++;
	}
	quota->used = (struct quota_size){
		bytes > 0 ? (uint64_t)bytes : 0,
		mails > 0 ? (uint64_t)mails : 0,
	};
	return true;
}

/* "10000000S,1000C", then lines.  Nothing of what it says counts when false. */
static bool parse(struct quota *quota, struct str text)
{
	struct str line;

	quota->lines = 0;
	if (text.ptr[text.len - 1] != '\n')
		return false;
	text.len--;
	return str_cut(&text, '\n', &line) &&
	       quota_size_parse(line, &quota->limit) && add_lines(quota, text);
}

/* False with errno; EBADMSG: it must be made anew. */
static bool read_file(struct quota *quota)
{
	char bytes[LONG_FILE];
	struct stat status;
	ssize_t got;
	int fd = openat(quota->root, NAME,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return false;
	got = fstat(fd, &status) == 0 && S_ISREG(status.st_mode)
		      ? read(fd, bytes, sizeof(bytes))
		      : 0;
	close(fd);
	quota->written = status.st_mtime;
	if (got > 0 && (size_t)got < LONG_FILE &&
	    parse(quota, (struct str){ bytes, (size_t)got }))
		return true;
	errno = EBADMSG;
	return false;
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

/* Whole, in place of the old one. */
static bool replace_file(struct arena *arena, const struct quota *quota)
{
	const char *name =
		arena_printf(arena, "tmp/%s.%ld", NAME, (long)getpid()).ptr;
	int fd = openat(quota->root, name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0600);
	bool done;

	if (fd < 0)
		return false;
	done = write_all(fd, first_lines(arena, quota));
	done = close(fd) == 0 && done &&
	       renameat(quota->root, name, quota->root, NAME) == 0;
	if (!done)
		unlinkat(quota->root, name, 0);
	return done;
}

/* -- adding up ----------------------------------------------------------------- */

struct sum {
	bool times_only; /* mails are not looked at */
	struct quota_size size;
	struct timespec changed; /* the newest change of any folder */
};

static bool is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec
				      : a->tv_nsec > b->tv_nsec;
}

/* ":2,FST": marked as deleted; readers do not count such. */
static bool is_deleted(struct str name)
{
	size_t info = str_find_last(name, ':');

	return info < name.len &&
	       str_find(str_skip(name, info), 'T') < name.len - info;
}

/* ",S=1234" of the name, or what the disk says. */
static bool size_of(int folder, struct str name, uint64_t *size)
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

static void add_mail(struct sum *sum, int folder, const char *name)
{
	struct str text = str_from(name);
	uint64_t size;

	if (name[0] == '.' || is_deleted(text) ||
	    !size_of(folder, text, &size) || sum->size.bytes > QUOTA_MOST)
		return;
	sum->size.bytes += size;
	sum->size.mails++;
}

/* new/ or cur/ of a folder; one that is not there holds nothing. */
static bool add_part(struct sum *sum, int folder, const char *name)
{
	int fd = openat(folder, name,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	struct stat status;

	if (stream == NULL) {
		path_close(fd);
		return errno == ENOENT || errno == ENOTDIR;
	}
	while (!sum->times_only && (entry = readdir(stream)) != NULL)
		add_mail(sum, fd, entry->d_name);
	if (fstat(fd, &status) == 0 && is_later(&status.st_mtim, &sum->changed))
		sum->changed = status.st_mtim;
	closedir(stream);
	return true;
}

static bool add_folder(struct sum *sum, int root, const char *name)
{
	int folder = path_open_level(root, name);
	bool done = folder >= 0 && add_part(sum, folder, "new") &&
		    add_part(sum, folder, "cur");

	path_close(folder);
	return done || errno == ENOENT || errno == ENOTDIR;
}

static bool is_folder(const char *name)
{
	return name[0] == '.' && name[1] != '\0' && name[1] != '.' &&
	       strcmp(name, TRASH) != 0;
}

static bool add_all(int root, struct sum *sum)
{
	int fd = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	bool done;

	if (stream == NULL) {
		path_close(fd);
		return false;
	}
	done = add_part(sum, root, "new") && add_part(sum, root, "cur");
	while (done && (entry = readdir(stream)) != NULL)
		if (is_folder(entry->d_name))
			done = add_folder(sum, root, entry->d_name);
	closedir(stream);
	return done;
}

/* The sum counts for us in any case; it is kept for others only when no folder
 * changed while we looked. */
static bool recalculate(struct arena *arena, struct quota *quota, time_t now)
{
	struct sum sum = { 0 }, again = { .times_only = true };

	if (!add_all(quota->root, &sum))
		return false;
	quota->used = sum.size;
	quota->lines = 1;
	quota->written = now;
	if (add_all(quota->root, &again) &&
	    !is_later(&again.changed, &sum.changed))
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

bool quota_open(struct arena *arena, const struct maildir *maildir,
		const struct quota_size *limit, struct quota *quota)
{
	bool known;

	*quota = (struct quota){ .root = open_root(maildir) };
	if (quota->root < 0)
		return false;
	known = read_file(quota);
	if (known && is_current(quota, limit))
		return true;
	if (!known && !is_set(limit) && errno != EBADMSG) {
		quota_close(quota);
		return true;
	}
	if (is_set(limit))
		quota->limit = *limit;
	return recalculate(arena, quota, time(NULL));
}

void quota_close(struct quota *quota)
{
	path_close(quota->root);
	quota->root = -1;
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
	bool stale = quota->lines > 1 || now - quota->written > FRESH;

	if (quota->root < 0 || is_within(quota, more, grace))
		return true;
	return stale && recalculate(arena, quota, now) &&
	       is_within(quota, more, grace);
}

bool quota_add(struct quota *quota, const struct quota_size *more)
{
	char line[64];
	int fd, len;
	bool done;

	if (quota->root < 0)
		return true;
	quota->used.bytes += more->bytes;
	quota->used.mails += more->mails;
	len = snprintf(line, sizeof(line), "%llu %llu\n",
		       (unsigned long long)more->bytes,
		       (unsigned long long)more->mails);
	fd = openat(quota->root, NAME,
		    O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT;
	done = write_all(fd, (struct str){ line, (size_t)len });
	return close(fd) == 0 && done;
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
