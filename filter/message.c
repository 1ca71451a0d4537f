#include "message.h"

#include <string.h>

#include "buf.h"
#include "grammar.h"
#include "trail.h"

#define FIRST_HEADERS ((size_t)64)

struct splitter {
	struct arena *arena;
	struct header *headers;
	size_t count, capacity;
	unsigned faults;
};

/*
 * What may stand only once (RFC 5322 3.6, RFC 2045 3).  MIME-Version is not among
 * them: mailing lists add a second one, and it says nothing that could be read
 * in two ways.
 */
static const struct str singletons[] = {
	STR_INIT("Date"),
	STR_INIT("From"),
	STR_INIT("Sender"),
	STR_INIT("Reply-To"),
	STR_INIT("To"),
	STR_INIT("Cc"),
	STR_INIT("Bcc"),
	STR_INIT("Message-ID"),
	STR_INIT("In-Reply-To"),
	STR_INIT("References"),
	STR_INIT("Subject"),
	STR_INIT("Content-Type"),
	STR_INIT("Content-Transfer-Encoding"),
};

#define SINGLETONS (sizeof(singletons) / sizeof(singletons[0]))

static size_t line_length(struct str rest)
{
	size_t lf = str_find(rest, '\n');

	return lf < rest.len ? lf + 1 : lf;
}

/* Without its LF, and the one CR before it. */
static struct str without_line_end(struct str line)
{
	if (line.len == 0 || line.ptr[line.len - 1] != '\n')
		return line;
	line.len--;
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

static bool is_empty_line(struct str line)
{
	return line.len > 0 && without_line_end(line).len == 0;
}

/* The first line and those that begin with white space. */
size_t message_field_length(struct str rest)
{
	size_t len = line_length(rest);

	while (len < rest.len && char_is_wsp(rest.ptr[len]))
		len += line_length(str_skip(rest, len));
	return len;
}

static bool is_field_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!char_is_ftext(name.ptr[i]))
			return false;
	return name.len > 0;
}

/*
 * "From : x" and "From\r\n : x" are fields named From, spelled wrong.  Where
 * the fold splits the name itself ("Fr\r\n om: x") there is no name at all.
 */
static struct header read_field(struct str raw, unsigned *faults)
{
	struct str line = without_line_end(raw);
	size_t colon = str_find(line, ':');
	struct str spelled = str_first(line, colon);
	struct str name = str_trim(spelled);

	if (colon == line.len || str_find(name, '\n') < name.len) {
		*faults |= MESSAGE_NO_COLON;
		return (struct header){ .value = line, .raw = raw };
	}
	if (name.len > 0 && name.ptr + name.len < spelled.ptr + spelled.len)
		*faults |= MESSAGE_SPACE_BEFORE_COLON;
	if (!is_field_name(name))
		*faults |= MESSAGE_BAD_NAME;
	return (struct header){
		.name = name,
		.value = str_skip(line, colon + 1),
		.raw = raw,
		.well_formed = name.len == spelled.len && is_field_name(name),
	};
}

static void add_field(struct splitter *splitter, struct str raw)
{
	if (splitter->count == splitter->capacity) {
		size_t wider = splitter->capacity > 0 ? splitter->capacity * 2
						      : FIRST_HEADERS;

		splitter->headers = arena_grow(
			splitter->arena, splitter->headers, splitter->count,
			wider, sizeof(*splitter->headers));
		splitter->capacity = wider;
	}
	splitter->headers[splitter->count++] =
		read_field(raw, &splitter->faults);
}

/* A field that goes on behind these is beyond the limit; an empty line is two. */
static struct str near_field(struct str raw, size_t at)
{
	return str_first(str_skip(raw, at), LIMIT_HEADER_BLOCK - at + 2);
}

/*
 * Returns the offset of the empty line, or the end.  Fields beyond a limit are
 * passed over, not looked at, and the body still begins where every other
 * reader sees it begin.
 */
static size_t split_fields(struct splitter *splitter, struct str raw)
{
	size_t at = 0;

	while (at < raw.len) {
		struct str rest = near_field(raw, at);
		size_t len;

		if (is_empty_line(str_first(rest, line_length(rest))))
			break;
		len = message_field_length(rest);
		if (len > LIMIT_HEADER_FIELD)
			splitter->faults |= MESSAGE_TOO_LONG;
		if (len > LIMIT_HEADER_BLOCK - at ||
		    splitter->count == LIMIT_HEADERS) {
			splitter->faults |= MESSAGE_TOO_LONG;
			return at;
		}
		add_field(splitter, str_first(rest, len));
		at += len;
	}
	return at;
}

static size_t skip_fields(struct arena *arena, struct str raw, size_t at)
{
	struct trail trail = trail_begin(arena, raw);

	while (at < raw.len) {
		struct str rest = str_skip(raw, at);
		size_t lf = trail_find(&trail, rest, '\n');

		if (is_empty_line(str_first(rest, lf + 1)))
			break;
		at += lf < rest.len ? lf + 1 : lf;
	}
	return at;
}

