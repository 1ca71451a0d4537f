/*
 * vouch: what a mail that leaves gets of ours, where it is configured: an
 * envelope sender and an ARC seal when it is redirected, a DKIM signature when
 * we wrote it.  Whatever cannot be made is told to the administrator, and the
 * mail leaves without: that is no reason to hold it back.
 */
#ifndef MDA_VOUCH_H
#define MDA_VOUCH_H

#include "content.h"
#include "deliver.h"

/* The envelope sender of a redirected mail. */
struct str vouch_sender(struct arena *arena, const struct delivery *delivery);

/* The content with a seal on top of it, which tells what was verified when the
 * mail came, whatever a script changed in it since. */
struct content vouch_redirected(struct arena *arena,
				const struct delivery *delivery,
				const struct content *content);

/* The content, a mail of ours, with a DKIM signature on top of it. */
struct content vouch_written(struct arena *arena,
			     const struct delivery *delivery,
			     const struct content *content);

/*
 * In a process that has the key: the header fields for the mail in mail_fd: a
 * seal with the order's results, or else a signature.  False with *error.
 */
bool vouch_sign(struct arena *arena, const struct delivery *delivery, bool seal,
		int mail_fd, struct str *fields, struct str *error);

#endif
