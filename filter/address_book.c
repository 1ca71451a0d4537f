#include "address_book.h"

static bool parse_line(struct str line, struct person *person)
{
	size_t len = 0, at;

	line = str_trim(line);
	if (str_starts(line, STR("#")))
		return false;
	while (len < line.len && !char_is_wsp(line.ptr[len]))
		len++;
	person->address = str_first(line, len);
	person->name = str_trim(str_skip(line, len));
	at = str_find_last(person->address, '@');
	return at > 0 && at + 1 < len;
}

bool address_book_next(struct str *rest, struct person *person)
{
	struct str line;

	while (str_cut(rest, '\n', &line))
		if (parse_line(line, person))
			return true;
	return false;
}
