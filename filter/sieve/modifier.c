#include "modifier.h"

#include "../utf8.h"

static char to_case(char c, enum letter_case wanted)
{
	if (wanted == CASE_LOWER)
		return char_lower(c);
	return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

/* The case of its first count letters. */
static struct str with_case(struct run *run, const struct node *node,
			    uint64_t option, struct str value, size_t count)
{
	const struct option *given = node_option(node, option);
	char *text;

	if (given == NULL)
		return value;
	text = run_take(run, node->place, value.len);
	if (text == NULL)
		return value;
	for (size_t i = 0; i < value.len; i++)
		text[i] = i < count
				  ? to_case(value.ptr[i],
					    (enum letter_case)given->tag->value)
				  : value.ptr[i];
	return (struct str){ text, value.len };
}

static struct str with_quotes(struct run *run, const struct node *node,
			      struct str value)
{
	char *text;
	size_t length = 0;

	if (node_option(node, OPTION_QUOTE) == NULL)
		return value;
	text = run_take(run, node->place, 2 * value.len);
	if (text == NULL)
		return value;
	for (size_t i = 0; i < value.len; i++) {
		if (str_find(STR("*?\\"), value.ptr[i]) < 3)
			text[length++] = '\\';
		text[length++] = value.ptr[i];
	}
	return (struct str){ text, length };
}

/* Whether a URI can hold the byte as it is: unreserved (RFC 3986 2.3). */
static bool is_unreserved(char c)
{
	return char_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/* RFC 5435 6 */
static struct str with_encoding(struct run *run, const struct node *node,
				struct str value)
{
	char *text;
	size_t length = 0;

	if (node_option(node, OPTION_ENCODEURL) == NULL)
		return value;
	text = run_take(run, node->place, 3 * value.len);
	if (text == NULL)
		return value;
	for (size_t i = 0; i < value.len; i++) {
		if (is_unreserved(value.ptr[i])) {
			text[length++] = value.ptr[i];
			continue;
		}
		text[length++] = '%';
		char_to_hex(value.ptr[i], text + length);
		length += 2;
	}
	return (struct str){ text, length };
}

/* Characters, not bytes; a byte that is not UTF-8 counts as one. */
static struct str as_length(struct run *run, const struct node *node,
			    struct str value)
{
	size_t count = 0;

	if (node_option(node, OPTION_LENGTH) == NULL)
		return value;
	for (; value.len > 0; count++) {
		uint32_t code;
		size_t length = utf8_decode(value, &code);

		value = str_skip(value, length + (length == 0));
	}
	return arena_printf(run->arena, "%zu", count);
}

struct str modified(struct run *run, const struct node *node, struct str value)
{
	/* In the order of their precedence. */
	value = with_case(run, node, OPTION_CASE, value, value.len);
	value = with_case(run, node, OPTION_FIRST, value, 1);
	value = with_quotes(run, node, value);
	value = with_encoding(run, node, value);
	return as_length(run, node, value);
}
