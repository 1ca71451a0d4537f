/*
 * landlock: the kernel's way to let a process have less of the file system
 * than its user has.  Asked by number: Debian 12's headers are older than what
 * kernels have.
 */
#ifndef MDA_LANDLOCK_H
#define MDA_LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>

enum landlock_use {
	LANDLOCK_READ, /* files in it, and what there is */
	LANDLOCK_KEEP_MAIL, /* files are made, written, moved and removed */
};

/* Something that stays within reach. */
struct landlock_place {
	int fd; /* of a folder, or a file; open in any way */
	enum landlock_use use;
};

/* What the kernel has of it, as a number; 0: nothing, and why. */
int landlock_version(const char **missing);

/*
 * Only these places from here on, besides what is open; and where the kernel
 * can, no TCP, and no signals or abstract sockets to others.  The process must
 * not be able to gain privileges.  False with errno.
 */
bool landlock_enter(const struct landlock_place *places, size_t count);

#endif
