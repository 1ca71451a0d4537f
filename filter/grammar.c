#include "grammar.h"

#include <string.h>

#include "bytes16.h"
#include "limits.h"

bool char_is_atext(char c)
{
	return char_is_alnum(c) ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

bool char_is_token(char c)
{
	return char_is_vchar(c) && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

size_t grammar_visible(struct str s)
{
	size_t i = 0;

	for (; i + sizeof(bytes16) <= s.len; i += sizeof(bytes16)) {
		const bytes16 here = bytes16_at(s.ptr + i);

		if (bytes16_any((bytes16)((here <= ' ') | (here == 0x7f))))
			break;
	}
	while (i < s.len && (char_is_vchar(s.ptr[i]) || char_is_8bit(s.ptr[i])))
		i++;
	return i;
}

bool str_has_control(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7f)
			return true;
	return false;
}

bool grammar_char(struct str *rest, char c)
{
	if (rest->len == 0 || rest->ptr[0] != c)
		return false;
	*rest = str_skip(*rest, 1);
	return true;
}

/* A line end that white space follows: what folding put there. */
static size_t fold_length(struct str s)
{
	size_t end = s.len > 0 && s.ptr[0] == '\r';

	if (s.len < end + 2 || s.ptr[end] != '\n' ||
	    !char_is_wsp(s.ptr[end + 1]))
		return 0;
	return end + 2;
}

/* -- RFC 5322 3.2.2: folding white space and comments ---------------------- */

bool grammar_fws(struct str *rest)
{
	size_t before = rest->len, step = 1;

	while (step > 0 && rest->len > 0) {
		step = char_is_wsp(rest->ptr[0]) ? 1 : fold_length(*rest);
		*rest = str_skip(*rest, step);
	}
	return rest->len < before;
}

/* Text that may stand quoted or in a comment: anything but NUL, CR and LF. */
static bool char_is_quotable(char c)
{
	return c != '\0' && c != '\r' && c != '\n';
}

/* "\" and what it quotes, or one byte for which plain holds; else nothing. */
static bool take_text(struct str *rest, const char *specials)
{
	char c = rest->ptr[0];

	if (c == '\\' && rest->len >= 2 && char_is_quotable(rest->ptr[1])) {
		*rest = str_skip(*rest, 2);
		return true;
	}
	if (!char_is_quotable(c) || c == '\\' || strchr(specials, c) != NULL)
		return false;
	*rest = str_skip(*rest, 1);
	return true;
}

bool grammar_comment(struct str *rest, struct str *comment)
{
	struct str at = *rest;
	size_t depth = 0;

	if (at.len == 0 || at.ptr[0] != '(')
		return false;
	do {
		if (grammar_char(&at, '(')) {
			if (++depth > LIMIT_COMMENT_DEPTH)
				return false;
		} else if (grammar_char(&at, ')')) {
			depth--;
		} else if (!grammar_fws(&at) && !take_text(&at, "()")) {
			return false;
		}
	} while (depth > 0 && at.len > 0);
	if (depth > 0)
		return false;
	*comment = str_first(*rest, rest->len - at.len);
	*rest = at;
	return true;
}

bool grammar_cfws(struct str *rest)
{
	struct str at = *rest, comment;

	do {
		grammar_fws(&at);
	} while (grammar_comment(&at, &comment));
	if (at.len > 0 && at.ptr[0] == '(')
		return false;
	*rest = at;
	return true;
}

/* -- RFC 5322 3.2.3, 3.2.4, 3.4.1: atoms, strings, literals ------------------ */

bool grammar_atom(struct str *rest, struct str *atom)
{
	size_t len = 0;

	while (len < rest->len &&
	       (char_is_atext(rest->ptr[len]) || char_is_8bit(rest->ptr[len])))
		len++;
	if (len == 0)
		return false;
	*atom = str_first(*rest, len);
	*rest = str_skip(*rest, len);
	return true;
}

bool grammar_dot_atom(struct str *rest, struct str *dot_atom)
{
	struct str at = *rest, atom;

	do {
		if (!grammar_atom(&at, &atom))
			return false;
	} while (grammar_char(&at, '.'));
	*dot_atom = str_first(*rest, rest->len - at.len);
	*rest = at;
	return true;
}

/* open, then text or FWS, then close. */
static bool take_delimited(struct str *rest, char open, char close,
			   const char *specials, struct str *token)
{
	struct str at = *rest;

	if (!grammar_char(&at, open))
		return false;
	while (at.len > 0 && at.ptr[0] != close)
		if (!grammar_fws(&at) && !take_text(&at, specials))
			return false;
	if (!grammar_char(&at, close))
		return false;
	*token = str_first(*rest, rest->len - at.len);
	*rest = at;
	return true;
}

bool grammar_quoted_string(struct str *rest, struct str *quoted)
{
	return take_delimited(rest, '"', '"', "\"", quoted);
}

bool grammar_domain_literal(struct str *rest, struct str *literal)
{
	return take_delimited(rest, '[', ']', "[]", literal);
}

bool grammar_hex_octet(struct str *rest, char *octet)
{
	int high, low;

	if (rest->len < 3 || rest->ptr[0] != '=')
		return false;
	high = char_hex_value(rest->ptr[1]);
	low = char_hex_value(rest->ptr[2]);
	if (high < 0 || low < 0)
		return false;
	*octet = (char)(high << 4 | low);
	*rest = str_skip(*rest, 3);
	return true;
}
