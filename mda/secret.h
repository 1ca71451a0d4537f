/*
 * secret: a file that only we may read.  It is opened while we have the right
 * to, before rights are dropped; what is in it is read where it is needed, and
 * never in a process that parses mail and can reach a network.
 */
#ifndef MDA_SECRET_H
#define MDA_SECRET_H

#include "config.h"

struct secret {
	const char *path; /* NULL: none is configured */
	int fd; /* -1: none, or not for the user that we are */
};

/*
 * path: NULL for none.  No right to open it is no error: users of the system
 * must not have it, and their mail is delivered without.  A file that everybody
 * may read is none.  False with *error.
 */
bool secret_open(struct arena *arena, const char *path, struct secret *secret,
		 struct str *error);

/* Those of the configuration. */
struct secrets {
	struct secret srs, seal, dkim;
};

bool secrets_open(struct arena *arena, const struct config *config,
		  struct secrets *secrets, struct str *error);

/* All of it, from the start; at most limit bytes.  False with *error. */
bool secret_read(struct arena *arena, const struct secret *secret, size_t limit,
		 struct str *text, struct str *error);

#endif
