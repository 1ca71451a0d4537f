#include "body.h"

#include <string.h>

#include "crypto.h"

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
	bool has_line;
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
	if (stream->run.len > 0 &&
	    stream->run.ptr + stream->run.len == bytes.ptr) {
		stream->run.len += bytes.len;
		return;
	}
	flush_run(stream);
	stream->run = bytes;
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
		emit(stream, STR(" "));
		begin = end;
		i = end - 1;
	}
	emit(stream, str_skip(line, begin));
}

/* Eight bytes as a number; those that are c become 0x80, all others 0. */
static uint64_t bytes_equal(uint64_t word, unsigned char c)
{
	const uint64_t each = 0x0101010101010101, low = 0x7f * each;

	word ^= c * each;
	return ~(((word & low) + low) | word | low);
}

/* A byte below '!' makes this one not 0; so do some above 0x80. */
static uint64_t may_be_space(uint64_t word)
{
	const uint64_t each = 0x0101010101010101;

	return (word - '!' * each) & 0x80 * each;
}

/*
 * Relaxed leaves the line as it is: no HTAB and no two SP in a row, so nearly
 * every line.  Eight bytes at a time, the first is the last one before.
 */
static bool is_reduced(struct str line)
{
	size_t i = 0;

	for (; i + 8 <= line.len; i += 7) {
		uint64_t word, spaces;

		memcpy(&word, line.ptr + i, 8);
		if (may_be_space(word) == 0)
			continue;
		spaces = bytes_equal(word, ' ');
		if ((spaces & spaces >> 8) != 0 || bytes_equal(word, '\t') != 0)
			return false;
	}
	for (; i < line.len; i++)
		if (line.ptr[i] == '\t' ||
		    (line.ptr[i] == ' ' && i + 1 < line.len &&
		     line.ptr[i + 1] == ' '))
			return false;
	return true;
}

static void add_line(struct stream *stream, struct str line, struct str crlf)
{
	stream->has_line = true;
	if (stream->canon == CANON_RELAXED)
		while (line.len > 0 && char_is_wsp(line.ptr[line.len - 1]))
			line.len--;
	if (line.len == 0) {
		stream->empty_lines++;
		return;
	}
	for (; stream->empty_lines > 0; stream->empty_lines--)
		emit(stream, STR("\r\n"));
	if (stream->canon == CANON_RELAXED && !is_reduced(line))
		emit_relaxed(stream, line);
	else
		emit(stream, line);
	emit(stream, crlf);
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

static struct stream *stream_new(struct body_hashes *hashes, enum canon canon)
{
	struct stream *stream;
	bool wanted = false;

	for (size_t i = 0; i < hashes->count; i++)
		wanted |= hashes->list[i].canon == canon;
	if (!wanted)
		return NULL;
	stream = ARENA_NEW(hashes->arena, struct stream);
	stream->canon = canon;
	stream->arena = hashes->arena;
	stream->hash = sha256_new(hashes->arena);
	sort_limits(stream, hashes);
	return stream;
}

/* Hands the results out: a limit that was never reached gets the whole. */
static void stream_end(struct stream *stream, struct body_hashes *hashes)
{
	unsigned char whole[SHA256_SIZE];

	/* RFC 6376 3.4.3: an empty body is one CRLF; 3.4.4: it is nothing. */
	if (stream->length == 0 && stream->gathered == 0 &&
	    stream->run.len == 0 && stream->canon == CANON_SIMPLE)
		emit(stream, STR("\r\n"));
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

/* Takes the next line off the front; crlf: its end as it is hashed. */
static struct str next_line(struct str *rest, struct str *crlf)
{
	size_t end = str_find(*rest, '\n');
	struct str line = str_first(*rest, end);

	*crlf = STR("\r\n");
	if (end < rest->len && end > 0 && line.ptr[end - 1] == '\r') {
		line.len--;
		*crlf = (struct str){ line.ptr + line.len, 2 };
	}
	*rest = str_skip(*rest, end + 1);
	return line;
}

void body_hashes_run(struct body_hashes *hashes, struct str body)
{
	struct stream *simple = stream_new(hashes, CANON_SIMPLE);
	struct stream *relaxed = stream_new(hashes, CANON_RELAXED);

	while (body.len > 0 && (simple != NULL || relaxed != NULL)) {
		struct str crlf, line = next_line(&body, &crlf);

		if (simple != NULL)
			add_line(simple, line, crlf);
		if (relaxed != NULL)
			add_line(relaxed, line, crlf);
	}
	if (simple != NULL)
		stream_end(simple, hashes);
	if (relaxed != NULL)
		stream_end(relaxed, hashes);
}
