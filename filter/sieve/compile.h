/*
 * compile: a script and all that it includes, each once.
 */
#ifndef FILTER_SIEVE_COMPILE_H
#define FILTER_SIEVE_COMPILE_H

#include "extension.h"
#include "sieve.h"

/* Of one script that was compiled. */
struct includes {
	const struct sieve_includable *includable;
	bool *wanted; /* of each that can be included */
	struct sieve **compiled; /* the same; NULL: not wanted, or missing */
};

/* Index in includable; its count when there is no such script. */
size_t includes_find(const struct includes *includes,
		     enum sieve_location location, struct str title);

/* False: nothing here can do what the extension is for. */
bool includes_support(const struct includes *includes,
		      const struct extension *extension);

/* Why a script cannot have that name (RFC 5804 1.6, and no path); or NULL. */
const char *includes_title_problem(struct str title);

#endif
