/* What the strict reader takes, the lenient one reads alike; displays are slices
 * of the value, and no address is longer than it. */
#include <assert.h>

#include "../../filter/address.h"
#include "../../filter/envelope.h"
#include "../../filter/limits.h"

static void check_list(const struct mailbox_list *list, struct str value)
{
	assert(list->count <= LIMIT_MAILBOXES);
	for (size_t i = 0; i < list->count; i++) {
		const struct mailbox *mailbox = &list->mailboxes[i];
		struct str display = mailbox->display;

		assert(display.len == 0 ||
		       (display.ptr >= value.ptr &&
			display.ptr + display.len <= value.ptr + value.len));
		assert(mailbox->local.len > 0);
		assert(mailbox->local.len + mailbox->domain.len <= value.len);
	}
}

static void check_same(const struct mailbox_list *a,
		       const struct mailbox_list *b)
{
	assert(a->count == b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert(str_eq(a->mailboxes[i].display,
			      b->mailboxes[i].display));
		assert(str_eq(a->mailboxes[i].local, b->mailboxes[i].local));
		assert(str_eq(a->mailboxes[i].domain, b->mailboxes[i].domain));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str value = { (const char *)data, size };
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct mailbox_list strict, lenient;
	struct sender sender = sender_parse(value);
	const char *reason;
	bool fits = address_parse_strict(arena, value, &strict, &reason);

	lenient = address_parse_lenient(arena, value);
	check_list(&strict, value);
	check_list(&lenient, value);
	if (fits)
		check_same(&strict, &lenient);
	assert(sender.status != SENDER_ADDRESS || sender.domain.len > 0);
	assert(sender.status != SENDER_NULL || sender.domain.len == 0);
	arena_free(arena);
	return 0;
}
