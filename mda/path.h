/*
 * path: directories opened level by level, so that nobody but root can lead
 * us astray with a link.
 */
#ifndef MDA_PATH_H
#define MDA_PATH_H

#include <dirent.h>
#include <stdbool.h>

/*
 * Opens an absolute path.  A symbolic link in it is followed when root owns it
 * (/home -> /srv/home), else ELOOP.  ".." is EINVAL.  make: what is missing is
 * made with mode 0700.  -1 with errno.
 */
int path_open_directory(const char *path, bool make);

/* One level, never a link.  -1 with errno; ENOTDIR for a link or a file. */
int path_open_level(int directory, const char *name);

/* fsync() of a directory; file systems that cannot do it have nothing to do. */
bool path_sync_directory(int directory);
/* Of all directories above it that can be opened: those that cannot were made
 * by somebody else. */
bool path_sync_ancestors(int directory);

/* close() that leaves errno alone; -1 is nothing. */
void path_close(int fd);

/* The next of a folder; NULL with errno, which is 0 at the end. */
const struct dirent *path_entry(DIR *stream);

#endif
