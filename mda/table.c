#include "table.h"

#include <cdb.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interrupt.h"
#include "path.h"

static struct str complaint(struct arena *arena, const char *path,
			    const char *what)
{
	return arena_printf(arena, "%s: %s", path, what);
}

/* -- reading -------------------------------------------------------------- */

struct table {
	struct cdb cdb;
	dev_t device;
	ino_t inode;
};

static const char *distrust(const struct stat *status)
{
	if (!S_ISREG(status->st_mode))
		return "not a regular file";
	if (status->st_uid != 0 && status->st_uid != geteuid())
		return "belongs to another user; root must own it";
	if (status->st_mode & (S_IWGRP | S_IWOTH))
		return "others may write it; chmod go-w";
	return NULL;
}

struct table *table_open_in(struct arena *arena, int folder, const char *path,
			    struct str *error)
{
	struct table *table = ARENA_NEW(arena, struct table);
	int fd = openat(folder, path,
			O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const char *problem = NULL;
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		problem = strerror(errno);
	else if ((problem = distrust(&status)) != NULL)
		errno = EPERM;
	else if (cdb_init(&table->cdb, fd) < 0)
		problem = "not a cdb";
	if (problem == NULL) {
		table->device = status.st_dev;
		table->inode = status.st_ino;
		return table;
	}
	*error = complaint(arena, path, problem);
	path_close(fd);
	return NULL;
}

struct table *table_open(struct arena *arena, const char *path,
			 struct str *error)
{
	return table_open_in(arena, AT_FDCWD, path, error);
}

void table_close(struct table *table)
{
	int fd = cdb_fileno(&table->cdb);

	cdb_free(&table->cdb);
	path_close(fd);
}

bool table_is_file(const struct table *table, const struct stat *status)
{
	return table->device == status->st_dev &&
	       table->inode == status->st_ino &&
	       (off_t)table->cdb.cdb_fsize == status->st_size;
}

enum table_status table_find(struct arena *arena, struct table *table,
			     struct str key, struct str *value)
{
	struct cdb *cdb = &table->cdb;
	int found = key.len > UINT32_MAX
			    ? 0
			    : cdb_find(cdb, key.ptr, (unsigned)key.len);
	const void *data = found > 0 ? cdb_getdata(cdb) : NULL;

	if (found == 0)
		return TABLE_MISSING;
	if (data == NULL)
		return TABLE_DAMAGED;
	*value = arena_copy(arena, (struct str){ data, cdb_datalen(cdb) });
	return TABLE_FOUND;
}

enum table_status table_next(struct table *table, unsigned *at, struct str *key,
			     struct str *value)
{
	struct cdb *cdb = &table->cdb;
	int found;

	if (*at == 0)
		cdb_seqinit(at, cdb);
	found = cdb_seqnext(at, cdb);
	if (found == 0)
		return TABLE_MISSING;
	*key = (struct str){ cdb_getkey(cdb), cdb_keylen(cdb) };
	*value = (struct str){ cdb_getdata(cdb), cdb_datalen(cdb) };
	return found > 0 && key->ptr != NULL && value->ptr != NULL
		       ? TABLE_FOUND
		       : TABLE_DAMAGED;
}

/* -- replacing ------------------------------------------------------------ */

struct table_build {
	struct cdb_make cdb;
	int in; /* where the paths begin */
	const char *path, *tmp_path, *folder;
	int lock_fd, fd;
	bool started;
};

/* Not waited for beyond the deadline.  Released by close(): the file stays, or
 * two would lock different ones. */
static int lock(int in, const char *path)
{
	int fd = openat(in, path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
			0600);
	int result;

	if (fd < 0)
		return -1;
	do {
		result = flock(fd,
			       LOCK_EX | (interrupt_pending() ? LOCK_NB : 0));
	} while (result < 0 && errno == EINTR);
	if (result == 0)
		return fd;
	path_close(fd);
	return -1;
}

/* What a crash left is ours to remove: we hold the lock. */
static int create(int in, const char *path, mode_t mode)
{
	int fd;

	if (unlinkat(in, path, 0) < 0 && errno != ENOENT)
		return -1;
	fd = openat(in, path,
		    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0 && fchmod(fd, mode) == 0)
		return fd;
	path_close(fd);
	return -1;
}

static struct str folder_of(struct str path)
{
	size_t slash = str_find_last(path, '/');

	if (slash == path.len)
		return STR(".");
	return slash == 0 ? STR("/") : str_first(path, slash);
}

struct table_build *table_build_start_in(struct arena *arena, int in,
					 const char *path, mode_t mode,
					 struct str *error)
{
	struct table_build *build = ARENA_NEW(arena, struct table_build);
	const char *lock_path = arena_printf(arena, "%s.lock", path).ptr;

	build->in = in;
	build->path = path;
	build->tmp_path = arena_printf(arena, "%s.tmp", path).ptr;
	build->folder = arena_cstr(arena, folder_of(str_from(path)));
	build->fd = -1;
	build->lock_fd = lock(in, lock_path);
	if (build->lock_fd >= 0)
		build->fd = create(in, build->tmp_path, mode);
	if (build->fd >= 0 && cdb_make_start(&build->cdb, build->fd) == 0) {
		build->started = true;
		return build;
	}
	*error = complaint(arena,
			   build->lock_fd < 0 ? lock_path : build->tmp_path,
			   strerror(errno));
	table_build_abandon(build);
	return NULL;
}

struct table_build *table_build_start(struct arena *arena, const char *path,
				      mode_t mode, struct str *error)
{
	return table_build_start_in(arena, AT_FDCWD, path, mode, error);
}

enum table_added table_build_add(struct table_build *build, struct str key,
				 struct str value)
{
	int result;

	if (key.len > UINT32_MAX || value.len > UINT32_MAX) {
		errno = EFBIG;
		return TABLE_FULL;
	}
	result = cdb_make_put(&build->cdb, key.ptr, (unsigned)key.len,
			      value.ptr, (unsigned)value.len, CDB_PUT_INSERT);
	return result < 0   ? TABLE_FULL
	       : result > 0 ? TABLE_DUPLICATE
			    : TABLE_ADDED;
}

static bool sync_folder(int in, const char *path)
{
	int fd = openat(in, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && path_sync_directory(fd);

	path_close(fd);
	return synced;
}

/* cdb_make_finish() frees what the build holds, whether it works or not. */
static bool finish(struct table_build *build)
{
	bool done = cdb_make_finish(&build->cdb) == 0 && fsync(build->fd) == 0;

	build->started = false;
	if (!done)
		return false;
	done = close(build->fd) == 0;
	build->fd = -1;
	return done &&
	       renameat(build->in, build->tmp_path, build->in, build->path) ==
		       0 &&
	       sync_folder(build->in, build->folder);
}

bool table_build_commit(struct arena *arena, struct table_build *build,
			struct str *error)
{
	bool done = finish(build);

	if (!done)
		*error = complaint(arena, build->path, strerror(errno));
	table_build_abandon(build);
	return done;
}

void table_build_abandon(struct table_build *build)
{
	/* libcdb has no other way to free what it holds. */
	if (build->started)
		cdb_make_finish(&build->cdb);
	build->started = false;
	if (build->lock_fd >= 0 && build->tmp_path != NULL)
		unlinkat(build->in, build->tmp_path, 0);
	path_close(build->fd);
	path_close(build->lock_fd);
	build->fd = build->lock_fd = -1;
}
