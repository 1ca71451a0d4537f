/*
 * ext_list: lists that are kept outside of scripts (RFC 6134): the user's address
 * book and those that the administrator names.  A list is text, a member a line;
 * empty lines and those that begin with "#" say nothing.
 */
#ifndef FILTER_SIEVE_EXT_LIST_H
#define FILTER_SIEVE_EXT_LIST_H

#include "run.h"

struct ext_list {
	struct str text;
	bool people; /* an address book: see address_book.h */
};

/* False: there is no list of that name. */
bool ext_list_find(const struct run *run, struct str name,
		   struct ext_list *list);

/* The next member of what is left; false: there is no more. */
bool ext_list_next(struct ext_list *rest, struct str *member);

/* The value, or the one address that it is, is a member in any case. */
bool ext_list_has(struct run *run, struct place place, struct str name,
		  struct str value);

#endif
