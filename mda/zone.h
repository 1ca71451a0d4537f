/*
 * zone: DNS answers from a text file: tests, the demo, replay.
 *	example.com        TXT  "v=spf1 ip4:192.0.2.1 -all"
 *	mail.example.com   A    192.0.2.1
 *	example.com        MX   10 mail.example.com
 *	slow.example.com   FAIL          (no answer: temporary failure)
 *	slow.example.com   TXT  FAIL     (the same for one type)
 *	mail.example.com   60 AD AAAA NODATA    (seconds it holds; validated)
 * In the place of a record, NODATA and NXDOMAIN are answers, too.  Without a
 * type they and FAIL are for the types that the name has no line of.  '#' begins
 * a comment line.  TXT: one or more quoted strings that are joined, with \" \\
 * and \DDD; or the rest of the line without quotes.  Names may hold \DDD, too.
 *
 * A name that is neither there nor above one that is there does not exist
 * (NXDOMAIN).  "*" as the first label is a wildcard (RFC 4592); alone, it
 * answers for all that is not below a name of the file.  With a line ". FAIL"
 * all that no line speaks of, be it a type, is a failure.
 */
#ifndef MDA_ZONE_H
#define MDA_ZONE_H

#include "../filter/dns.h"

/* NULL with *error ("line 4: ...").  The zone lives in the arena; text must
 * outlive it. */
struct dns *zone_parse(struct arena *arena, struct str text, struct str *error);

#endif
