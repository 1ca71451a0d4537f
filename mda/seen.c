#include "seen.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interrupt.h"
#include "journal.h"
#include "limits.h"
#include "log.h"
#include "path.h"
#include "status.h"
#include "table.h"

/*
 * NAME is a cdb from keys to records as they stood in the journal, the newest
 * first; NAME.journal is what came since.  The journal is read and changed
 * under a lock on its first byte.  A crash while the journal is folded into the
 * cdb leaves both, which say the same.
 */
struct seen_store {
	int folder, journal;
	const char *path; /* for messages */
	const char *name, *journal_name; /* in the folder */
	bool synced;
};

/* Both, as they were at one moment. */
struct look {
	struct str journal; /* the whole records in it */
	struct table *table; /* NULL: there is none */
};

static void damaged(const struct seen_store *store, const char *name,
		    const char *what)
{
	log_line(LOG_LEVEL_WARNING, "%s: %s: %s; begun anew", store->path, name,
		 what);
}

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
	if (fd >= 0 || errno == ELOOP || errno == EISDIR || errno == ENXIO ||
	    errno == EACCES) {
		damaged(store, store->journal_name, "no file of ours");
		path_close(fd);
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

	*store = (struct seen_store){ -1, -1, path, "", "", true };
	if (take_folder(arena, store) && take_journal(store))
		return store;
	*error = arena_printf(arena, "%s: %s", path,
			      errno == EPERM ? "others may write its folder"
					     : strerror(errno));
	seen_close(store);
	return NULL;
}

void seen_close(struct seen_store *store)
{
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

/* The lock belongs to the open file, and ends with the process. */
static bool set_lock(const struct seen_store *store, short type, off_t at)
{
	struct flock lock = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1
	};

	while (fcntl(store->journal, F_OFD_SETLKW, &lock) < 0)
		if (errno != EINTR || interrupt_pending())
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

/* -- reading -------------------------------------------------------------- */

static bool read_at_start(int fd, char *bytes, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t got = pread(fd, bytes + len, size - len, (off_t)len);

		if (got == 0)
			errno = EIO;
		if (got == 0 || (got < 0 && errno != EINTR))
			return false;
		len += got > 0 ? (size_t)got : 0;
	}
	return true;
}

/* Up to the first byte that is no record; the rest is taken off, so that new
 * ones do not stand behind it. */
static bool read_journal(struct arena *arena, const struct seen_store *store,
			 struct str *journal)
{
	struct journal_record record;
	struct stat status;
	struct str rest;
	char *bytes;
	size_t size;

	if (fstat(store->journal, &status) < 0)
		return false;
	size = (uint64_t)status.st_size <= LIMIT_SEEN_JOURNAL
		       ? (size_t)status.st_size
		       : 0;
	bytes = arena_alloc(arena, size);
	if (!read_at_start(store->journal, bytes, size))
		return false;
	rest = (struct str){ bytes, size };
	while (journal_next(&rest, &record))
		continue;
	*journal = (struct str){ bytes, size - rest.len };
	if (journal->len == (uint64_t)status.st_size)
		return true;
	damaged(store, store->journal_name, "its end is damaged");
	return ftruncate(store->journal, (off_t)journal->len) == 0;
}

static void drop_table(const struct seen_store *store, struct look *look,
		       const char *what)
{
	damaged(store, store->name, what);
	if (look->table != NULL)
		table_close(look->table);
	look->table = NULL;
	unlinkat(store->folder, store->name, 0);
}

static bool look_begin(struct arena *arena, const struct seen_store *store,
		       struct look *look)
{
	struct str error;

	*look = (struct look){ 0 };
	if (!read_journal(arena, store, &look->journal))
		return false;
	look->table = table_open_in(arena, store->folder, store->name, &error);
	if (look->table == NULL && (errno == EPROTO || errno == EPERM ||
				    errno == ELOOP || errno == EACCES))
		drop_table(store, look, "it cannot be read");
	return true;
}

static void look_end(struct look *look)
{
	if (look->table != NULL)
		table_close(look->table);
	look->table = NULL;
}

/* The record of that key in a cdb: the whole value, and nothing else. */
static bool is_record_of(struct str key, struct str value,
			 struct journal_record *record)
{
	return journal_next(&value, record) && value.len == 0 &&
	       str_eq(record->key, key);
}

static enum table_status find_in_table(struct arena *arena, struct table *table,
				       struct str key,
				       struct journal_record *record)
{
	struct str value;
	enum table_status found = table_find(arena, table, key, &value);

	if (found == TABLE_FOUND && !is_record_of(key, value, record))
		return TABLE_DAMAGED;
	return found;
}

/* The newest of that key. */
static bool find_in_journal(struct str journal, struct str key,
			    struct journal_record *record)
{
	struct journal_record next;
	bool found = false;

	while (journal_next(&journal, &next))
		if (str_eq(next.key, key)) {
			*record = next;
			found = true;
		}
	return found;
}

static bool is_live(const struct journal_record *record, time_t now)
{
	return record->until > (uint64_t)now;
}

static bool look_find(struct arena *arena, const struct look *look,
		      struct str key, time_t now, struct journal_record *record)
{
	return (find_in_journal(look->journal, key, record) ||
		(look->table != NULL &&
		 find_in_table(arena, look->table, key, record) ==
			 TABLE_FOUND)) &&
	       is_live(record, now);
}

