/* The mail that tells a user of errors in their script. */

#include "../../filter/limits.h"
#include "../../filter/reply_owner.h"
#include "../tap.h"

static const struct reply_facts facts = {
	.owner = STR_INIT("bob@home.example"),
	.from = STR_INIT("Mail system <postmaster@mx.home.example>"),
	.host = STR_INIT("mx.home.example"),
	.version = STR_INIT("1"),
	.now = 1767225600,
};

static struct str field(struct arena *arena, struct str mail, const char *name)
{
	struct message message = message_parse(arena, mail);
	const struct header *header = message_find(&message, str_from(name), 0);

	return header != NULL ? header_unfold(arena, header->value) : STR("");
}

static bool contains(struct str text, const char *part)
{
	return str_find_str(text, str_from(part)) < text.len;
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str mail =
		reply_errors(arena, &facts, STR("/home/bob/.dovecot.sieve"),
			     STR("line 1, column 2 of x: \"Gr\xC3\xBC\xC3\x9F"
				 "e\" is wrong\n\n  evil \x1b[2J\r\n.\n"));
	struct message message = message_parse(arena, mail);

	is_str(field(arena, mail, "From"),
	       "\"Mail system\" <postmaster@mx.home.example>", "From");
	is_str(field(arena, mail, "To"), "bob@home.example", "To");
	is_str(field(arena, mail, "Auto-Submitted"), "auto-generated",
	       "RFC 3834 5");
	is_str(field(arena, mail, "Date"), "Thu, 01 Jan 2026 00:00:00 +0000",
	       "Date");
	is_str(field(arena, mail, "Content-Type"), "text/plain; charset=utf-8",
	       "Content-Type");
	ok(field(arena, mail, "Message-ID").len > 0, "Message-ID");
	is_int((long long)message.faults, 0, "no fault is in it");
	ok(contains(message.body, "/home/bob/.dovecot.sieve.log"),
	   "where more is to be read");
	ok(contains(message.body, "Nothing was done of what it asked for"),
	   "which actions were taken (RFC 5228 2.10.6)");
	ok(contains(message.body, "    line 1, column 2 of x: \"Gr=C3=BC"),
	   "the error, in UTF-8");
	ok(!contains(mail, "\x1b"), "no control character");
	ok(!contains(mail, "\n.\n"), "no line of a dot alone");

	mail = reply_errors(arena, &facts, STR("x"),
			    arena_printf(arena, "%0100000d", 1));
	ok(mail.len < 3000, "a long line is cut");
	arena_free(arena);
	return done_testing();
}
