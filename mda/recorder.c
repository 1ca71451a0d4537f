#include "recorder.h"

#include "../filter/limits.h"
#include "zone_write.h"

struct question_key {
	struct str name;
	enum dns_type type;
};

/* A mail has some hundred questions at most: see LIMIT_DNS_QUESTIONS. */
static bool was_asked(const struct recorder *recorder, struct str name,
		      enum dns_type type)
{
	for (size_t i = 0; i < recorder->count; i++)
		if (recorder->keys[i].type == type &&
		    str_eq_nocase(recorder->keys[i].name, name))
			return true;
	return false;
}

static void remember(struct recorder *recorder, struct str name,
		     enum dns_type type)
{
	if (recorder->count == recorder->capacity) {
		size_t wider = 2 * recorder->capacity + 16;

		recorder->keys = arena_grow(recorder->arena, recorder->keys,
					    recorder->count, wider,
					    sizeof(*recorder->keys));
		recorder->capacity = wider;
	}
	recorder->keys[recorder->count++] =
		(struct question_key){ arena_copy(recorder->arena, name),
				       type };
}

struct buf recorder_lines(const struct recorder *recorder)
{
	return buf_new(recorder->arena,
		       recorder->text.ceiling - recorder->text.len);
}

void recorder_add(struct recorder *recorder, const struct buf *lines)
{
	if (lines->overflow)
		recorder->incomplete = true;
	else
		buf_add(&recorder->text, buf_str(lines));
}

static void write_down(struct recorder *recorder, struct str name,
		       enum dns_type type, const struct dns_answer *answer)
{
	struct buf lines = recorder_lines(recorder);

	remember(recorder, name, type);
	zone_write(&lines, name, type, answer);
	recorder_add(recorder, &lines);
}

static void recorder_prefetch(struct dns *dns, struct str name,
			      enum dns_type type)
{
	struct recorder *recorder = (struct recorder *)dns;

	recorder->asked->prefetch(recorder->asked, name, type);
}

static struct dns_answer recorder_lookup(struct dns *dns, struct arena *arena,
					 struct str name, enum dns_type type)
{
	struct recorder *recorder = (struct recorder *)dns;
	struct dns_answer answer =
		recorder->asked->lookup(recorder->asked, arena, name, type);

	if (!was_asked(recorder, name, type))
		write_down(recorder, name, type, &answer);
	return answer;
}

struct recorder *recorder_new(struct arena *arena, struct dns *asked,
			      size_t ceiling)
{
	struct recorder *recorder = ARENA_NEW(arena, struct recorder);

	recorder->dns = (struct dns){ recorder_prefetch, recorder_lookup };
	recorder->asked = asked;
	recorder->arena = arena;
	recorder->text = buf_new(arena, ceiling);
	return recorder;
}
