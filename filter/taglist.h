/*
 * taglist: "tag=value; tag=value" (RFC 6376 3.2; DMARC and key records alike).
 */
#ifndef FILTER_TAGLIST_H
#define FILTER_TAGLIST_H

#include "arena.h"
#include "limits.h"
#include "str.h"

struct tag {
	struct str name; /* case kept: tag names are case-sensitive */
	struct str value; /* slice of the input, FWS trimmed at both ends */
};

enum taglist_status {
	TAGLIST_OK,
	TAGLIST_SYNTAX, /* no "=", an empty or bad name, a bad byte */
	TAGLIST_DUPLICATE, /* one name twice: the whole list is void */
	TAGLIST_TOO_MANY, /* more than LIMIT_TAGS */
};

struct taglist {
	enum taglist_status status;
	size_t count;
	struct tag tags[LIMIT_TAGS]; /* in order; those before the error */
};

/* One ";" may follow the last pair.  FWS may stand around names and values. */
void taglist_parse(struct taglist *list, struct str text);
/* NULL when there is none. */
const struct tag *taglist_find(const struct taglist *list, struct str name);
/* "duplicate tag", ... for a reason text. */
const char *taglist_status_text(enum taglist_status status);

/* The value without any FWS in it (b=, bh=, p=, h=). */
struct str tag_compact(struct arena *arena, struct str value);

#endif
