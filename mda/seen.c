#include "seen.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interrupt.h"
#include "limits.h"
#include "path.h"
#include "seen_look.h"
#include "status.h"

/* -- opening -------------------------------------------------------------- */

static bool is_private(int fd, mode_t type)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return false;
	if ((status.st_mode & S_IFMT) == type &&
	    (status.st_uid == geteuid() || status.st_uid == 0) &&
	    (status.st_mode & (S_IWGRP | S_IWOTH)) == 0)
		return true;
	errno = EPERM;
	return false;
}

static int open_journal(const struct seen_store *store, int flags)
{
	return openat(store->folder, store->journal_name,
		      O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY |
			      flags,
		      0600);
}

/* Its name, and all that leads to it, on stable storage: what is remembered
 * in it must not be lost with it. */
static int make_journal(const struct seen_store *store)
{
	int fd = open_journal(store, O_CREAT);

	if (fd >= 0 && path_sync_directory(store->folder) &&
	    path_sync_ancestors(store->folder))
		return fd;
	path_close(fd);
	return -1;
}

/* What lies there and is not ours to write gives way. */
static bool take_journal(struct seen_store *store)
{
	int fd = open_journal(store, 0);

	if (fd >= 0 && is_private(fd, S_IFREG)) {
		store->journal = fd;
		return true;
	}
	path_close(fd);
	if (errno == EPERM || errno == ELOOP || errno == EISDIR ||
	    errno == ENXIO || errno == EACCES) {
		seen_damaged(store, store->journal_name, "no file of ours");
		if (unlinkat(store->folder, store->journal_name, 0) < 0)
			return false;
		errno = ENOENT;
	}
	if (errno == ENOENT)
		store->journal = make_journal(store);
	return store->journal >= 0;
}

static bool take_folder(struct arena *arena, struct seen_store *store)
{
	struct str path = str_from(store->path);
	size_t slash = str_find_last(path, '/');

	if (slash + 1 >= path.len || path.ptr[0] != '/') {
		errno = EINVAL;
		return false;
	}
	store->name = store->path + slash + 1;
	store->journal_name =
		arena_printf(arena, "%s.journal", store->name).ptr;
	store->folder = path_open_directory(
		arena_printf(arena, "%.*s/", STR_ARG(str_first(path, slash)))
			.ptr,
		true);
	return store->folder >= 0 && is_private(store->folder, S_IFDIR);
}

struct seen_store *seen_open(struct arena *arena, const char *path,
			     struct str *error)
{
	struct seen_store *store = ARENA_NEW(arena, struct seen_store);
	int why;

	*store = (struct seen_store){ .folder = -1,
				      .journal = -1,
				      .path = path,
				      .name = "",
				      .journal_name = "",
				      .synced = true,
				      .arena = arena };
	if (take_folder(arena, store) && take_journal(store))
		return store;
	*error = arena_printf(arena, "%s: %s", path,
			      errno == EPERM ? "others may write its folder"
					     : strerror(errno));
	why = errno;
	seen_close(store);
	errno = why;
	return NULL;
}

void seen_close(struct seen_store *store)
{
	if (store->table != NULL)
		table_close(store->table);
	store->table = NULL;
	path_close(store->journal);
	path_close(store->folder);
	store->journal = store->folder = -1;
}

bool seen_exists(struct arena *arena, const char *path)
{
	return access(arena_printf(arena, "%s.journal", path).ptr, F_OK) == 0;
}

void seen_without_sync(struct seen_store *store)
{
	store->synced = false;
}

/* -- locks ---------------------------------------------------------------- */

/* seen_lock() spreads keys over all of them. */
_Static_assert(sizeof(off_t) == 8, "-D_FILE_OFFSET_BITS=64 is missing");

/* The lock belongs to the open file, and ends with the process.  It is not
 * waited for beyond the deadline. */
static bool set_lock(const struct seen_store *store, short type, off_t at)
{
	struct flock lock = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1
	};

	while (fcntl(store->journal,
		     interrupt_pending() ? F_OFD_SETLK : F_OFD_SETLKW,
		     &lock) < 0)
		if (errno != EINTR)
			return false;
	return true;
}

/* Byte 0 is the journal's; behind it each key has one.  Two keys that share
 * theirs wait for each other, no more. */
bool seen_lock(struct seen_store *store, struct str key)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < key.len; i++)
		hash = (hash ^ (unsigned char)key.ptr[i]) *
		       UINT64_C(0x100000001b3);
	return set_lock(store, F_WRLCK, (off_t)(hash >> 2) + 1);
}

