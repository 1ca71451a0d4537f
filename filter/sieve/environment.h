/*
 * environment: what a script can ask about where it runs (RFC 5183), by name.
 */
#ifndef FILTER_SIEVE_ENVIRONMENT_H
#define FILTER_SIEVE_ENVIRONMENT_H

#include "run.h"

/* There is such an item, whether or not it has a value now.  "_" stands for
 * "-" too, as it must in names of variables. */
bool environment_has(struct str name);

/* False: there is none, or nothing is known of it.  Items of our own may have
 * several values, or none. */
bool environment_item(const struct run *run, struct str name,
		      struct str_list *values);

/* The same as one text, values with a space between; made once a run. */
struct str environment_text(struct run *run, struct str name);

#endif
