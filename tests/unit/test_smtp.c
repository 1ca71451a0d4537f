/* Replies in pieces, whole, and of others; the mail in rooms of any size. */
#include "../../mda/smtp.h"

#include <string.h>

#include "../tap.h"

static struct arena *arena;

static const struct {
	const char *bytes;
	enum smtp_status status;
	unsigned code;
	size_t used;
} replies[] = {
	{ "", SMTP_MORE, 0, 0 },
	{ "2", SMTP_MORE, 0, 0 },
	{ "250 ok\r", SMTP_MORE, 0, 0 },
	{ "250 ok\r\n", SMTP_REPLY, 250, 8 },
	{ "250 ok\n", SMTP_REPLY, 250, 7 },
	{ "250\r\n", SMTP_REPLY, 250, 5 },
	{ "250\n", SMTP_REPLY, 250, 4 },
	{ "250-a\r\n", SMTP_MORE, 0, 0 },
	{ "250-a\r\n250 b\r\n", SMTP_REPLY, 250, 14 },
	{ "250 a\r\n250 b\r\n", SMTP_REPLY, 250, 7 },
	{ "599 x\r\n", SMTP_REPLY, 599, 7 },
	{ "250-a\r\n251 b\r\n", SMTP_BROKEN, 0, 0 },
	{ "150 a\r\n", SMTP_BROKEN, 0, 0 },
	{ "650 a\r\n", SMTP_BROKEN, 0, 0 },
	{ "2500 a\r\n", SMTP_BROKEN, 0, 0 },
	{ "25 a\r\n", SMTP_BROKEN, 0, 0 },
	{ "\r\n", SMTP_BROKEN, 0, 0 },
	{ "hello\r\n", SMTP_BROKEN, 0, 0 },
};

static void test_replies(void)
{
	for (size_t i = 0; i < sizeof(replies) / sizeof(*replies); i++) {
		struct smtp_reply reply = { 0 };

		is_int(smtp_reply_read(str_from(replies[i].bytes), &reply),
		       replies[i].status, "reply %zu", i);
		is_int(reply.code, replies[i].code, "its code");
		is_int(reply.lines.len, replies[i].used, "its length");
	}
}

static void test_text(void)
{
	struct smtp_reply reply;

	smtp_reply_read(STR("550-5.1.1 no\r\n550-\r\n550 \x1b[2J you\r\n"),
			&reply);
	is_str(smtp_reply_text(arena, &reply), "550 5.1.1 no ?[2J you",
	       "its text is one line");
}

static void test_extensions(void)
{
	is_int(smtp_extensions(STR("250-DSN\r\n250-size 1000\r\n250 SMTPUTF8x"
				   "\r\n")),
	       SMTP_SIZE, "the first line is a name; words are whole");
	is_int(smtp_extensions(STR("250-x\r\n250-8bitmime\r\n250-DSN\r\n"
				   "250-DELIVERBY 60\r\n250-SMTPUTF8\r\n"
				   "250 SIZE\r\n")),
	       SMTP_SIZE | SMTP_8BITMIME | SMTP_DSN | SMTP_DELIVERBY |
		       SMTP_UTF8,
	       "all of them");
	is_int(smtp_extensions(STR("")), 0, "none");
}

/* The same in pieces of each size. */
static void test_wire(void)
{
	static const struct str mail = STR_INIT(".\r\n..\n\r.\n\n a\rb\r");
	static const char wire[] = "..\r\n...\r\n .\r\n\r\n a b \r\n.\r\n";

	for (size_t room = 5; room < 40; room++) {
		struct smtp_wire state = { .rest = mail };
		char bytes[200], piece[40];
		size_t have = 0, size;

		while ((size = smtp_wire_next(&state, piece, room)) > 0) {
			memcpy(bytes + have, piece, size);
			have += size;
		}
		is_str(((struct str){ bytes, have }), wire, "by %zu bytes",
		       room);
	}
}

int main(void)
{
	arena = arena_new((size_t)8 << 20, NULL);
	test_replies();
	test_text();
	test_extensions();
	test_wire();
	arena_free(arena);
	return done_testing();
}
