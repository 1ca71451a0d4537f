/* The fields taken away are whole fields of the header block, in order; what is
 * left has nothing more to take away. */
#include <assert.h>

#include "../../filter/buf.h"
#include "../../filter/forged.h"
#include "../../filter/limits.h"

static struct str left(struct arena *arena, const struct message *message,
		       const struct spans *spans)
{
	struct buf out = buf_new(arena, message->raw.len);
	size_t at = 0;

	for (size_t i = 0; i < spans->count; i++) {
		struct span span = spans->list[i];

		assert(span.begin >= at && span.begin < span.end);
		assert(span.end <= message->fields.len);
		buf_add(&out,
			str_first(str_skip(message->raw, at), span.begin - at));
		at = span.end;
	}
	buf_add(&out, str_skip(message->raw, at));
	return buf_str(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	const struct policy policy = { .authserv_id = STR("mx.a.example") };
	struct message message =
		message_parse(arena, (struct str){ (const char *)data, size });
	struct spans spans = forged_fields(arena, &policy, &message);
	struct message rest =
		message_parse(arena, left(arena, &message, &spans));

	/* White space in front of the first field hid under a forged one. */
	if ((message.faults & (MESSAGE_TOO_LONG | MESSAGE_LEADING_SPACE)) == 0)
		assert(forged_fields(arena, &policy, &rest).count == 0);
	arena_free(arena);
	return 0;
}
