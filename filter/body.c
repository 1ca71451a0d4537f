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

/* Sixteen bytes side by side; of a comparison, those that are alike are set. */
typedef unsigned char bytes16 __attribute__((vector_size(16)));

static bytes16 bytes16_at(const char *ptr)
{
	bytes16 bytes;

	memcpy(&bytes, ptr, sizeof(bytes));
	return bytes;
}

/* White space that relaxed changes begins among the sixteen at ptr, of which the
 * next one is looked at as well. */
static bytes16 changes_at(const char *ptr)
{
	const bytes16 here = bytes16_at(ptr), next = bytes16_at(ptr + 1);

	return (bytes16)((here == '\t') | ((here == ' ') & (next == ' ')));
}

static bool has_any(bytes16 bytes)
{
	uint64_t halves[2];

	memcpy(halves, &bytes, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

/*
 * Relaxed leaves the line as it is: no HTAB and no two SP in a row, so nearly
 * every line.  The last sixteen may overlap those before; the line's last byte
 * is no white space.
 */
static bool is_reduced(struct str line)
{
	const size_t step = sizeof(bytes16);
	bytes16 changes = { 0 };

	if (line.len <= step) {
		for (size_t i = 0; i + 1 < line.len; i++)
			if (line.ptr[i] == '\t' ||
			    (line.ptr[i] == ' ' && line.ptr[i + 1] == ' '))
				return false;
		return true;
	}
	for (size_t i = 0; i + step < line.len; i += step)
		changes |= changes_at(line.ptr + i);
	changes |= changes_at(line.ptr + line.len - step - 1);
	return !has_any(changes);
}

static void add_line(struct stream *stream, struct str line, struct str crlf)
{
	if (stream->canon == CANON_RELAXED)
		while (line.len > 0 && char_is_wsp(line.ptr[line.len - 1]))
			line.len--;
	if (line.len == 0) {
		stream->empty_lines++;
		return;
	}
	for (; stream->empty_lines > 0; stream->empty_lines--)
		emit_crlf(stream);
	if (stream->canon == CANON_RELAXED && !is_reduced(line))
		emit_relaxed(stream, line);
	else
		emit(stream, line);
	if (crlf.len > 0)
		emit(stream, crlf);
	else
		emit_crlf(stream);
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

/* Takes the next line off the front; crlf: its end, empty if it is none. */
static struct str next_line(struct str *rest, struct str *crlf)
{
	size_t end = str_find(*rest, '\n');
	struct str line = str_first(*rest, end);

	*crlf = STR("");
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