static bool has_bare_cr(struct arena *arena, struct str fields)
{
	struct trail trail = trail_begin(arena, fields);

	for (size_t cr; (cr = trail_find(&trail, fields, '\r')) < fields.len;) {
		fields = str_skip(fields, cr + 1);
		if (fields.len == 0 || fields.ptr[0] != '\n')
			return true;
	}
	return false;
}

static bool has_nul(struct arena *arena, struct str fields)
{
	struct trail trail = trail_begin(arena, fields);

	return trail_find(&trail, fields, '\0') < fields.len;
}

static bool has_duplicate(const struct splitter *splitter)
{
	unsigned seen = 0;

	for (size_t i = 0; i < splitter->count; i++)
		for (size_t s = 0; s < SINGLETONS; s++) {
			if (!str_eq_nocase(splitter->headers[i].name,
					   singletons[s]))
				continue;
			if (seen >> s & 1)
				return true;
			seen |= 1u << s;
		}
	return false;
}

static unsigned block_faults(const struct splitter *splitter, struct str fields)
{
	unsigned faults = splitter->faults;

	if (fields.len > 0 && char_is_wsp(fields.ptr[0]))
		faults |= MESSAGE_LEADING_SPACE;
	if (has_nul(splitter->arena, fields))
		faults |= MESSAGE_NUL;
	if (has_bare_cr(splitter->arena, fields))
		faults |= MESSAGE_BARE_CR;
	if (has_duplicate(splitter))
		faults |= MESSAGE_DUPLICATE;
	return faults;
}

struct message message_parse(struct arena *arena, struct str raw)
{
	struct splitter splitter = { .arena = arena };
	size_t read = split_fields(&splitter, raw);
	size_t end = skip_fields(arena, raw, read);
	struct str rest = str_skip(raw, end);
	struct message message = {
		.raw = raw,
		.fields = str_first(raw, end),
		.body = str_skip(rest, line_length(rest)),
		.headers = splitter.headers,
		.header_count = splitter.count,
		.unread = str_skip(str_first(raw, end), read),
	};

	message.faults = block_faults(&splitter, message.fields);
	return message;
}

const struct header *message_find(const struct message *message,
				  struct str name, size_t nth)
{
	for (size_t i = 0; i < message->header_count; i++)
		if (str_eq_nocase(message->headers[i].name, name) && nth-- == 0)
			return &message->headers[i];
	return NULL;
}

size_t message_count(const struct message *message, struct str name)
{
	size_t count = 0;

	for (size_t i = 0; i < message->header_count; i++)
		count += str_eq_nocase(message->headers[i].name, name);
	return count;
}

struct str header_unfold(struct arena *arena, struct str value)
{
	struct buf unfolded;
	size_t len;

	if (str_find(value, '\n') == value.len)
		return str_trim(value);
	unfolded = buf_new(arena, value.len);
	for (; value.len > 0; value = str_skip(value, len)) {
		len = line_length(value);
		buf_add(&unfolded, without_line_end(str_first(value, len)));
	}
	return str_trim(buf_str(&unfolded));
}

struct str message_text(struct arena *arena, const struct message *message,
			struct str name)
{
	const struct header *header = message_find(message, name, 0);

	return header != NULL ? header_unfold(arena, header->value) : STR("");
}

struct str message_faults_text(struct arena *arena, unsigned faults)
{
	static const struct {
		unsigned fault;
		struct str text;
	} texts[] = {
		{ MESSAGE_NUL, STR_INIT("a NUL in the header block") },
		{ MESSAGE_BARE_CR, STR_INIT("a CR that ends no line") },
		{ MESSAGE_LEADING_SPACE,
		  STR_INIT("white space before the first field") },
		{ MESSAGE_NO_COLON, STR_INIT("a line that is no field") },
		{ MESSAGE_SPACE_BEFORE_COLON,
		  STR_INIT("white space before a colon") },
		{ MESSAGE_BAD_NAME, STR_INIT("a bad field name") },
		{ MESSAGE_DUPLICATE,
		  STR_INIT("a field twice that may stand once") },
		{ MESSAGE_TOO_LONG, STR_INIT("a header block beyond limits") },
	};
	struct buf text = buf_new(arena, 512);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if ((faults & texts[i].fault) == 0)
			continue;
		if (text.len > 0)
			buf_add(&text, STR(", "));
		buf_add(&text, texts[i].text);
	}
	return buf_str(&text);
}

uint64_t message_wire_size(struct arena *arena, const struct message *message)
{
	struct str rest = message->raw;
	struct trail trail = trail_begin(arena, rest);
	uint64_t size = rest.len;
	char before = '\0';

	while (rest.len > 0) {
		struct str piece = trail_piece(&trail, &rest);

		size += str_bare_lfs(piece, before);
		before = piece.ptr[piece.len - 1];
	}
	return size;
}
