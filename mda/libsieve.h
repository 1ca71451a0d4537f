/*
 * libsieve: a script run by libsieve, which is loaded when it is needed.  For a
 * process without rights: its parser writes beyond its memory now and then.
 */
#ifndef MDA_LIBSIEVE_H
#define MDA_LIBSIEVE_H

#include "engine.h"

/* What a process of its own does (see door.h): one request, one answer. */
void libsieve_serve(int socket, const void *user);

/* For the decider: scripts are run behind the door. */
extern const struct sieve_engine libsieve_engine;

#endif
