/*
 * world: a user, a mailbox, a sendmail; what they look like after a delivery.
 */
#ifndef TESTS_FAULTS_WORLD_H
#define TESTS_FAULTS_WORLD_H

#include <stdbool.h>
#include <stddef.h>

#include "trace.h"

#define FOLDERS 4

/* A delivery, and where the mail has to be when it is done. */
struct scenario {
	const char *name;
	const char *script; /* Sieve, or NULL */
	const char *options; /* lines of waxseal.conf */
	const char *folders[FOLDERS]; /* "Maildir/new", "Maildir/.A/cur" */
	unsigned sent; /* mails that leave */
	bool replies; /* these are replies, which may be left out */
	bool nothing_there; /* no mailbox yet */
	size_t size; /* bytes of the mail */
	struct refusal refused[3]; /* what its file system cannot do */
};

struct world {
	const char *folder; /* all of it */
	const char *waxseal;
	char *argv[16];
	const char *input, *errors; /* its stdin and stderr */
	const struct scenario *scenario;
	char *mail;
	size_t size;
};

/* What is in it; of wrong, one sentence. */
struct sight {
	unsigned copies[FOLDERS];
	unsigned sent;
	unsigned notices; /* ours, to the user */
	char wrong[256]; /* a mail that is not whole, or elsewhere; or "" */
};

/* A folder of its own for this process, below the given one. */
struct world *world_new(const char *below, const char *waxseal, char *self);
void world_free(struct world *world);
/* As it is before the first delivery of that kind. */
void world_begin(struct world *world, const struct scenario *scenario);
/* The same again. */
void world_reset(struct world *world);
struct sight world_look(const struct world *world);

/* "folder/name", in one of a few static buffers: for a moment. */
const char *in_world(const struct world *world, const char *name);

/* What the world's sendmail does: keeps what it is given. */
int sendmail_main(const char *self);

#endif
