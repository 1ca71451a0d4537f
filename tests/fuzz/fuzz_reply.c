/*
 * A hostile mail and what a script says of it: the mails that we write parse,
 * say nothing but what they should, and are bounded.
 */
#include <assert.h>

#include "../../filter/compose.h"
#include "../../filter/limits.h"
#include "../../filter/mailto.h"
#include "../../filter/reply_notice.h"
#include "../../filter/reply_refusal.h"
#include "../../filter/reply_report.h"
#include "../../filter/reply_vacation.h"

/* All that may stand in the header of a mail of ours; nothing twice. */
static bool may_stand(struct str name)
{
	static const struct str names[] = {
		STR_INIT("Auto-Submitted"),
		STR_INIT("Date"),
		STR_INIT("From"),
		STR_INIT("To"),
		STR_INIT("Cc"),
		STR_INIT("Subject"),
		STR_INIT("Message-ID"),
		STR_INIT("In-Reply-To"),
		STR_INIT("References"),
		STR_INIT("MIME-Version"),
		STR_INIT("Importance"),
		STR_INIT("Priority"),
		STR_INIT("Keywords"),
		STR_INIT("Comments"),
		STR_INIT("X-Priority"),
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(name, names[i]))
			return true;
	return str_starts_nocase(name, STR("Content-"));
}

static void check(struct arena *arena, struct str mail, const char *automatic)
{
	const struct message message = message_parse(arena, mail);
	const struct header *header;

	assert(mail.len <= LIMIT_REPLY);
	if (mail.len == 0)
		return;
	assert(str_find(mail, '\0') == mail.len);
	assert((message.faults & ~(unsigned)MESSAGE_DUPLICATE) == 0);
	for (size_t i = 0; i < message.header_count; i++)
		assert(may_stand(message.headers[i].name));
	assert(message_count(&message, STR("Auto-Submitted")) == 1);
	header = message_find(&message, STR("Auto-Submitted"), 0);
	assert(str_starts(str_trim(header->value), str_from(automatic)));
	assert(message_count(&message, STR("To")) == 1);
	assert(message_count(&message, STR("From")) == 1);
}

static void check_all(struct arena *arena, const struct reply_facts *facts,
		      struct str text)
{
	const struct auth auth = { .received_at = 0 };
	const struct feedback feedback = { text, text,
					   text.len > 0 && text.ptr[0] & 1 };
	struct vacation vacation = { .reason = text };
	struct notification notification = { .method = text, .importance = 1 };
	struct mailto mailto;
	const char *error;

	check(arena, reply_vacation(arena, facts, &vacation), "auto-replied");
	vacation.subject = text;
	vacation.mime = true;
	check(arena, reply_vacation(arena, facts, &vacation), "auto-replied");
	check(arena, reply_refusal(arena, facts, REFUSAL_DISPOSITION, text),
	      "auto-replied");
	check(arena, reply_refusal(arena, facts, REFUSAL_STATUS, text),
	      "auto-replied");
	check(arena,
	      reply_report(arena, facts, &auth, &feedback, STR("a@b.example")),
	      "auto-generated");
	if (mailto_parse(arena, text, &mailto, &error))
		check(arena, reply_notice(arena, facts, &notification, &mailto),
		      "auto-notified");
}

/* The script's text, a NUL, the mail. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)256 << 20, NULL);
	struct str input = { (const char *)data, size };
	struct str text = str_first(input, str_find(input, '\0'));
	const struct message message =
		message_parse(arena, str_skip(input, text.len + 1));
	const struct reply_facts facts = {
		.message = &message,
		.current = &message,
		.sender = STR("ann@a.example"),
		.recipient = text,
		.owner = STR("bob@b.example"),
		.from = text,
		.host = STR("mx.b.example"),
		.version = STR("1"),
	};

	check_all(arena, &facts, text);
	arena_free(arena);
	return 0;
}
