#include "maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "folder.h"
#include "limits.h"
#include "log.h"
#include "path.h"
#include "subscriptions.h"

/* -- folders -------------------------------------------------------------- */

bool maildir_sync(const struct maildir *maildir, int directory)
{
	return maildir->fsync != FSYNC_ALWAYS || path_sync_directory(directory);
}

/* As far as the umask let it be less, the mode is set again. */
static bool make_directory(const struct maildir *maildir, int in,
			   const char *name)
{
	struct stat status;
	bool made = mkdirat(in, name, maildir->directory_mode) == 0;
	int fd;

	if (!made)
		return errno == EEXIST;
	fd = path_open_level(in, name);
	made = fd >= 0 && fstat(fd, &status) == 0 &&
	       ((status.st_mode & 0777) == maildir->directory_mode ||
		fchmod(fd, maildir->directory_mode |
				   (status.st_mode & S_ISGID)) == 0);
	path_close(fd);
	return made;
}

int maildir_create_file(const struct maildir *maildir, int directory,
			const char *name)
{
	int fd = openat(directory, name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0600);

	if (fd < 0 || maildir->file_mode == 0600 ||
	    fchmod(fd, maildir->file_mode) == 0)
		return fd;
	unlinkat(directory, name, 0);
	path_close(fd);
	return -1;
}

/* What tells Courier and Dovecot that this is no mailbox of its own. */
static bool make_marker(const struct maildir *maildir, int folder)
{
	int fd = maildir_create_file(maildir, folder, "maildirfolder");

	return fd >= 0 ? close(fd) == 0 : errno == EEXIST;
}

/* What leads to the folder: the mailbox, or for the mailbox all above it. */
static bool sync_above(const struct maildir *maildir, int folder)
{
	if (folder != maildir->fd)
		return maildir_sync(maildir, maildir->fd);
	return maildir->fsync != FSYNC_ALWAYS || path_sync_ancestors(folder);
}

/* An IMAP client that does not show the folder is no reason to hold mail. */
static void subscribe(const struct maildir *maildir, const char *name)
{
	if (maildir->subscribe && !subscriptions_add(maildir, name))
		log_line(LOG_LEVEL_WARNING, "subscriptions: %s: %s", name,
			 strerror(errno));
}

/*
 * tmp/ is made last, after all else is on stable storage: whoever finds it may
 * rely on the rest, even if the maker was killed or is not yet done.
 */
static bool complete(const struct maildir *maildir, int folder,
		     const char *name)
{
	bool sub_folder = folder != maildir->fd;
	struct stat status;

	if (fstatat(folder, "tmp", &status, AT_SYMLINK_NOFOLLOW) == 0)
		return true;
	if (errno != ENOENT || !make_directory(maildir, folder, "new") ||
	    !make_directory(maildir, folder, "cur") ||
	    (sub_folder && !make_marker(maildir, folder)) ||
	    !maildir_sync(maildir, folder) || !sync_above(maildir, folder))
		return false;
	if (sub_folder)
		subscribe(maildir, name);
	return make_directory(maildir, folder, "tmp");
}

int maildir_part(const struct maildir *maildir, int folder, const char *name)
{
	int fd = path_open_level(folder, name);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	if (!make_directory(maildir, folder, name) ||
	    !maildir_sync(maildir, folder))
		return -1;
	return path_open_level(folder, name);
}

