/*
 * changes: what scripts did to a mail, told from the edits of a version.
 */
#ifndef MDA_CHANGES_H
#define MDA_CHANGES_H

#include "../filter/action.h"
#include "../filter/message.h"

struct changes {
	struct str above, below; /* fields put in around those of the mail */
	size_t above_count, below_count;
	bool body; /* something else was changed */
};

struct changes changes_of(struct arena *arena, const struct message *message,
			  const struct edits *edits);

/* Fields that are taken off, one after the other; NULL: there is no more. */
struct removal {
	size_t next; /* the field behind it */
	size_t edit;
};
const struct header *changes_next_removed(const struct message *message,
					  const struct edits *edits,
					  struct removal *at);

/* "added X-A: b\n", "deleted Subject: c\n", "changed the body\n": safe to
 * show; what is forged is no change. */
struct str changes_text(struct arena *arena, const struct message *message,
			const struct edits *edits, const struct spans *forged);

#endif
