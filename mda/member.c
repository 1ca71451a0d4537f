#include "member.h"

#include <stdlib.h>

#include "../filter/limits.h"
#include "../filter/shown.h"

/* Jansson takes UTF-8 only: shown() makes it of anything. */
json_t *member_value(struct arena *arena, struct str value)
{
	struct str safe = shown(arena, value, LIMIT_OUTPUT_FIELDS);

	return json_stringn(safe.len > 0 ? safe.ptr : "", safe.len);
}

void member_str(struct arena *arena, json_t *object, const char *key,
		struct str value)
{
	json_object_set_new(object, key, member_value(arena, value));
}

void member_text(struct arena *arena, json_t *object, const char *key,
		 const char *value)
{
	member_str(arena, object, key, str_from(value));
}

void member_number(json_t *object, const char *key, unsigned long long n)
{
	json_object_set_new(object, key, json_integer((json_int_t)n));
}

void member_bool(json_t *object, const char *key, bool value)
{
	json_object_set_new(object, key, json_boolean(value));
}

void member_status(struct arena *arena, json_t *object, const char *key,
		   enum check_status status)
{
	member_str(arena, object, key, check_name(status));
}

void member_points(json_t *object, const char *key, int points)
{
	json_object_set_new(object, key, json_real(points / 100.0));
}

json_t *member_script_error(struct arena *arena,
			    const struct sieve_error *error)
{
	json_t *object = json_object();

	member_str(arena, object, "script", error->script);
	member_number(object, "line", error->line);
	member_number(object, "column", error->column);
	member_bool(object, "warning", error->warning);
	member_str(arena, object, "text", error->text);
	return object;
}

struct str member_dump(struct arena *arena, json_t *object, size_t flags)
{
	char *out = json_dumps(object, flags | JSON_REAL_PRECISION(6));
	struct str copy = arena_printf(arena, "%s\n", out != NULL ? out : "{}");

	free(out);
	json_decref(object);
	return copy;
}
