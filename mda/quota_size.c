#include "quota_size.h"

#include <string.h>

/* Of maildirsize, which is made anew long before: sums cannot overflow. */
#define LINES_MOST 4096

bool quota_take_number(struct str *text, uint64_t *number)
{
	size_t digits = 0;

	*number = 0;
	while (digits < text->len && char_is_digit(text->ptr[digits])) {
		*number = *number * 10 + (uint64_t)(text->ptr[digits++] - '0');
		if (*number > QUOTA_MOST)
			return false;
	}
	*text = str_skip(*text, digits);
	return digits > 0;
}

static unsigned shift_of(char unit)
{
	static const char units[] = "KMGT";
	const char *found = memchr(units, unit & ~0x20, 4);

	return found != NULL ? 10 * (unsigned)(found - units + 1) : 0;
}

/* A number with a unit of size, or with C: mails. */
static bool take_size(struct str *text, bool second, struct quota_size *size)
{
	uint64_t number;
	unsigned shift;
	char unit;

	if (!quota_take_number(text, &number))
		return false;
	unit = text->len > 0 ? text->ptr[0] : '\0';
	shift = shift_of(unit);
	if (shift > 0 || unit == 'S' || unit == 'C')
		*text = str_skip(*text, 1);
	if (number > QUOTA_MOST >> shift)
		return false;
	if (unit == 'C' || (second && unit == '\0'))
		size->mails = number;
	else
		size->bytes = number << shift;
	return true;
}

bool quota_size_parse(struct str text, struct quota_size *size)
{
	*size = (struct quota_size){ 0 };
	text = str_trim(text);
	if (text.len == 0)
		return true;
	if (!take_size(&text, false, size))
		return false;
	if (text.len > 0 && text.ptr[0] == ',')
		text = str_skip(text, 1);
	text = str_trim(text);
	return text.len == 0 || (take_size(&text, true, size) && text.len == 0);
}

/* -- maildirsize ---------------------------------------------------------------- */

/* "-1200 -1": a mail that somebody removed. */
static bool take_signed(struct str *text, int64_t *number)
{
	bool negative;
	uint64_t size;

	*text = str_trim(*text);
	negative = text->len > 0 && text->ptr[0] == '-';
	if (negative)
		*text = str_skip(*text, 1);
	if (!quota_take_number(text, &size))
		return false;
	*number = negative ? -(int64_t)size : (int64_t)size;
	return true;
}

static bool add_lines(struct quota_file *file, struct str text)
{
	int64_t bytes = 0, mails = 0, more_bytes, more_mails;
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		if (!take_signed(&line, &more_bytes) ||
		    !take_signed(&line, &more_mails) ||
		    str_trim(line).len > 0 || ++file->lines > LINES_MOST)
			return false;
		bytes += more_bytes;
		mails += more_mails;
	}
	file->used = (struct quota_size){
		bytes > 0 ? (uint64_t)bytes : 0,
		mails > 0 ? (uint64_t)mails : 0,
	};
	return true;
}

bool quota_file_parse(struct str text, struct quota_file *file)
{
	struct str line;

	*file = (struct quota_file){ .lines = 0 };
	if (text.len == 0 || !str_cut(&text, '\n', &line) || text.ptr == NULL)
		return false;
	if (!quota_size_parse(line, &file->limit)) {
		file->limit = (struct quota_size){ 0 };
		return false;
	}
	if (text.len == 0)
		return true;
	if (text.ptr[text.len - 1] != '\n')
		return false;
	return add_lines(file, str_first(text, text.len - 1));
}
