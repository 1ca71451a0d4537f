#include "setting.h"

#include <ini.h>
#include <string.h>

#include "../filter/buf.h"
#include "limits.h"

bool setting_refuse(struct arena *arena, const struct setting *setting,
		    const char *allowed, struct str *error)
{
	*error = arena_printf(arena, "%.*s: key \"%.*s\": %s",
			      STR_ARG(setting->place), STR_ARG(setting->key),
			      allowed);
	return false;
}

/*
 * What libinih reads from.  It hands on a key when it has read its line, and
 * a line that continues the value of the key before as that key again; so a
 * value is complete, and is set, when the next key comes.
 */
struct source {
	struct arena *arena;
	const char *path;
	setting_taker *take;
	void *user;
	struct str rest; /* lines not read yet */
	struct str current; /* the line being read */
	size_t line;
	struct setting pending; /* key.ptr NULL: none */
	struct buf value;
	struct str error;
};

static void fail(struct source *source, const char *text)
{
	source->error = arena_printf(source->arena, "%s:%zu: %s", source->path,
				     source->line, text);
}

/* libinih's fgets(): NULL ends the reading. */
static char *next_line(char *line, int size, void *user)
{
	struct source *source = user;

	if (source->error.len > 0 ||
	    !str_cut(&source->rest, '\n', &source->current))
		return NULL;
	source->line++;
	if (source->current.len + 1 >= (size_t)size) {
		fail(source, "the line is too long; a value can be continued "
			     "on further lines that begin with a blank");
		return NULL;
	}
	memcpy(line, source->current.ptr, source->current.len);
	line[source->current.len] = '\0';
	return line;
}

static bool finish_pending(struct source *source)
{
	struct setting *pending = &source->pending;

	if (pending->key.ptr == NULL || source->error.len > 0)
		return source->error.len == 0;
	pending->value = buf_str(&source->value);
	if (source->value.overflow)
		return setting_refuse(source->arena, pending,
				      "the value is too long", &source->error);
	return source->take(source->arena, pending, source->user,
			    &source->error);
}

static bool continues(const struct source *source, const char *section,
		      const char *key)
{
	return source->pending.key.ptr != NULL && source->current.len > 0 &&
	       char_is_wsp(source->current.ptr[0]) &&
	       str_eq(source->pending.key, str_from(key)) &&
	       str_eq(source->pending.section, str_from(section));
}

static int take_key(void *user, const char *section, const char *key,
		    const char *value)
{
	struct source *source = user;
	struct arena *arena = source->arena;

	if (continues(source, section, key)) {
		buf_add_char(&source->value, ' ');
		buf_add(&source->value, str_from(value));
		return 1;
	}
	if (!finish_pending(source))
		return 0;
	source->pending = (struct setting){
		.place = arena_printf(arena, "%s:%zu", source->path,
				      source->line),
		.section = arena_copy(arena, str_from(section)),
		.key = arena_copy(arena, str_from(key)),
	};
	source->value = buf_new(arena, LIMIT_CONFIG_VALUE);
	buf_add(&source->value, str_from(value));
	return 1;
}

bool settings_read(struct arena *arena, const char *path, struct str text,
		   setting_taker *take, void *user, struct str *error)
{
	struct source source = {
		.arena = arena,
		.path = path,
		.take = take,
		.user = user,
		.rest = text,
	};
	int bad_line;

	if (memchr(text.ptr, '\0', text.len) != NULL) {
		*error = arena_printf(arena, "%s: there is a NUL in it", path);
		return false;
	}
	/* A line that continues a value has none; so no line has. */
	ini_allow_inline_comments = false;
	bad_line = ini_parse_stream(next_line, &source, take_key, &source);
	if (source.error.len == 0 && bad_line == 0)
		finish_pending(&source);
	if (source.error.len == 0 && bad_line != 0) {
		source.line = bad_line > 0 ? (size_t)bad_line : source.line;
		fail(&source, "not a line of the form key = value, [section], "
			      "or a comment");
	}
	*error = source.error;
	return source.error.len == 0;
}
