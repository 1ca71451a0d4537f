#include "address_book.h"

#include "address.h"
#include "buf.h"
#include "limits.h"
#include "mime.h"
#include "shown.h"

static bool parse_line(struct str line, struct person *person)
{
	size_t len = 0, at;

	line = str_trim(line);
	if (str_starts(line, STR("#")))
		return false;
	while (len < line.len && !char_is_wsp(line.ptr[len]))
		len++;
	person->address = str_first(line, len);
	person->name = str_trim(str_skip(line, len));
	at = str_find_last(person->address, '@');
	return at > 0 && at + 1 < len;
}

bool address_book_next(struct str *rest, struct person *person)
{
	struct str line;

	while (str_cut(rest, '\n', &line))
		if (parse_line(line, person))
			return true;
	return false;
}

/* One that a line can hold: no blank in a quoted local part. */
static bool is_plain(struct str address)
{
	size_t at = str_find_last(address, '@');

	for (size_t i = 0; i < address.len; i++)
		if ((unsigned char)address.ptr[i] <= ' ' ||
		    address.ptr[i] == '"' || address.ptr[i] == 0x7F)
			return false;
	return at > 0 && at + 1 < address.len && address.ptr[0] != '#';
}

static void add_line(struct buf *lines, const struct mailbox *mailbox)
{
	struct arena *arena = lines->arena;
	struct str address = mailbox_text(arena, mailbox);
	struct str name = mime_plain_name(
		arena, str_first(mailbox->display, LIMIT_DISPLAY_FIELD));

	if (!is_plain(address))
		return;
	name = str_trim(shown(arena, name, LIMIT_DISPLAY_NAME));
	buf_add(lines, arena_printf(arena, "%.*s%s%.*s\n", STR_ARG(address),
				    name.len > 0 ? " " : "", STR_ARG(name)));
}

struct str address_book_lines(struct arena *arena,
			      const struct message *message)
{
	static const struct str names[] = { STR_INIT("To"), STR_INIT("Cc"),
					    STR_INIT("Bcc") };
	struct buf lines = buf_new(arena, LIMIT_HEADER_BLOCK);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct header *field = message_find(message, names[i], 0);
		struct mailbox_list list;

		if (field == NULL)
			continue;
		list = address_parse_lenient(arena, field->value);
		for (size_t n = 0; n < list.count; n++)
			add_line(&lines, &list.mailboxes[n]);
	}
	return buf_str(&lines);
}
