#include "evidence.h"

#include "../filter/filter.h"
#include "../filter/fold.h"
#include "changes.h"
#include "limits.h"
#include "zone.h"
#include "zone_line.h"
#include "zone_write.h"

#define NAME STR("X-Waxseal-Evidence")

/* Answers nothing but what stands there. */
#define CLOSED STR(". FAIL\n")
/* Its last lines. */
#define INCOMPLETE STR("# incomplete\n")
#define UNREAD STR("# unread\n")
#define CHANGED STR("# changed\n")
#define WIRE STR("# wire\n")
/* With a number behind it. */
#define ABOVE STR("above")
#define BELOW STR("below")
/* Bytes of all of them. */
#define LAST_LINES ((size_t)100)

/* -- text <-> field -------------------------------------------------------------- */

/*
 * name 300 TXT "v=spf1 \"x" "-all"
 * `--- a word       `------- another, with all that is in its quotes
 */
static struct str quoted_word(struct str *rest)
{
	bool quoted = false;
	struct str word;
	size_t i;

	for (i = 0; i < rest->len; i++) {
		if (rest->ptr[i] == '\\')
			i++;
		else if (rest->ptr[i] == '"')
			quoted = !quoted;
		else if (rest->ptr[i] == ' ' && !quoted)
			break;
	}
	word = str_first(*rest, i);
	*rest = str_skip(*rest, i + 1);
	return word;
}

static struct str field_from_text(struct arena *arena, struct str text)
{
	struct buf out = buf_new(arena, LIMIT_ORDER_FIELDS);
	struct fold fold = fold_begin(&out, NAME);
	struct str line;

	for (bool first = true; str_cut(&text, '\n', &line); first = false) {
		if (line.len == 0)
			continue;
		if (!first)
			fold_line(&fold);
		while (line.len > 0)
			fold_word(&fold, quoted_word(&line));
		fold_part(&fold, STR(";"));
	}
	fold_end(&fold);
	return buf_str(&out);
}

/* However it was folded since. */
static struct str text_from_field(struct arena *arena, struct str value)
{
	struct buf text = buf_new(arena, value.len);
	bool quoted = false;

	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (c == '\r' || c == '\n')
			continue;
		if (c == '\\' && i + 1 < value.len) {
			buf_add_char(&text, c);
			c = value.ptr[++i];
		} else if (c == '"') {
			quoted = !quoted;
		} else if (c == ';' && !quoted) {
			c = '\n';
		}
		buf_add_char(&text, c);
	}
	return buf_str(&text);
}

/* -- writing ----------------------------------------------------------------------- */

struct recorder *evidence_begin(struct arena *arena, struct dns *dns,
				const struct facts *facts)
{
	struct recorder *recorder =
		recorder_new(arena, dns, LIMIT_EVIDENCE - LAST_LINES);
	struct buf text = recorder_lines(recorder);
	struct str whole;

	buf_add(&text, CLOSED);
	facts_write(&text, facts);
	/* A line that was cut off has no end. */
	whole = str_first(buf_str(&text),
			  str_find_last(buf_str(&text), '\n') + 1);
	buf_add(&recorder->text, whole);
	recorder->incomplete = text.overflow;
	return recorder;
}

/* What stood there as the nth field of the mail. */
static void add_removed(struct recorder *recorder, size_t nth, struct str raw)
{
	struct buf line = recorder_lines(recorder);

	buf_printf(&line, "# removed %zu ", nth);
	zone_quote(&line, raw);
	buf_add_char(&line, '\n');
	recorder_add(recorder, &line);
}

/* Verdicts look at them: an earlier hop's Received-SPF, a malformed name. */
static void add_all_removed(struct recorder *recorder,
			    const struct message *message,
			    const struct edits *edits)
{
	const struct header *header;
	struct removal at = { 0, 0 };

	while ((header = changes_next_removed(message, edits, &at)) != NULL)
		add_removed(recorder, at.next - 1, header->raw);
}

static struct str last_lines(struct arena *arena, const struct message *message,
			     const struct edits *edits)
{
	struct changes changes = changes_of(arena, message, edits);
	struct buf text = buf_new(arena, LAST_LINES);

	if (changes.above_count > 0)
		buf_printf(&text, "# %s %zu\n", ABOVE.ptr, changes.above_count);
	if (changes.below_count > 0)
		buf_printf(&text, "# %s %zu\n", BELOW.ptr, changes.below_count);
	if (changes.body)
		buf_add(&text, CHANGED);
	return buf_str(&text);
}

