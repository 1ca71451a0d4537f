#include "report.h"

#include <stdarg.h>
#include <stdio.h>

#include "../buf.h"
#include "../limits.h"
#include "../shown.h"

void report_init(struct report *report, struct arena *arena,
		 const struct sieve_script *script)
{
	*report = (struct report){ .arena = arena, .script = script };
}

/* [begin, end) of the line that holds offset, without its line end. */
static struct str line_around(struct str text, size_t offset, size_t *begin)
{
	size_t end;

	if (offset > text.len)
		offset = text.len;
	*begin = offset;
	while (*begin > 0 && text.ptr[*begin - 1] != '\n')
		(*begin)--;
	text = str_skip(text, *begin);
	end = str_find(text, '\n');
	if (end > 0 && end < text.len && text.ptr[end - 1] == '\r')
		end--;
	return str_first(text, end);
}

struct sieve_error error_at(struct arena *arena,
			    const struct sieve_script *script,
			    struct place place, struct str text)
{
	struct sieve_error error = { .script = script->name, .text = text };
	size_t begin;
	struct str line = line_around(script->text, place.offset, &begin);

	if (place.line == 0)
		return error;
	error.line = place.line;
	error.column = place.offset - begin + 1;
	error.source = shown(arena, line, LIMIT_SIEVE_SOURCE);
	return error;
}

static void add(struct report *report, struct place place, bool warning,
		const char *format, va_list args)
{
	char text[512];
	int length = vsnprintf(text, sizeof(text), format, args);
	size_t at = report->count;
	struct str copy;

	if (!warning)
		report->errors++;
	if (report_is_full(report) || length < 0)
		return;
	copy = arena_copy(report->arena, str_from(text));
	/* The parser runs before the checker; readers go top down. */
	for (; at > 0 && report->offsets[at - 1] > place.offset; at--) {
		report->list[at] = report->list[at - 1];
		report->offsets[at] = report->offsets[at - 1];
	}
	report->list[at] = error_at(report->arena, report->script, place, copy);
	report->list[at].warning = warning;
	report->offsets[at] = place.offset;
	report->count++;
}

void report_error(struct report *report, struct place place, const char *format,
		  ...)
{
	va_list args;

	va_start(args, format);
	add(report, place, false, format, args);
	va_end(args);
}

void report_warning(struct report *report, struct place place,
		    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(report, place, true, format, args);
	va_end(args);
}

bool report_is_full(const struct report *report)
{
	return report->count == LIMIT_SIEVE_ERRORS;
}

struct sieve_errors report_errors(struct report *report)
{
	struct sieve_error *list =
		ARENA_ARRAY(report->arena, struct sieve_error, report->count);

	for (size_t i = 0; i < report->count; i++)
		list[i] = report->list[i];
	return (struct sieve_errors){ list, report->count };
}

/* As wide as text on a terminal: tabs as tabs, a character of several bytes as
 * one. */
static void add_indent(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (((unsigned char)text.ptr[i] & 0xC0) != 0x80)
			buf_add_char(out, text.ptr[i] == '\t' ? '\t' : ' ');
}

struct str sieve_error_text(struct arena *arena,
			    const struct sieve_error *error)
{
	struct buf out = buf_new(arena, (size_t)4096);
	size_t caret = error->column > 0 ? error->column - 1 : 0;
	const char *kind = error->warning ? "warning: " : "";

	if (error->line == 0) {
		buf_printf(&out, "%.*s: %s%.*s\n", STR_ARG(error->script), kind,
			   STR_ARG(error->text));
		return buf_str(&out);
	}
	buf_printf(&out, "line %zu, column %zu of %.*s: %s%.*s\n", error->line,
		   error->column, STR_ARG(error->script), kind,
		   STR_ARG(error->text));
	if (caret > error->source.len)
		return buf_str(&out);
	buf_printf(&out, "  %.*s\n  ", STR_ARG(error->source));
	add_indent(&out, str_first(error->source, caret));
	buf_add(&out, STR("^\n"));
	return buf_str(&out);
}
