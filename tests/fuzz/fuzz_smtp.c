/* Whatever a server says: a reply ends where a line does, and its text is one
 * line.  Whatever a mail holds: nothing in it ends it. */
#include <assert.h>
#include <stdint.h>

#include "../../mda/limits.h"
#include "../../mda/smtp.h"

static void check_reply(struct arena *arena, struct str bytes)
{
	struct smtp_reply reply;
	struct str text;

	if (smtp_reply_read(bytes, &reply) != SMTP_REPLY)
		return;
	assert(reply.lines.ptr == bytes.ptr && reply.lines.len <= bytes.len);
	assert(str_ends(reply.lines, STR("\n")));
	assert(reply.code >= 200 && reply.code <= 599);
	text = smtp_reply_text(arena, &reply);
	assert(text.len <= LIMIT_SHOWN_VALUE + 3);
	assert(str_find(text, '\n') == text.len);
	smtp_extensions(reply.lines);
}

static void check_wire(struct arena *arena, struct str mail)
{
	struct smtp_wire wire = { .rest = mail };
	size_t room = mail.len * 2 + 16, size = 0, got;
	char *bytes = ARENA_ARRAY(arena, char, room);
	struct str whole;

	while ((got = smtp_wire_next(&wire, bytes + size, room - size)) > 0)
		size += got;
	whole = (struct str){ bytes, size };
	assert(str_ends(whole, STR(".\r\n")));
	assert(str_find_str(whole, STR("\n.\r\n")) + 4 >= size);
	for (size_t i = 0; i < size; i++)
		assert((bytes[i] == '\n') == (i > 0 && bytes[i - 1] == '\r'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)64 << 20, NULL);
	struct str bytes = { (const char *)data, size };

	check_reply(arena, bytes);
	check_wire(arena, bytes);
	arena_free(arena);
	return 0;
}
