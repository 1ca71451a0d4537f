#include "encoded_word.h"

#include "utf8.h"

static bool stands_for_itself(char c)
{
	return char_is_alnum(c) || c == '!' || c == '*' || c == '+' ||
	       c == '-' || c == '/';
}

struct str encoded_word_take(struct str *text, char room[ENCODED_CHARACTER])
{
	uint32_t code;
	size_t length = utf8_decode(*text, &code), at = 0;
	struct str bytes =
		length > 0 ? str_first(*text, length) : STR("\xef\xbf\xbd");

	for (size_t i = 0; i < bytes.len; i++) {
		char c = bytes.ptr[i];

		if (stands_for_itself(c) || c == ' ') {
			room[at++] = c == ' ' ? '_' : c;
			continue;
		}
		room[at++] = '=';
		char_to_hex(c, room + at);
		at += 2;
	}
	*text = str_skip(*text, length + (length == 0));
	return (struct str){ room, at };
}