/* -- what others call ----------------------------------------------------- */

static bool encode(struct arena *arena, const struct seen_entry *list,
		   size_t count, struct str *bytes)
{
	struct buf buf = buf_new(arena, LIMIT_SEEN_JOURNAL / 2);

	for (size_t i = 0; i < count; i++) {
		const struct journal_record record = {
			list[i].key, list[i].value,
			list[i].until > 0 ? (uint64_t)list[i].until : 0, STR("")
		};

		if (list[i].key.len > LIMIT_SEEN_KEY ||
		    list[i].value.len > LIMIT_SEEN_VALUE) {
			errno = EMSGSIZE;
			return false;
		}
		journal_put(&buf, &record);
	}
	*bytes = buf_str(&buf);
	errno = EMSGSIZE;
	return !buf.overflow;
}

/* A look under the journal's lock, with memory of its own. */
struct visit {
	struct seen_store *store;
	struct arena *arena;
	struct look look;
	bool locked;
};

static bool visit_begin(struct seen_store *store, struct visit *visit)
{
	*visit = (struct visit){ .store = store };
	visit->arena = arena_new(LIMIT_SEEN_ARENA, status_out_of_memory);
	visit->locked = set_lock(store, F_WRLCK, 0);
	return visit->locked && look_begin(store, &visit->look);
}

static void visit_end(struct visit *visit)
{
	int error = errno;

	if (visit->locked)
		set_lock(visit->store, F_UNLCK, 0);
	arena_free(visit->arena);
	errno = error;
}

static void explain(struct arena *arena, const struct seen_store *store,
		    struct str *error)
{
	*error = arena_printf(arena, "%s: %s", store->path, strerror(errno));
}

enum seen_status seen_find(struct arena *arena, struct seen_store *store,
			   struct str key, time_t now, struct str *value,
			   struct str *error)
{
	enum seen_status status = SEEN_FAILED;
	struct journal_record record;
	struct visit visit;

	if (visit_begin(store, &visit))
		status = look_find(visit.arena, &visit.look, key, now, &record)
				 ? SEEN_BEFORE
				 : SEEN_NEW;
	else
		explain(arena, store, error);
	if (status == SEEN_BEFORE)
		*value = arena_copy(arena, record.value);
	visit_end(&visit);
	return status;
}

enum seen_status seen_remember(struct arena *arena, struct seen_store *store,
			       struct str key, struct str value, time_t now,
			       time_t until, struct str *error)
{
	const struct seen_entry entry = { key, value, until };
	enum seen_status status = SEEN_FAILED;
	struct journal_record record;
	struct visit visit;
	struct str bytes;

	if (visit_begin(store, &visit) &&
	    encode(visit.arena, &entry, 1, &bytes)) {
		if (look_find(visit.arena, &visit.look, key, now, &record))
			status = SEEN_BEFORE;
		else if (look_append(store, visit.look.journal.len, bytes, now))
			status = SEEN_NEW;
	}
	if (status == SEEN_FAILED)
		explain(arena, store, error);
	visit_end(&visit);
	return status;
}

bool seen_replace_all(struct arena *arena, struct seen_store *store,
		      const struct seen_entry *list, size_t count, time_t now,
		      struct str *error)
{
	struct visit visit;
	struct str bytes;
	bool done = visit_begin(store, &visit) &&
		    encode(visit.arena, list, count, &bytes) &&
		    look_append(store, visit.look.journal.len, bytes, now);

	if (!done)
		explain(arena, store, error);
	visit_end(&visit);
	return done;
}

bool seen_replace(struct arena *arena, struct seen_store *store, struct str key,
		  struct str value, time_t now, time_t until, struct str *error)
{
	const struct seen_entry entry = { key, value, until };

	return seen_replace_all(arena, store, &entry, 1, now, error);
}

/* -- for the decider ------------------------------------------------------ */

struct view {
	struct seen base;
	struct look look;
};

static bool has(const struct seen *base, struct arena *arena, struct str key,
		time_t now)
{
	const struct view *view = (const struct view *)base;
	struct journal_record record;

	return look_find(arena, &view->look, key, now, &record);
}

const struct seen *seen_view(struct arena *arena, struct seen_store *store)
{
	struct view *view = ARENA_NEW(arena, struct view);

	view->base.has = has;
	if (set_lock(store, F_WRLCK, 0)) {
		if (!look_begin(store, &view->look))
			view->look = (struct look){ 0 };
		set_lock(store, F_UNLCK, 0);
	}
	return &view->base;
}
