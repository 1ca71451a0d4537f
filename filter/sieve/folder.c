#include "folder.h"

#include "../limits.h"
#include "../utf8.h"

static bool has_control(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == 0x7F)
			return true;
	return false;
}

static bool has_empty_level(struct str name)
{
	struct str level;

	while (str_cut(&name, '/', &level))
		if (level.len == 0)
			return true;
	return false;
}

static struct str with_slashes(struct arena *arena, struct str text)
{
	char *name = arena_alloc(arena, text.len);

	for (size_t i = 0; i < text.len; i++)
		name[i] = text.ptr[i] == '.' ? '/' : text.ptr[i];
	return (struct str){ name, text.len };
}

const char *folder_name(struct arena *arena, struct str text,
			struct str *folder)
{
	static const struct str inbox = STR_INIT("INBOX");

	if (text.len == 0)
		return "is empty";
	if (text.len > LIMIT_SIEVE_FOLDER)
		return "is too long";
	if (!utf8_valid(text))
		return "is not UTF-8";
	if (has_control(text))
		return "holds a control character";
	*folder = with_slashes(arena, text);
	if (has_empty_level(*folder))
		return "has an empty level";
	while (str_starts_nocase(*folder, STR("INBOX/")))
		*folder = str_skip(*folder, inbox.len + 1);
	if (str_eq_nocase(*folder, inbox))
		*folder = inbox;
	return NULL;
}