int maildir_folder(const struct maildir *maildir, const char *directory,
		   bool create)
{
	char utf8[LIMIT_FOLDER_NAME + 1];
	const char *name = maildir->utf8_names ? utf8 : directory;
	int fd;

	if (directory[1] == '\0')
		return path_open_level(maildir->fd, ".");
	if (maildir->utf8_names && !folder_to_utf8(utf8, directory)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = path_open_level(maildir->fd, name);
	if (fd < 0 && errno == ENOENT && create &&
	    make_directory(maildir, maildir->fd, name))
		fd = path_open_level(maildir->fd, name);
	if (fd >= 0 && !complete(maildir, fd, name)) {
		path_close(fd);
		return -1;
	}
	return fd;
}

/* -- names ---------------------------------------------------------------- */

const char *maildir_unique_name(struct arena *arena,
				const struct maildir *maildir)
{
	static unsigned given;
	unsigned long long random;
	struct timespec now;

	if (clock_gettime(CLOCK_REALTIME, &now) < 0)
		return NULL;
	if (getrandom(&random, sizeof(random), 0) != sizeof(random)) {
		errno = EAGAIN;
		return NULL;
	}
	return arena_printf(arena, "%lld.M%06ldP%ldQ%uR%016llx.%s",
			    (long long)now.tv_sec, now.tv_nsec / 1000,
			    (long)getpid(), given++, random, maildir->host)
		.ptr;
}

/* -- the mailbox ---------------------------------------------------------- */

/* What is not plain in a file's name stands as in "\057". */
static const char *escaped_host(struct arena *arena)
{
	char host[256] = "";
	struct buf out = buf_new(arena, sizeof(host) * 4);

	if (gethostname(host, sizeof(host) - 1) < 0 || host[0] == '\0')
		return "localhost";
	for (const char *c = host; *c != '\0'; c++)
		if (char_is_alnum(*c) || *c == '.' || *c == '-' || *c == '_')
			buf_add_char(&out, *c);
		else
			buf_printf(&out, "\\%03o", (unsigned)(unsigned char)*c);
	return arena_cstr(arena, str_first(buf_str(&out), 128));
}

/* Where the mailbox's group may write, what we add belongs to it as well. */
static bool take_modes(struct maildir *maildir)
{
	struct stat status;

	if (fstat(maildir->fd, &status) < 0)
		return false;
	if (status.st_uid != geteuid() && status.st_uid != 0) {
		errno = EPERM;
		return false;
	}
	maildir->directory_mode = status.st_mode & S_IWGRP ? 0770 : 0700;
	maildir->file_mode = status.st_mode & S_IWGRP ? 0660 : 0600;
	return true;
}

struct maildir *maildir_open(struct arena *arena, const char *path,
			     enum fsync_mode fsync_mode)
{
	struct maildir *maildir = ARENA_NEW(arena, struct maildir);

	maildir->arena = arena;
	maildir->fsync = fsync_mode;
	maildir->host = escaped_host(arena);
	maildir->fd = path_open_directory(path, true);
	if (maildir->fd >= 0 && take_modes(maildir) &&
	    complete(maildir, maildir->fd, "."))
		return maildir;
	maildir_close(maildir);
	return NULL;
}

void maildir_close(struct maildir *maildir)
{
	path_close(maildir->fd);
	maildir->fd = -1;
}

static bool is_directory(int in, const struct dirent *entry)
{
	struct stat status;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return fstatat(in, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(status.st_mode);
}

/* As Sieve sees it.  False: it is no folder. */
static bool folder_name(struct arena *arena, const struct maildir *maildir,
			const char *name, struct str *folder)
{
	struct str directory = str_from(name);

	if (maildir->utf8_names && !folder_from_utf8(arena, name, &directory))
		return false;
	return folder_from_directory(arena, directory, folder);
}

/* A part that is missing will be made. */
static bool is_open(int in, const char *name)
{
	static const char *const parts[] = { "tmp", "new" };
	char path[NAME_MAX + 8];

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", name, parts[i]);
		if (faccessat(in, path, W_OK | X_OK, 0) == 0)
			continue;
		if (errno != ENOENT || faccessat(in, name, W_OK | X_OK, 0) < 0)
			return false;
	}
	return true;
}

bool maildir_folders(struct arena *arena, const struct maildir *maildir,
		     bool open_only, struct str_list *folders)
{
	int fd = openat(maildir->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct str *items = NULL;
	const struct dirent *entry;
	size_t count = 0, seen = 0;
	int error = 0;

	if (stream == NULL) {
		path_close(fd);
		return false;
	}
	while (seen < LIMIT_FOLDERS && (entry = path_entry(stream)) != NULL) {
		struct str folder;

		if (!is_directory(fd, entry))
			continue;
		seen++;
		if (!folder_name(arena, maildir, entry->d_name, &folder) ||
		    (open_only && !is_open(fd, entry->d_name)))
			continue;
		if ((count & (count - 1)) == 0)
			items = arena_grow(arena, items, count, count * 2 + 1,
					   sizeof(*items));
		items[count++] = folder;
	}
	if (seen < LIMIT_FOLDERS)
		error = errno;
	closedir(stream);
	errno = error;
	*folders = (struct str_list){ items, count };
	return error == 0;
}
