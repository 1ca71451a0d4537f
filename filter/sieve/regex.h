/*
 * regex: the match type of draft-murchison-sieve-regex-08.  The only file that
 * knows PCRE2, whose expressions contain the extended ones of POSIX.
 */
#ifndef FILTER_SIEVE_REGEX_H
#define FILTER_SIEVE_REGEX_H

#include "../arena.h"
#include "../str.h"

struct captures;

/* Compiling costs about as much as that many steps, whatever matches. */
#define REGEX_COMPILE_STEPS ((uint64_t)2000)

/* False, with *problem for people: it is no regular expression. */
bool regex_check(struct arena *arena, struct str pattern, struct str *problem);

/*
 * Whether pattern matches somewhere in value; false when it is none.  Text is
 * UTF-8 as far as it can be.  captures may be NULL.  *work is lowered by the
 * steps; a match that needs more than LIMIT_SIEVE_REGEX_STEPS takes them all.
 */
bool regex_match(struct str value, struct str pattern, bool ignore_case,
		 struct captures *captures, uint64_t *work);

#endif