/* Its lines ended with CRLF, which is not stored; so "\r\r\n" is stored as if
 * it were a CRLF. */
static bool is_wire(struct str mail)
{
	size_t end = str_find(mail, '\n');

	return str_ends(str_first(mail, end), STR("\r")) &&
	       str_find_str(mail, STR("\r\r\n")) < mail.len;
}

/* What nobody has looked at is not kept, but it was there. */
static struct str whole_text(const struct recorder *recorder,
			     const struct message *message,
			     const struct edits *edits)
{
	bool unread = message->unread.len > 0;

	return arena_printf(
		recorder->arena, "%.*s%.*s%.*s%.*s%.*s",
		STR_ARG(buf_str(&recorder->text)),
		STR_ARG(last_lines(recorder->arena, message, edits)),
		STR_ARG(is_wire(message->raw) ? WIRE : STR("")),
		STR_ARG(recorder->incomplete || unread ? INCOMPLETE : STR("")),
		STR_ARG(unread ? UNREAD : STR("")));
}

struct str evidence_insert(struct recorder *recorder,
			   const struct message *message,
			   const struct edits *edits, struct str fields)
{
	/* What was asked is the same for all forms of the mail. */
	const struct buf asked = recorder->text;
	bool incomplete = recorder->incomplete;
	struct str field, last = STR("");

	add_all_removed(recorder, message, edits);
	field = field_from_text(recorder->arena,
				whole_text(recorder, message, edits));
	recorder->text.len = asked.len;
	recorder->text.overflow = asked.overflow;
	recorder->incomplete = incomplete;
	if (str_ends(fields, FILTER_FIRST_LINE_FIELD))
		last = FILTER_FIRST_LINE_FIELD;
	fields = str_first(fields, fields.len - last.len);
	return arena_printf(recorder->arena, "%.*s%.*s%.*s", STR_ARG(fields),
			    STR_ARG(field), STR_ARG(last));
}

/* -- reading ------------------------------------------------------------------------- */

static bool is_our_name(struct str name)
{
	static const struct str beginnings[] = {
		STR_INIT("Return-Path"),
		STR_INIT("Delivered-To"),
		STR_INIT("Authentication-Results"),
		STR_INIT("Received-SPF"),
		STR_INIT("X-Spam-"),
		STR_INIT("X-Waxseal-Reason"),
		STR_INIT("X-Waxseal-Evidence"),
	};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (str_starts_nocase(name, beginnings[i]))
			return true;
	return false;
}

/* With nothing above it that we have not written. */
static const struct header *find_field(const struct message *message)
{
	for (size_t i = 0; i < message->header_count; i++) {
		const struct header *header = &message->headers[i];

		if (!header->well_formed || !is_our_name(header->name))
			break;
		if (str_eq_nocase(header->name, NAME))
			return header;
	}
	return NULL;
}

static struct str below_first_line(struct str mail)
{
	struct str first =
		str_first(FILTER_FIRST_LINE_FIELD,
			  FILTER_FIRST_LINE_FIELD.len - 1 /* its LF */);

	return str_starts(mail, first)
		       ? str_skip(mail, str_find(mail, '\n') + 1)
		       : mail;
}

/* What stands below our last field, and so many of a script's. */
static struct str mail_below(const struct message *message,
			     const struct header *field, uint64_t above)
{
	struct str raw = field->raw;
	struct str rest = str_skip(
		message->raw, (size_t)(raw.ptr + raw.len - message->raw.ptr));

	rest = below_first_line(rest);
	for (uint64_t i = 0; i < above && rest.len > 0; i++)
		rest = str_skip(rest, message_field_length(rest));
	return above > 0 ? below_first_line(rest) : rest;
}

/* The number of the line "# name number"; 0 without one. */
static uint64_t number_of(struct str text, struct str name)
{
	struct str line;
	uint64_t number = 0;

	while (str_cut(&text, '\n', &line))
		if (str_eq(zone_word(&line), STR("#")) &&
		    str_eq(zone_word(&line), name) &&
		    str_to_u64(zone_word(&line), LIMIT_HEADERS, &number))
			return number;
	return 0;
}

