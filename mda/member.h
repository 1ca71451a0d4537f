/*
 * member: the values of JSON objects, safe to show whoever chose them.
 */
#ifndef MDA_MEMBER_H
#define MDA_MEMBER_H

#include <jansson.h>

#include "../filter/arena.h"
#include "../filter/check.h"
#include "../filter/sieve/sieve.h"

/* Owned by the caller. */
json_t *member_value(struct arena *arena, struct str text);

void member_str(struct arena *arena, json_t *object, const char *key,
		struct str value);
/* value: NULL is "". */
void member_text(struct arena *arena, json_t *object, const char *key,
		 const char *value);
void member_number(json_t *object, const char *key, unsigned long long n);
void member_bool(json_t *object, const char *key, bool value);
void member_status(struct arena *arena, json_t *object, const char *key,
		   enum check_status status);
/* points: hundredths; shown as a number with a fraction. */
void member_points(json_t *object, const char *key, int points);

/* "script", "line", "column", "warning", "text". */
json_t *member_script_error(struct arena *arena,
			    const struct sieve_error *error);

/* The text of object, which is freed, and an LF. */
struct str member_dump(struct arena *arena, json_t *object, size_t flags);

#endif
