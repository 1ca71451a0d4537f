/* Any bytes give a message whose fields and body are slices of it, in order and
 * without a gap, and an author that is either checked or refused. */
#include <assert.h>

#include "../../filter/author.h"
#include "../../filter/domain.h"
#include "../../filter/limits.h"

static void check_inside(struct str slice, struct str whole)
{
	assert(slice.len == 0 ||
	       (slice.ptr >= whole.ptr &&
		slice.ptr + slice.len <= whole.ptr + whole.len));
}

static void check_fields(const struct message *message)
{
	const char *at = message->raw.ptr;

	assert(message->header_count <= LIMIT_HEADERS);
	for (size_t i = 0; i < message->header_count; i++) {
		const struct header *header = &message->headers[i];

		assert(header->raw.ptr == at && header->raw.len > 0);
		at += header->raw.len;
		check_inside(header->name, header->raw);
		check_inside(header->value, header->raw);
	}
	if ((message->faults & MESSAGE_TOO_LONG) == 0)
		assert(at == message->raw.ptr + message->fields.len);
	check_inside(message->body, message->raw);
	assert(message->fields.len + message->body.len <= message->raw.len);
	assert(message->raw.len - message->fields.len - message->body.len <= 2);
}

static void check_author(const struct author *author)
{
	assert((author->status == AUTHOR_OK) == (author->domain.len > 0));
	assert((author->status == AUTHOR_OK) == (author->reason[0] == '\0'));
	if (author->status == AUTHOR_OK)
		assert(domain_is_hostname(author->domain, 2));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct message message =
		message_parse(arena, (struct str){ (const char *)data, size });
	struct author author = author_find(arena, &message);

	check_fields(&message);
	check_author(&author);
	for (size_t i = 0; i < message.header_count; i++)
		header_unfold(arena, message.headers[i].value);
	arena_free(arena);
	return 0;
}
