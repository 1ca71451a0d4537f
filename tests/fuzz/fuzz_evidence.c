/* Any bytes are a mail with evidence or without, and its answers are within
 * their limits; and of any mail that is stored with evidence, evidence makes the
 * mail again that was received, but for its line ends. */
#include <assert.h>

#include "../../filter/filter.h"
#include "../../mda/evidence.h"
#include "../../mda/limits.h"
#include "../../mda/zone.h"
#include "../edited.h"
#include "bounded.h"
#include "crlf.h"

static void check_reading(struct arena *arena, struct str mail)
{
	struct evidence evidence = evidence_find(arena, mail);
	struct dns_answer answer;

	assert(evidence.mail.len <= mail.len);
	assert(!evidence.found || evidence.problem == NULL);
	if (!evidence.found)
		return;
	assert(evidence.dns != NULL && evidence.facts.now >= 0);
	answer = dns_lookup(evidence.dns, arena, STR("a.example"), DNS_TXT);
	assert(answer.count <= LIMIT_DNS_RECORDS);
}

/* As mda/deliver stores it: a mail whose first line ends with CRLF with LF. */
static struct str store(struct arena *arena, struct str fields, struct str mail,
			const struct edits *edits)
{
	bool crlf = str_ends(str_first(mail, str_find(mail, '\n')), STR("\r"));
	struct buf out;
	struct str text;
	bool fits = edited(arena, mail, edits, &text);

	assert(fits);
	out = buf_new(arena, fields.len + text.len);
	buf_add(&out, fields);
	for (; text.len > 0; text = str_skip(text, 1))
		if (!crlf || !str_starts(text, STR("\r\n")))
			buf_add_char(&out, text.ptr[0]);
	return buf_str(&out);
}

static void check_writing(struct arena *arena, struct str mail)
{
	const struct message message = message_parse(arena, mail);
	const struct policy policy = { .authserv_id = STR("mx.b.example") };
	const struct spans forged = forged_fields(arena, &policy, &message);
	const struct edits edits = edits_without(arena, &forged);
	const struct facts facts = { .envelope = { .recipient = mail } };
	struct str error, fields = STR("X-Spam-Flag: NO\n");
	struct dns *dns = zone_parse(arena, STR("a.example FAIL"), &error);
	struct recorder *recorder = evidence_begin(arena, dns, &facts);
	struct evidence evidence;

	if ((message.faults & MESSAGE_LEADING_SPACE) != 0)
		fields = arena_printf(arena, "%.*s%.*s", STR_ARG(fields),
				      STR_ARG(FILTER_FIRST_LINE_FIELD));
	dns_lookup(&recorder->dns, arena, mail, DNS_MX);
	fields = evidence_insert(recorder, &message, &edits, fields);
	assert(fields.len < LIMIT_ORDER_FIELDS - 2 * LIMIT_OUTPUT_FIELDS);
	evidence = evidence_find(arena, store(arena, fields, mail, &edits));
	assert(evidence.found);
	if (recorder->incomplete)
		return;
	assert(str_eq(evidence.facts.envelope.recipient, mail));
	assert(str_eq(to_crlf(arena, evidence.mail), to_crlf(arena, mail)));
}

static void check(struct arena *arena, struct str mail)
{
	check_reading(arena, mail);
	check_writing(arena, mail);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bounded_check(check, LIMIT_CHILD_ARENA, data, size);
	return 0;
}
