/*
 * input: the mail as bytes, read once.  Small mail in memory; large mail in an
 * unlinked file next to the mailbox, mapped.
 */
#ifndef MDA_INPUT_H
#define MDA_INPUT_H

#include "../filter/str.h"

struct input {
	struct str mail; /* without a leading mbox "From " line */
	struct str from_line; /* that line without its end; empty if none */
	bool crlf; /* the first line ended with CRLF: wire format,
			       * stored with LF throughout */
	void *map;
	size_t map_size;
	bool mapped;
};

/*
 * Reads fd to its end.  spool_folder: an open directory where the unlinked file
 * goes (it must be the mailbox's file system: the mail has to fit there
 * anyway); -1: TMPDIR.  False with errno: the delivery must be retried.
 */
bool input_read(int fd, int spool_folder, struct input *input);
/* Maps a file (explain, test); one that is open. */
bool input_map(const char *path, struct input *input);
bool input_map_open(int fd, struct input *input);
/* The same of what is no mail from elsewhere: a line "From " stays. */
bool input_map_whole(int fd, struct input *input);
/* Gives the pages of those bytes back, as far as they are of a mapped mail; they
 * are read again when somebody comes back to them. */
void input_passed(const void *input, struct str bytes);
void input_release(struct input *input);

#endif
