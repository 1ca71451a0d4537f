#include "content.h"

#include <errno.h>
#include <sys/uio.h>

#include "interrupt.h"
#include "limits.h"

/* Slices handed over in one call: below IOV_MAX, on the stack. */
#define BATCH 256

struct content content_make(struct arena *arena, struct str top,
			    struct str mail, const struct edits *edits,
			    bool crlf)
{
	struct str *parts =
		ARENA_ARRAY(arena, struct str, 2 * edits->count + 2);
	size_t count = 0, at = 0;

	parts[count++] = top;
	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->list[i];

		if (edit->begin < at || edit->end < edit->begin ||
		    edit->end > mail.len)
			continue;
		parts[count++] =
			str_first(str_skip(mail, at), edit->begin - at);
		parts[count++] = edit->text;
		at = edit->end;
	}
	parts[count++] = str_skip(mail, at);
	return (struct content){ .parts = parts, .count = count, .crlf = crlf };
}

static struct edits edits_of(struct arena *arena, const struct order *order,
			     size_t version)
{
	return version > 0 ? order->versions.list[version - 1].edits
			   : edits_without(arena, &order->forged);
}

static struct content content_of(struct arena *arena, struct str top,
				 const struct input *input,
				 const struct edits *edits)
{
	struct content content =
		content_make(arena, top, input->mail, edits, input->crlf);

	content.input = input;
	return content;
}

struct content content_stored(struct arena *arena, const struct order *order,
			      size_t version, const struct input *input)
{
	struct edits edits = edits_of(arena, order, version);
	struct str fields = version > 0
				    ? order->versions.list[version - 1].fields
				    : order->fields;

	return content_of(arena, fields, input, &edits);
}

struct content content_sent(struct arena *arena, const struct order *order,
			    size_t version, const struct input *input,
			    struct str top)
{
	struct edits edits = edits_of(arena, order, version);

	return content_of(arena, top, input, &edits);
}

/* Where we are in the parts. */
struct cursor {
	const struct content *content;
	size_t part, offset;
	char last; /* byte before; 0 at the start */
	size_t behind; /* bytes written that are still in memory */
};

/* The byte behind the part's end is that of the next part with any. */
static bool next_part_starts_with_lf(const struct cursor *cursor)
{
	for (size_t i = cursor->part + 1; i < cursor->content->count; i++)
		if (cursor->content->parts[i].len > 0)
			return cursor->content->parts[i].ptr[0] == '\n';
	return false;
}

/* Bytes before the first CR that belongs to a CRLF. */
static size_t run_length(const struct cursor *cursor, struct str rest)
{
	for (size_t i = 0; i < rest.len; i++) {
		i += str_find(str_skip(rest, i), '\r');
		if (i + 1 < rest.len
			    ? rest.ptr[i + 1] == '\n'
			    : i < rest.len && next_part_starts_with_lf(cursor))
			return i;
	}
	return rest.len;
}

/* What is looked at next of a part: a CR at its end stays with its LF. */
static struct str near_part(struct str rest)
{
	struct str near = str_first(rest, LIMIT_TRAIL);

	near.len -= near.len < rest.len && str_ends(near, STR("\r"));
	return near;
}

/* The next bytes to be written as they stand; false at the end.  A CR that is
 * left out ends a run. */
static bool next_run(struct cursor *cursor, struct str *run)
{
	const struct content *content = cursor->content;

	while (cursor->part < content->count) {
		struct str rest =
			str_skip(content->parts[cursor->part], cursor->offset);
		struct str near = near_part(rest);
		size_t len =
			content->crlf ? run_length(cursor, near) : near.len;

		*run = str_first(near, len);
		cursor->offset += len + (len < near.len);
		if (len == rest.len) {
			cursor->part++;
			cursor->offset = 0;
		}
		if (len > 0)
			return true;
	}
	return false;
}

/* Line feeds without a CR before them take one byte more on the wire. */
static void measure(struct cursor *cursor, struct str run,
		    struct content_size *size)
{
	size->stored += run.len;
	size->wire += run.len + str_bare_lfs(run, cursor->last);
	cursor->last = run.ptr[run.len - 1];
}

/* Takes len written bytes off the front of the batch. */
static void advance(struct iovec **batch, size_t *count, size_t len)
{
	while (*count > 0 && len >= (*batch)->iov_len) {
		len -= (*batch)->iov_len;
		(*batch)++;
		(*count)--;
	}
	if (*count > 0) {
		(*batch)->iov_base = (char *)(*batch)->iov_base + len;
		(*batch)->iov_len -= len;
	}
}

static bool write_batch(int fd, struct iovec *batch, size_t count)
{
	while (count > 0) {
		ssize_t put = writev(fd, batch, (int)count);

		if (put < 0 && errno == EINTR && !interrupt_pending())
			continue;
		if (put <= 0) {
			errno = put == 0 ? ENOSPC : errno;
			return false;
		}
		advance(&batch, &count, (size_t)put);
	}
	return true;
}

/* What is written in one call; false: nothing is left. */
static bool fill(struct cursor *cursor, struct iovec *batch, size_t *count,
		 struct content_size *size)
{
	size_t bytes = 0;
	struct str run;

	for (*count = 0;
	     *count < BATCH && bytes < LIMIT_TRAIL && next_run(cursor, &run);
	     ++*count) {
		measure(cursor, run, size);
		batch[*count].iov_base = (char *)run.ptr;
		batch[*count].iov_len = run.len;
		bytes += run.len;
	}
	cursor->behind += bytes;
	return bytes > 0;
}

/* end: of what was written last.  Where that is no part of the mail, the next
 * piece is told again. */
static void leave_behind(struct cursor *cursor, const char *end)
{
	const struct input *input = cursor->content->input;

	if (input == NULL || cursor->behind < LIMIT_TRAIL)
		return;
	input_passed(input,
		     (struct str){ end - cursor->behind, cursor->behind });
	cursor->behind = 0;
}

bool content_write(int fd, const struct content *content,
		   struct content_size *size)
{
	struct cursor cursor = { .content = content };
	struct iovec batch[BATCH];
	size_t count;

	*size = (struct content_size){ 0 };
	while (fill(&cursor, batch, &count, size)) {
		const struct iovec last = batch[count - 1];

		if (!write_batch(fd, batch, count))
			return false;
		leave_behind(&cursor,
			     (const char *)last.iov_base + last.iov_len);
	}
	return true;
}
