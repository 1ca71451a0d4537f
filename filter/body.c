#include "body.h"

#include <string.h>

#include "body_line.h"
#include "crypto.h"
#include "trail.h"

/* Shorter runs are gathered so that the hash is fed in large pieces. */
#define GATHER ((size_t)8 * 1024)

/*
 * The canonical body of one canonicalization on its way into one hash.  Input
 * that goes into it unchanged and without a gap is one run, however many
 * lines it has.  A limit (l=) costs no hash of its own: it is the state of the
 * hash when that many bytes have passed.
 */
struct stream {
	enum canon canon;
	struct arena *arena;
	struct sha256 *hash;
	uint64_t length; /* of what has been hashed */
	struct body_hash **limits; /* of this stream, ascending */
	size_t limit_count, next_limit;
	struct str run; /* slice of the input, not yet gathered */
	size_t gathered;
	uint64_t empty_lines; /* held back: dropped at the end of the body */
	bool in_line; /* a part of a long line is in the hash */
	bool blank; /* relaxed: white space behind it, held back */
	char gather[GATHER];
};

/* Into the hash, with a stop wherever a limit lies. */
static void hash_bytes(struct stream *stream, struct str bytes)
{
	while (stream->next_limit < stream->limit_count) {
		struct body_hash *want = stream->limits[stream->next_limit];
		struct sha256 *part;

		if (want->limit - stream->length > bytes.len)
			break;
		sha256_add(stream->hash,
			   str_first(bytes,
				     (size_t)(want->limit - stream->length)));
		bytes = str_skip(bytes, (size_t)(want->limit - stream->length));
		stream->length = want->limit;
		part = sha256_copy(stream->arena, stream->hash);
		sha256_end(part, want->sha256);
		stream->next_limit++;
	}
	sha256_add(stream->hash, bytes);
	stream->length += bytes.len;
}

static void flush_gathered(struct stream *stream)
{
	hash_bytes(stream, (struct str){ stream->gather, stream->gathered });
	stream->gathered = 0;
}

static void flush_run(struct stream *stream)
{
	struct str run = stream->run;

	stream->run = (struct str){ NULL, 0 };
	if (run.len == 0)
		return;
	if (run.len > GATHER - stream->gathered)
		flush_gathered(stream);
	if (run.len > GATHER / 2) {
		flush_gathered(stream);
		hash_bytes(stream, run);
		return;
	}
	memcpy(stream->gather + stream->gathered, run.ptr, run.len);
	stream->gathered += run.len;
}

static void emit(struct stream *stream, struct str bytes)
{
	if (stream->run.len == 0) {
		stream->run = bytes;
	} else if (stream->run.ptr + stream->run.len == bytes.ptr) {
		stream->run.len += bytes.len;
		if (stream->run.len >= BODY_PIECE)
			flush_run(stream);
	} else {
		flush_run(stream);
		stream->run = bytes;
	}
}

/* What does not stand in the input so: of size 1 or 2, known when compiled. */
static inline void emit_made(struct stream *stream, const char *bytes,
			     size_t size)
{
	flush_run(stream);
	if (size > GATHER - stream->gathered)
		flush_gathered(stream);
	memcpy(stream->gather + stream->gathered, bytes, size);
	stream->gathered += size;
}

static void emit_crlf(struct stream *stream)
{
	emit_made(stream, "\r\n", 2);
}

/* Each run of white space becomes one space (RFC 6376 3.4.4). */
static void emit_relaxed(struct stream *stream, struct str line)
{
	size_t begin = 0;

	for (size_t i = 0; i < line.len; i++) {
		size_t end = i + 1;

		if (!char_is_wsp(line.ptr[i]))
			continue;
		while (end < line.len && char_is_wsp(line.ptr[end]))
			end++;
		if (end == i + 1 && line.ptr[i] == ' ')
			continue;
		emit(stream, (struct str){ line.ptr + begin, i - begin });
		emit_made(stream, " ", 1);
		begin = end;
		i = end - 1;
	}
	emit(stream, str_skip(line, begin));
}

static void emit_empty_lines(struct stream *stream)
{
	for (; stream->empty_lines > 0; stream->empty_lines--)
		emit_crlf(stream);
}

static void emit_text(struct stream *stream, struct str text, bool reduced)
{
	if (stream->canon == CANON_RELAXED && !reduced)
		emit_relaxed(stream, text);
	else
		emit(stream, text);
}

static void emit_end(struct stream *stream, struct str crlf)
{
	if (crlf.len > 0)
		emit(stream, crlf);
	else
		emit_crlf(stream);
}

/* Where LF becomes CRLF no run is longer than a line: none is begun. */
static bool gather_line(struct stream *stream, struct str text)
{
	char *end;

	flush_run(stream);
	end = stream->gather + stream->gathered;
	if (text.len + 2 > GATHER - stream->gathered)
		return false;
	memcpy(end, text.ptr, text.len);
	memcpy(end + text.len, "\r\n", 2);
	stream->gathered += text.len + 2;
	return true;
}

static void add_line(struct stream *stream, const struct body_line *line)
{
	struct str text = line->text;

	if (stream->canon == CANON_RELAXED)
		text = body_without_blanks(text);
	if (text.len == 0) {
		stream->empty_lines++;
		return;
	}
	emit_empty_lines(stream);
	if (line->crlf.len == 0 &&
	    (line->reduced || stream->canon == CANON_SIMPLE) &&
	    gather_line(stream, text))
		return;
	emit_text(stream, text, line->reduced);
	emit_end(stream, line->crlf);
}

/* White space at the end of a part is held back: the line may end with it, and
 * what the next part begins with belongs to it. */
static struct str relaxed_part(struct stream *stream, struct str part)
{
	struct str text = body_without_blanks(part);
	bool blank = stream->blank;

