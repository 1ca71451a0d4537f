/*
 * zone_write: DNS answers as lines that mda/zone reads back.
 */
#ifndef MDA_ZONE_WRITE_H
#define MDA_ZONE_WRITE_H

#include "../filter/buf.h"
#include "../filter/dns.h"

/* The answer to (name, type), a line a record.  All of it is printable ASCII;
 * strings are cut in pieces so that the words of a line stay short. */
void zone_write(struct buf *out, struct str name, enum dns_type type,
		const struct dns_answer *answer);

/* Any bytes, as zone_unquote() reads them. */
void zone_quote(struct buf *out, struct str text);

#endif
