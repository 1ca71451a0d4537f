/*
 * sandbox: what a process may still do.  The one that decides reads what is in
 * memory, asks name servers by the sockets that it is handed, and answers: no
 * file, no program, no new process or socket, bounded memory and time.
 */
#ifndef MDA_SANDBOX_H
#define MDA_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "landlock.h"

struct sandbox {
	size_t mail_size; /* bytes that are mapped */
	unsigned seconds; /* of processor time */
	const char *folder; /* whose files may be read all the same, or NULL */
};

/*
 * For the rest of this process's life.  Of what is open only DECIDER_ANSWER and
 * DECIDER_DOOR stay: the MTA would believe what stands on stderr.  What the
 * kernel does not have is left out (sandbox_layer()).  False with errno: then
 * nothing may be decided.
 */
bool sandbox_enter(const struct sandbox *sandbox);

/*
 * For a process that only stores from here on: no program, no new process or
 * socket, and of files these places.  What is open stays.  asks: it has a runner,
 * which it may hand files.  False with errno: the rest is in force all the same.
 */
bool sandbox_narrow(const struct landlock_place *places, size_t count,
		    bool asks);

struct sandbox_layer {
	const char *name, *what;
	const char *missing; /* why it is not in force; NULL: it is */
};

/* Of this process; NULL beyond the last. */
const struct sandbox_layer *sandbox_layer(size_t n);

#endif