/* -- folding -------------------------------------------------------------- */

/* The records of a journal, in their order. */
static size_t list_records(struct arena *arena, struct str journal,
			   struct journal_record **list)
{
	struct journal_record record;
	size_t count = 0;

	*list = NULL;
	while (journal_next(&journal, &record)) {
		if ((count & (count - 1)) == 0)
			*list = arena_grow(arena, *list, count, count * 2 + 1,
					   sizeof(**list));
		(*list)[count++] = record;
	}
	return count;
}

struct fold {
	struct table_build *build;
	size_t entries, bytes;
};

/* A key that is there already is newer.  False: no room on disk. */
static bool fold_add(struct fold *fold, const struct journal_record *record)
{
	enum table_added added;

	if (fold->entries >= LIMIT_SEEN_ENTRIES ||
	    record->raw.len > LIMIT_SEEN_BYTES - fold->bytes)
		return true;
	added = table_build_add(fold->build, record->key, record->raw);
	if (added == TABLE_ADDED) {
		fold->entries++;
		fold->bytes += record->raw.len;
	}
	return added != TABLE_FULL;
}

/* Those of the journal that are past as well: they hide what the cdb knows. */
static bool fold_journal(struct arena *arena, struct str journal,
			 struct fold *fold)
{
	struct journal_record *list;
	size_t count = list_records(arena, journal, &list);

	while (count > 0)
		if (!fold_add(fold, &list[--count]))
			return false;
	return true;
}

/* As far as it can be read. */
static bool fold_table(struct table *table, time_t now, struct fold *fold)
{
	struct journal_record record;
	struct str key, value;
	unsigned at = 0;

	while (table_next(table, &at, &key, &value) == TABLE_FOUND)
		if (is_record_of(key, value, &record) &&
		    is_live(&record, now) && !fold_add(fold, &record))
			return false;
	return true;
}

/* Only when the new cdb is on stable storage the journal is emptied. */
static void fold(const struct seen_store *store, time_t now)
{
	struct arena *arena = arena_new(LIMIT_SEEN_ARENA, status_out_of_memory);
	struct fold fold = { 0 };
	struct str error = STR("");
	struct look look;
	bool done = false;

	if (look_begin(arena, store, &look))
		fold.build = table_build_start_in(arena, store->folder,
						  store->name, 0600, &error);
	if (fold.build != NULL && fold_journal(arena, look.journal, &fold) &&
	    (look.table == NULL || fold_table(look.table, now, &fold)))
		done = table_build_commit(arena, fold.build, &error);
	else if (fold.build != NULL)
		table_build_abandon(fold.build);
	if (!done || ftruncate(store->journal, 0) < 0)
		log_line(LOG_LEVEL_WARNING, "%s: not made smaller: %.*s",
			 store->path, STR_ARG(error));
	look_end(&look);
	arena_free(arena);
}

/* -- writing -------------------------------------------------------------- */

static bool write_at(int fd, struct str bytes, off_t at)
{
	while (bytes.len > 0) {
		ssize_t put = pwrite(fd, bytes.ptr, bytes.len, at);

		if (put == 0)
			errno = ENOSPC;
		if (put == 0 || (put < 0 && errno != EINTR))
			return false;
		at += put > 0 ? put : 0;
		bytes = str_skip(bytes, put > 0 ? (size_t)put : 0);
	}
	return true;
}

static bool sync_journal(const struct seen_store *store)
{
	int result;

	do {
		result = store->synced ? fdatasync(store->journal) : 0;
	} while (result < 0 && errno == EINTR);
	return result == 0;
}

/* Behind the last whole record; nothing of it stays when it fails. */
static bool append(const struct seen_store *store, size_t end, struct str bytes,
		   time_t now)
{
	int error;

	if (end + bytes.len > LIMIT_SEEN_JOURNAL) {
		damaged(store, store->journal_name, "it grew too large");
		end = 0;
		if (ftruncate(store->journal, 0) < 0)
			return false;
	}
	if (!write_at(store->journal, bytes, (off_t)end) ||
	    !sync_journal(store)) {
		error = errno;
		if (ftruncate(store->journal, (off_t)end) < 0)
			damaged(store, store->journal_name, strerror(errno));
		errno = error;
		return false;
	}
	if (end + bytes.len > LIMIT_SEEN_FOLD)
		fold(store, now);
	return true;
}

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

/* -- what others call ----------------------------------------------------- */

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
	return visit->locked && look_begin(visit->arena, store, &visit->look);
}

static void visit_end(struct visit *visit)
{
	int error = errno;

	look_end(&visit->look);
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
		else if (append(store, visit.look.journal.len, bytes, now))
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
		    append(store, visit.look.journal.len, bytes, now);

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

/* The cdb stays mapped when its descriptor is closed. */
const struct seen *seen_view(struct arena *arena, struct seen_store *store)
{
	struct view *view = ARENA_NEW(arena, struct view);

	view->base.has = has;
	if (set_lock(store, F_WRLCK, 0)) {
		if (!look_begin(arena, store, &view->look))
			view->look = (struct look){ 0 };
		set_lock(store, F_UNLCK, 0);
	}
	return &view->base;
}
