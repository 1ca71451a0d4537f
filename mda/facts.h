/*
 * facts: what was known of a mail besides its bytes and DNS when it was judged,
 * as comment lines of a zone file:
 *	# now 1790000000
 *	# client 192.0.2.1
 *	# helo "mail.example.com"
 * What was not told, or told to be empty, has no line.
 */
#ifndef MDA_FACTS_H
#define MDA_FACTS_H

#include <time.h>

#include "../filter/buf.h"
#include "../filter/envelope.h"

struct facts {
	time_t now;
	struct envelope envelope; /* without queue_id */
	struct str folder; /* of -m or the detail; "" when none */
};

void facts_write(struct buf *out, const struct facts *facts);

/* From all lines of a text; what cannot be read counts as not told.  False:
 * not even the time.  Points into the arena and the text. */
bool facts_read(struct arena *arena, struct str text, struct facts *facts);

#endif
