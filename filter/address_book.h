/*
 * address_book: the people whom a recipient knows, an address a line, with the
 * person's name behind it if that is known:
 *	ann@garden.example Ann Smith
 * Empty lines and those that begin with "#" say nothing.
 */
#ifndef FILTER_ADDRESS_BOOK_H
#define FILTER_ADDRESS_BOOK_H

#include "message.h"

struct person {
	struct str address, name; /* slices of the text */
};

/* The next person of *rest; false: there is no more.  A line that does not
 * begin with an address is passed over. */
bool address_book_next(struct str *rest, struct person *person);

/* Lines for those to whom this mail was written: To, Cc and Bcc. */
struct str address_book_lines(struct arena *arena,
			      const struct message *message);

#endif
