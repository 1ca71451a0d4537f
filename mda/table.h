/*
 * table: a cdb: looked up by key, replaced whole.  Readers never wait, and a
 * crash leaves the old one.
 */
#ifndef MDA_TABLE_H
#define MDA_TABLE_H

#include <sys/stat.h>
#include <sys/types.h>

#include "../filter/arena.h"

/* -- reading -------------------------------------------------------------- */

struct table;

/*
 * NULL with *error; errno is ENOENT when there is none.  Refused when anybody
 * but root and us could have written it: what it says is obeyed.
 */
struct table *table_open(struct arena *arena, const char *path,
			 struct str *error);
/* The same for a path that begins in an open folder, as with openat(). */
struct table *table_open_in(struct arena *arena, int folder, const char *path,
			    struct str *error);
void table_close(struct table *table);
/* Whether that is the file it was opened from, and of the same size. */
bool table_is_file(const struct table *table, const struct stat *status);

enum table_status { TABLE_FOUND, TABLE_MISSING, TABLE_DAMAGED };

/* The value, copied into the arena. */
enum table_status table_find(struct arena *arena, struct table *table,
			     struct str key, struct str *value);

/* Its entries in the order in which they were added: *at is 0 for the first.
 * Slices that live as long as the table; TABLE_MISSING at the end. */
enum table_status table_next(struct table *table, unsigned *at, struct str *key,
			     struct str *value);

/* -- replacing ------------------------------------------------------------ */

struct table_build;

/*
 * Waits for the lock on PATH.lock, and starts anew in PATH.tmp; the old one may
 * be read meanwhile.  mode: of the new file.  NULL with *error.
 */
struct table_build *table_build_start(struct arena *arena, const char *path,
				      mode_t mode, struct str *error);
struct table_build *table_build_start_in(struct arena *arena, int folder,
					 const char *path, mode_t mode,
					 struct str *error);

enum table_added { TABLE_ADDED, TABLE_DUPLICATE, TABLE_FULL };

/* TABLE_FULL: no room on disk, or in a cdb, with errno. */
enum table_added table_build_add(struct table_build *build, struct str key,
				 struct str value);

/* On stable storage under its name; false with *error: that is not certain.
 * Either way the build is over and the lock is free. */
bool table_build_commit(struct arena *arena, struct table_build *build,
			struct str *error);
void table_build_abandon(struct table_build *build);

#endif
