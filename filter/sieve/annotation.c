#include "annotation.h"

/* What Dovecot keeps for itself, and below that what is the server's. */
#define PRIVATE_PART STR("vendor/vendor.dovecot/pvt/")
#define SERVER_PART STR("vendor/vendor.dovecot/pvt/server/")

/* In its lines NUL, SOH, TAB, CR and LF are SOH and one of "01trn". */
static struct str unescape(struct arena *arena, struct str line)
{
	static const struct str codes = STR_INIT("01trn");
	static const char meant[] = { '\0', '\001', '\t', '\r', '\n' };
	char *text;
	size_t length = 0;

	if (str_find(line, '\001') == line.len)
		return line;
	text = arena_alloc(arena, line.len);
	for (size_t i = 0; i < line.len; i++) {
		size_t code = codes.len;

		if (line.ptr[i] == '\001' && i + 1 < line.len)
			code = str_find(codes, line.ptr[i + 1]);
		text[length++] = code < codes.len ? meant[code] : line.ptr[i];
		i += code < codes.len;
	}
	return (struct str){ text, length };
}

static bool take_prefix(struct str *text, struct str prefix)
{
	if (!str_starts_nocase(*text, prefix))
		return false;
	*text = str_skip(*text, prefix.len);
	return true;
}

/* "priv/ID/" and the name without "/private/". */
static bool is_key(struct str key, struct str id, bool server, struct str name)
{
	if (take_prefix(&name, STR("/private/"))) {
		if (!take_prefix(&key, STR("priv/")))
			return false;
	} else if (!take_prefix(&name, STR("/shared/")) ||
		   !take_prefix(&key, STR("shared/"))) {
		return false;
	}
	if (!take_prefix(&key, id) || !take_prefix(&key, STR("/")))
		return false;
	if (server && !take_prefix(&key, SERVER_PART))
		return false;
	return !str_starts_nocase(key, PRIVATE_PART) &&
	       str_eq_nocase(key, name);
}

bool annotation_find(struct arena *arena, struct str text, struct str id,
		     bool server, struct str name, struct str *value)
{
	struct str key, line;

	while (id.len > 0 && str_cut(&text, '\n', &key) &&
	       str_cut(&text, '\n', &line)) {
		if (!is_key(unescape(arena, key), id, server, name))
			continue;
		*value = unescape(arena, line);
		return value->len > 0;
	}
	return false;
}
