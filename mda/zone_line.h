/*
 * zone_line: one line of a zone file, as mda/zone.h shows it.
 */
#ifndef MDA_ZONE_LINE_H
#define MDA_ZONE_LINE_H

#include "../filter/dns.h"

/* Seconds that an answer holds when its line does not say. */
#define ZONE_TTL 300

/*
 * The key is the name in lower case with its labels in reverse order and a NUL
 * between them ("com\0example\0www"): sorted by it, a name stands right before
 * all that is below it.
 */
struct zone_line {
	struct str key;
	unsigned type; /* enum dns_type; 0: every type without own lines */
	enum dns_status status; /* DNS_FOUND: there is a record */
	bool authenticated;
	unsigned ttl;
	size_t number; /* in the file */
	struct dns_record record;
};

/* All but the number.  NULL, or what is wrong with it. */
const char *zone_line_read(struct arena *arena, struct str text,
			   struct zone_line *line);
/* Of a name without escapes. */
struct str zone_key(struct arena *arena, struct str name);

/* The next run of bytes that are no blanks, taken off the front of *rest; empty
 * at the end. */
struct str zone_word(struct str *rest);
/* The text that stands in quotes as TXT data, or without them; NULL, or what is
 * wrong. */
const char *zone_unquote(struct arena *arena, struct str data,
			 struct str *text);

#endif
