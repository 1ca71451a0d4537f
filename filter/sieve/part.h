/*
 * part: the part of an address that a test asks for (RFC 5228 2.7.4).
 */
#ifndef FILTER_SIEVE_PART_H
#define FILTER_SIEVE_PART_H

#include "../address.h"
#include "language.h"

/*
 * False: the address has no such part, so nothing matches it.  The local part
 * is given without its quotes.  delimiters: the characters of which the first
 * in a local part stands between user and detail (RFC 5233).
 */
bool address_part(struct arena *arena, enum address_part part,
		  struct str delimiters, const struct mailbox *mailbox,
		  struct str *text);

#endif
