#include "seen_look.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "log.h"
#include "status.h"

void seen_damaged(const struct seen_store *store, const char *name,
		  const char *what)
{
	log_line(LOG_LEVEL_WARNING, "%s: %s: %s; begun anew", store->path, name,
		 what);
}

/* -- reading -------------------------------------------------------------- */

/* What a delivery adds to a journal is rarely more. */
#define ROOM ((size_t)4 * 1024)

static bool read_at(int fd, char *bytes, size_t size, size_t at)
{
	size_t len = 0;

	while (len < size) {
		ssize_t got =
			pread(fd, bytes + len, size - len, (off_t)(at + len));

		if (got == 0)
			errno = EIO;
		if (got == 0 || (got < 0 && errno != EINTR))
			return false;
		len += got > 0 ? (size_t)got : 0;
	}
	return true;
}

/* The journal still begins with what is known of it. */
static bool is_known(const struct seen_store *store, size_t size)
{
	char piece[8 * 1024];

	for (size_t at = 0; at < store->known_len; at += sizeof(piece)) {
		size_t len = store->known_len - at < sizeof(piece)
				     ? store->known_len - at
				     : sizeof(piece);

		if (!read_at(store->journal, piece, len, at) ||
		    memcmp(piece, store->known + at, len) != 0)
			return false;
	}
	return size >= store->known_len;
}

/* For so much, and what a delivery adds.  Who looks at what was known goes on
 * to see it. */
static void make_room(struct seen_store *store, size_t size)
{
	if (store->known != NULL && size <= store->known_size)
		return;
	store->known_size = size + size / 4 + ROOM;
	store->known = arena_grow(store->arena, store->known, store->known_len,
				  store->known_size, 1);
}

/*
 * Up to the first byte that is no record; the rest is taken off, so that new
 * ones do not stand behind it.  A delivery looks several times, and the check
 * of each byte takes longer than all else: it is done once.
 */
static bool read_journal(struct seen_store *store, struct str *journal)
{
	struct journal_record record;
	struct stat status;
	struct str rest;
	size_t size;

	if (fstat(store->journal, &status) < 0)
		return false;
	size = (uint64_t)status.st_size <= LIMIT_SEEN_JOURNAL
		       ? (size_t)status.st_size
		       : 0;
	if (!is_known(store, size))
		store->known_len = store->known_size = 0;
	make_room(store, size);
	rest = (struct str){ store->known + store->known_len,
			     size - store->known_len };
	if (!read_at(store->journal, store->known + store->known_len, rest.len,
		     store->known_len))
		return false;
	while (journal_next(&rest, &record))
		continue;
	store->known_len = size - rest.len;
	*journal = (struct str){ store->known, store->known_len };
	if (store->known_len == (uint64_t)status.st_size)
		return true;
	seen_damaged(store, store->journal_name, "its end is damaged");
	return ftruncate(store->journal, (off_t)store->known_len) == 0;
}

/* A delivery looks several times: the cdb stays open until another one is put
 * in its place, by folding. */
static bool is_in_place(const struct seen_store *store)
{
	struct stat now;

	return store->table != NULL &&
	       fstatat(store->folder, store->name, &now, 0) == 0 &&
	       table_is_file(store->table, &now);
}

/* It lies at the file, not at what there is to open it with just now: a cdb
 * that is taken for empty would be replaced by what came since. */
static bool is_damage(int error)
{
	return error == EPROTO || error == EPERM || error == ELOOP ||
	       error == EACCES || error == ENXIO || error == ENODEV;
}

/* One that was there before stays mapped, for who looks at it. */
static bool open_table(struct seen_store *store)
{
	struct str error;

	store->table =
		table_open_in(store->arena, store->folder, store->name, &error);
	if (store->table != NULL || errno == ENOENT)
		return true;
	if (!is_damage(errno))
		return false;
	seen_damaged(store, store->name, "it cannot be read");
	unlinkat(store->folder, store->name, 0);
	return true;
}

bool look_begin(struct seen_store *store, struct look *look)
{
	*look = (struct look){ 0 };
	if (!read_journal(store, &look->journal) ||
	    (!is_in_place(store) && !open_table(store)))
		return false;
	look->table = store->table;
	return true;
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

	while (journal_step(&journal, &next))
		if (str_eq(next.key, key)) {
			*record = next;
			found = true;
		}
	return found;
}

/* Nothing is remembered for so long that it could not have been for now: it is
 * from a clock that was wrong. */
static bool is_live(const struct journal_record *record, time_t now)
{
	return record->until > (uint64_t)now &&
	       record->until - (uint64_t)now <= LIMIT_SEEN_AHEAD;
}

bool look_find(struct arena *arena, const struct look *look, struct str key,
	       time_t now, struct journal_record *record)
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
static void fold(struct seen_store *store, time_t now)
{
	struct arena *arena = arena_new(LIMIT_SEEN_ARENA, status_out_of_memory);
	struct fold fold = { 0 };
	struct str error = STR("");
	struct look look;
	bool done = false;

	if (look_begin(store, &look))
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

bool look_append(struct seen_store *store, size_t end, struct str bytes,
		 time_t now)
{
	int error;

	if (end + bytes.len > LIMIT_SEEN_JOURNAL) {
		seen_damaged(store, store->journal_name, "it grew too large");
		end = 0;
		if (ftruncate(store->journal, 0) < 0)
			return false;
	}
	if (!write_at(store->journal, bytes, (off_t)end) ||
	    !sync_journal(store)) {
		error = errno;
		if (ftruncate(store->journal, (off_t)end) < 0)
			seen_damaged(store, store->journal_name,
				     strerror(errno));
		errno = error;
		return false;
	}
	if (end + bytes.len > LIMIT_SEEN_FOLD)
		fold(store, now);
	return true;
}