struct removed {
	size_t nth;
	struct str raw;
};

/* The next line "# removed 3 "..."" of a text. */
static bool next_removed(struct arena *arena, struct str *text,
			 struct removed *removed)
{
	struct str line;

	while (str_cut(text, '\n', &line)) {
		uint64_t nth;

		if (!str_eq(zone_word(&line), STR("#")) ||
		    !str_eq(zone_word(&line), STR("removed")) ||
		    !str_to_u64(zone_word(&line), LIMIT_HEADERS, &nth) ||
		    zone_unquote(arena, line, &removed->raw) != NULL)
			continue;
		removed->nth = (size_t)nth;
		return true;
	}
	return false;
}

/* The fields that were taken off stand again where they stood, and those put in
 * below the others are gone. */
static struct str put_back(struct arena *arena, struct str text,
			   struct str mail, size_t below)
{
	struct message message = message_parse(arena, mail);
	size_t size = mail.len + text.len, kept = 0, done = 0, own;
	/* At its full size at once: growing would take twice the memory. */
	struct buf whole = { .arena = arena,
			     .ptr = arena_alloc(arena, size + 1),
			     .capacity = size + 1,
			     .ceiling = size };
	struct removed removed;

	own = below < message.header_count ? message.header_count - below : 0;
	for (; next_removed(arena, &text, &removed); done++) {
		for (; kept + done < removed.nth && kept < own; kept++)
			buf_add(&whole, message.headers[kept].raw);
		buf_add(&whole, removed.raw);
	}
	for (; kept < own; kept++)
		buf_add(&whole, message.headers[kept].raw);
	for (size_t i = 0; i < message.header_count; i++)
		mail = str_skip(mail, message.headers[i].raw.len);
	buf_add(&whole, mail);
	return buf_str(&whole);
}

/* Lines end with CRLF again. */
static struct str as_on_wire(struct arena *arena, struct str mail)
{
	size_t lines = 0, len = 0;
	char *out;

	for (size_t i = 0; i < mail.len; i++)
		lines += mail.ptr[i] == '\n';
	out = arena_alloc(arena, mail.len + lines + 1);
	for (size_t i = 0; i < mail.len; i++) {
		if (mail.ptr[i] == '\n')
			out[len++] = '\r';
		out[len++] = mail.ptr[i];
	}
	return (struct str){ out, len };
}

static void read_mail(struct arena *arena, struct str text, struct str mail,
		      struct evidence *evidence)
{
	uint64_t below = number_of(text, BELOW);
	struct removed first;
	struct str rest = text;
	bool wire = str_find_str(text, WIRE) < text.len;
	bool whole = below == 0 && !next_removed(arena, &rest, &first);

	evidence->mail = mail;
	if (evidence->changed || (whole && !wire))
		return;
	if (mail.len > LIMIT_EVIDENCE_MAIL / (wire ? 2 : 1)) {
		evidence->incomplete = true;
		return;
	}
	if (wire)
		mail = as_on_wire(arena, mail);
	evidence->mail =
		whole ? mail : put_back(arena, text, mail, (size_t)below);
}

struct evidence evidence_find(struct arena *arena, struct str mail)
{
	struct evidence evidence = { .mail = mail };
	struct message message = message_parse(arena, mail);
	const struct header *field = find_field(&message);
	struct str text, error;

	if (field == NULL)
		return evidence;
	if (field->value.len > LIMIT_ORDER_FIELDS) {
		evidence.problem = "it is too long";
		return evidence;
	}
	text = text_from_field(arena, field->value);
	evidence.dns = zone_parse(arena, text, &error);
	if (!facts_read(arena, text, &evidence.facts)) {
		evidence.problem = "it does not say the time";
	} else if (evidence.dns == NULL) {
		evidence.problem = arena_cstr(arena, error);
	} else {
		evidence.found = true;
		evidence.incomplete = str_find_str(text, INCOMPLETE) < text.len;
		evidence.unread = str_find_str(text, UNREAD) < text.len;
		evidence.own_fields = (size_t)(field - message.headers);
		evidence.changed = str_find_str(text, CHANGED) < text.len;
		read_mail(arena, text,
			  mail_below(&message, field, number_of(text, ABOVE)),
			  &evidence);
	}
	return evidence;
}
