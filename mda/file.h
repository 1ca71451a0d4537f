/*
 * file: a small file, whole.
 */
#ifndef MDA_FILE_H
#define MDA_FILE_H

#include <sys/stat.h>

#include "../filter/arena.h"

/*
 * A regular file of at most limit bytes.  status (may be NULL) tells of the
 * very file that was read.  False with errno and *error ("PATH: why").
 */
bool file_read(struct arena *arena, const char *path, size_t limit,
	       struct str *bytes, struct stat *status, struct str *error);

/* An error that tells of the system, not of the file: another time it may be
 * read, and to go on as if it were not there would be wrong. */
bool file_is_surprise(int error);

#endif
