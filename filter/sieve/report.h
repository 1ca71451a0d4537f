/*
 * report: collects what is wrong with one script, in words and with its place.
 */
#ifndef FILTER_SIEVE_REPORT_H
#define FILTER_SIEVE_REPORT_H

#include "../arena.h"
#include "ast.h"
#include "sieve.h"

/* What LIMIT_SIEVE_NODES and those that follow it count: of a script and all
 * that it includes together. */
struct parsed {
	size_t nodes, literals, pieces;
};

struct report {
	struct arena *arena;
	const struct sieve_script *script;
	struct sieve_error list[LIMIT_SIEVE_ERRORS];
	uint32_t offsets[LIMIT_SIEVE_ERRORS]; /* to order them by */
	size_t count, errors; /* all, and without the warnings */
	struct parsed parsed;
};

void report_init(struct report *report, struct arena *arena,
		 const struct sieve_script *script);

/* One sentence without a final stop.  Beyond LIMIT_SIEVE_ERRORS: dropped. */
void report_error(struct report *report, struct place place, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));
void report_warning(struct report *report, struct place place,
		    const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Too many errors for another one to be told. */
bool report_is_full(const struct report *report);

/* Those collected, in the order of the text. */
struct sieve_errors report_errors(struct report *report);

/* One error at a place of a script: line, column, source. */
struct sieve_error error_at(struct arena *arena,
			    const struct sieve_script *script,
			    struct place place, struct str text);

#endif