	stream->blank = text.len < part.len || (blank && text.len == 0);
	if (!blank || text.len == 0)
		return text;
	while (char_is_wsp(text.ptr[0]))
		text = str_skip(text, 1);
	emit_empty_lines(stream);
	emit(stream, STR(" "));
	return text;
}

static void add_part(struct stream *stream, const struct body_line *line)
{
	struct str text = stream->canon == CANON_RELAXED
				  ? relaxed_part(stream, line->text)
				  : line->text;

	if (text.len > 0) {
		emit_empty_lines(stream);
		emit_text(stream, text, line->reduced);
		stream->in_line = true;
	}
	if (!line->ends)
		return;
	if (stream->in_line)
		emit_end(stream, line->crlf);
	else
		stream->empty_lines++;
	stream->in_line = stream->blank = false;
}

static void add(struct stream *stream, const struct body_line *line)
{
	if (line->part)
		add_part(stream, line);
	else
		add_line(stream, line);
}

/* The limits of this canonicalization in ascending order: few, so inserted. */
static void sort_limits(struct stream *stream, struct body_hashes *hashes)
{
	stream->limits =
		ARENA_ARRAY(hashes->arena, struct body_hash *, hashes->count);
	for (size_t i = 0; i < hashes->count; i++) {
		struct body_hash *want = &hashes->list[i];
		size_t at = stream->limit_count;

		if (want->canon != stream->canon ||
		    want->limit == BODY_NO_LIMIT)
			continue;
		for (; at > 0 && stream->limits[at - 1]->limit > want->limit;
		     at--)
			stream->limits[at] = stream->limits[at - 1];
		stream->limits[at] = want;
		stream->limit_count++;
	}
}

static bool has_limits(const struct body_hashes *hashes)
{
	for (size_t i = 0; i < hashes->count; i++)
		if (hashes->list[i].limit != BODY_NO_LIMIT)
			return true;
	return false;
}

static bool is_wanted(const struct body_hashes *hashes, enum canon canon)
{
	for (size_t i = 0; i < hashes->count; i++)
		if (hashes->list[i].canon == canon)
			return true;
	return false;
}

/* NULL: nobody wants it. */
static struct stream *stream_new(struct body_hashes *hashes, enum canon canon)
{
	struct stream *stream;

	if (!is_wanted(hashes, canon))
		return NULL;
	stream = ARENA_NEW(hashes->arena, struct stream);
	stream->canon = canon;
	stream->arena = hashes->arena;
	stream->hash = sha256_new(hashes->arena);
	sort_limits(stream, hashes);
	return stream;
}

/* The same bytes until now, by another canonicalization without limits. */
static struct stream *stream_fork(const struct stream *from, enum canon canon)
{
	struct stream *stream = ARENA_NEW(from->arena, struct stream);

	*stream = *from;
	stream->canon = canon;
	stream->hash = sha256_copy(stream->arena, from->hash);
	return stream;
}

/* Hands the results out: a limit that was never reached gets the whole. */
static void stream_end(struct stream *stream, struct body_hashes *hashes)
{
	unsigned char whole[SHA256_SIZE];

	/* RFC 6376 3.4.3: an empty body is one CRLF; 3.4.4: it is nothing. */
	if (stream->length == 0 && stream->gathered == 0 &&
	    stream->run.len == 0 && stream->canon == CANON_SIMPLE)
		emit_crlf(stream);
	flush_run(stream);
	flush_gathered(stream);
	sha256_end(stream->hash, whole);
	for (size_t i = 0; i < hashes->count; i++) {
		struct body_hash *want = &hashes->list[i];

		if (want->canon != stream->canon)
			continue;
		want->canonical_length = stream->length;
		if (want->limit > stream->length)
			memcpy(want->sha256, whole, sizeof(whole));
	}
}

struct body_hashes body_hashes_new(struct arena *arena)
{
	return (struct body_hashes){ .arena = arena };
}

size_t body_hashes_want(struct body_hashes *hashes, enum canon canon,
			uint64_t limit)
{
	for (size_t i = 0; i < hashes->count; i++)
		if (hashes->list[i].canon == canon &&
		    hashes->list[i].limit == limit)
			return i;
	hashes->list = arena_grow(hashes->arena, hashes->list, hashes->count,
				  hashes->count + 1, sizeof(*hashes->list));
	hashes->list[hashes->count].canon = canon;
	hashes->list[hashes->count].limit = limit;
	return hashes->count++;
}

/* Both canonicalizations are one as long as no line is changed: of base64, to the
 * end. */
void body_hashes_run(struct body_hashes *hashes, struct str body)
{
	bool one = is_wanted(hashes, CANON_SIMPLE) &&
		   is_wanted(hashes, CANON_RELAXED) && !has_limits(hashes);
	struct stream *simple = stream_new(hashes, CANON_SIMPLE);
	struct stream *relaxed = one ? NULL : stream_new(hashes, CANON_RELAXED);
	struct trail trail = trail_begin(hashes->arena, body);
	struct body_line line = { .ends = true };

	while (body.len > 0 && (simple != NULL || relaxed != NULL)) {
		body_line_next(&line, &body);
		if (one && body_line_is_changed(&line)) {
			relaxed = stream_fork(simple, CANON_RELAXED);
			one = false;
		}
		if (simple != NULL)
			add(simple, &line);
		if (relaxed != NULL)
			add(relaxed, &line);
		trail_reach(&trail, body.ptr);
	}
	if (one)
		relaxed = stream_fork(simple, CANON_RELAXED);
	if (simple != NULL)
		stream_end(simple, hashes);
	if (relaxed != NULL)
		stream_end(relaxed, hashes);
}
