#include "folder.h"

#include <string.h>

#include "../filter/utf8.h"
#include "mutf7.h"

static bool is_separator(char c)
{
	return c == '/' || c == '.';
}

/* As str_cut(), at either separator. */
static bool cut_level(struct str *rest, struct str *level)
{
	size_t end = 0;

	while (end < rest->len && !is_separator(rest->ptr[end]))
		end++;
	if (rest->ptr == NULL)
		return false;
	*level = str_first(*rest, end);
	*rest = end < rest->len ? str_skip(*rest, end + 1)
				: (struct str){ NULL, 0 };
	return true;
}

static bool is_inbox(struct str level)
{
	return str_eq_nocase(level, STR("INBOX"));
}

/* No character that a terminal or a listing would obey. */
static bool is_level(struct str level)
{
	uint32_t code;

	if (level.len == 0)
		return false;
	while (level.len > 0) {
		size_t length = utf8_decode(level, &code);

		if (length == 0 || code < 0x20 || (code >= 0x7F && code < 0xA0))
			return false;
		level = str_skip(level, length);
	}
	return true;
}

bool folder_directory(struct arena *arena, struct str folder,
		      const char **directory)
{
	struct buf out = buf_new(arena, LIMIT_FOLDER_NAME);
	struct str rest = folder, level = { NULL, 0 };
	size_t levels = 0;

	while (cut_level(&rest, &level) && is_inbox(level))
		if (rest.ptr == NULL) {
			*directory = ".";
			return true;
		}
	if (str_starts(level, STR("~")))
		return false;
	do {
		buf_add_char(&out, '.');
		if (!is_level(level) || ++levels > LIMIT_FOLDER_LEVELS ||
		    !mutf7_encode(&out, level))
			return false;
	} while (cut_level(&rest, &level));
	*directory = arena_cstr(arena, buf_str(&out));
	return !out.overflow;
}

bool folder_to_utf8(char name[LIMIT_FOLDER_NAME + 1], const char *directory)
{
	struct buf out = { .ptr = name,
			   .capacity = LIMIT_FOLDER_NAME + 1,
			   .ceiling = LIMIT_FOLDER_NAME };

	char back_bytes[LIMIT_FOLDER_NAME + 1];
	struct buf back = { .ptr = back_bytes,
			    .capacity = sizeof(back_bytes),
			    .ceiling = LIMIT_FOLDER_NAME };

	if (!mutf7_decode(&out, str_from(directory)) || out.overflow)
		return false;
	name[out.len] = '\0';
	/* Another form of it could hide a '/', or a NUL. */
	return strlen(name) == out.len && mutf7_encode(&back, buf_str(&out)) &&
	       str_eq(buf_str(&back), str_from(directory));
}

bool folder_from_utf8(struct arena *arena, const char *name,
		      struct str *directory)
{
	struct buf out = buf_new(arena, LIMIT_FOLDER_NAME);

	if (!mutf7_encode(&out, str_from(name)) || out.overflow)
		return false;
	*directory = buf_str(&out);
	return true;
}

bool folder_from_directory(struct arena *arena, struct str directory,
			   struct str *folder)
{
	/* Eight digits of base64 become up to nine bytes of UTF-8. */
	struct buf out = buf_new(arena, LIMIT_FOLDER_NAME * 2);
	struct str rest = str_skip(directory, 1), level;
	const char *back;

	if (!str_starts(directory, STR(".")) || directory.len == 1)
		return false;
	while (str_cut(&rest, '.', &level)) {
		if (out.len > 0)
			buf_add_char(&out, '/');
		if (!mutf7_decode(&out, level))
			return false;
	}
	*folder = buf_str(&out);
	return !out.overflow && folder_directory(arena, *folder, &back) &&
	       str_eq(str_from(back), directory);
}
