/*
 * seccomp: the system calls that a process may still make.  Lists of what is
 * allowed, found by tracing; all else fails with EPERM, so that a library that
 * tries something optional goes on without it.
 */
#ifndef MDA_SECCOMP_H
#define MDA_SECCOMP_H

#include <stdbool.h>

enum seccomp_work {
	/* Computing, reading and writing what is open, taking a socket. */
	SECCOMP_DECIDE = 1,
	/* Opening files to read. */
	SECCOMP_READ = 2,
	/* Making, writing, moving and removing files; no programs. */
	SECCOMP_KEEP_MAIL = 4,
	/* Handing files to another process, over SECCOMP_SOCKET alone. */
	SECCOMP_ASK = 8,
};

/* Higher than what is open by chance. */
#define SECCOMP_SOCKET 63

/* work: what the process is there for, or several of them.  NULL, or why the
 * kernel does not do it. */
const char *seccomp_enter(unsigned work);

#endif
