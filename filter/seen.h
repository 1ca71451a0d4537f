/*
 * seen: what was remembered of earlier mails: asked here, kept by mda/.
 */
#ifndef FILTER_SEEN_H
#define FILTER_SEEN_H

#include <time.h>

#include "arena.h"
#include "str.h"

struct seen {
	/* The key was remembered, and not yet forgotten at that time. */
	bool (*has)(const struct seen *seen, struct arena *arena,
		    struct str key, time_t now);
};

#endif
