#include "spf_macro.h"

#include <limits.h>

#include "buf.h"
#include "limits.h"

/* -- grammar (RFC 7208 7.1) ------------------------------------------------ */

enum token_type {
	TOKEN_END,
	TOKEN_BAD,
	TOKEN_LITERAL, /* a run without '%' */
	TOKEN_ESCAPE, /* "%%", "%_", "%-" */
	TOKEN_MACRO, /* "%{...}" */
};

struct token {
	enum token_type type;
	struct str text; /* as written */
	char letter; /* of a macro, lower case; of an escape, its sign */
	bool url; /* an upper case letter: escape the outcome */
	unsigned parts; /* right-hand parts to keep; UINT_MAX: all */
	bool reverse;
	struct str delimiters;
};

/* *DIGIT, not zero; values beyond any possible number of parts are alike. */
static bool take_digits(struct str *rest, unsigned *number)
{
	size_t count = 0;

	*number = 0;
	while (count < rest->len && char_is_digit(rest->ptr[count])) {
		if (*number < LIMIT_SPF_EXPANSION)
			*number = *number * 10 +
				  (unsigned)(rest->ptr[count] - '0');
		count++;
	}
	*rest = str_skip(*rest, count);
	if (count > 0)
		return *number > 0;
	*number = UINT_MAX;
	return true;
}

static struct str take_delimiters(struct str *rest)
{
	struct str all = *rest;
	size_t count = 0;

	while (count < all.len &&
	       str_find(STR(".-+,/_="), all.ptr[count]) < STR(".-+,/_=").len)
		count++;
	*rest = str_skip(all, count);
	return count > 0 ? str_first(all, count) : STR(".");
}

/* macro-letter transformers *delimiter, between the braces. */
static bool parse_macro(struct str inner, struct token *token)
{
	if (inner.len == 0)
		return false;
	token->letter = char_lower(inner.ptr[0]);
	token->url = token->letter != inner.ptr[0];
	if (str_find(STR("slodiphcrtv"), token->letter) ==
	    STR("slodiphcrtv").len)
		return false;
	inner = str_skip(inner, 1);
	if (!take_digits(&inner, &token->parts))
		return false;
	token->reverse = inner.len > 0 && char_lower(inner.ptr[0]) == 'r';
	if (token->reverse)
		inner = str_skip(inner, 1);
	token->delimiters = take_delimiters(&inner);
	return inner.len == 0;
}

/* "%" and what follows it. */
static struct token take_expand(struct str *rest)
{
	struct token token = { .type = TOKEN_BAD };
	struct str text = *rest;
	size_t end;

	if (text.len < 2)
		return token;
	token.letter = text.ptr[1];
	if (token.letter == '%' || token.letter == '_' || token.letter == '-') {
		token.type = TOKEN_ESCAPE;
		*rest = str_skip(text, 2);
		return token;
	}
	end = str_find(text, '}');
	if (token.letter != '{' || end == text.len)
		return token;
	if (parse_macro(str_skip(str_first(text, end), 2), &token))
		token.type = TOKEN_MACRO;
	*rest = str_skip(text, end + 1);
	return token;
}

static struct token take_token(struct str *rest)
{
	struct token token = { .type = TOKEN_END };
	size_t literal = str_find(*rest, '%');

	if (rest->len == 0)
		return token;
	if (literal == 0)
		return take_expand(rest);
	token.type = TOKEN_LITERAL;
	token.text = str_first(*rest, literal);
	*rest = str_skip(*rest, literal);
	return token;
}

/* Every byte from first to "~"; "%" cannot be among them. */
static bool literal_is(struct str text, char first)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < first || text.ptr[i] > '~')
			return false;
	return true;
}

static bool letter_is_for_explanation(char letter)
{
	return letter == 'c' || letter == 'r' || letter == 't';
}

/* *last is its last token; TOKEN_END for an empty text. */
static bool check_string(struct str text, bool explanation, struct token *last)
{
	struct token token;

	*last = (struct token){ .type = TOKEN_END };
	while ((token = take_token(&text)).type != TOKEN_END) {
		if (token.type == TOKEN_BAD)
			return false;
		if (token.type == TOKEN_LITERAL &&
		    !literal_is(token.text, explanation ? ' ' : '!'))
			return false;
		if (token.type == TOKEN_MACRO && !explanation &&
		    letter_is_for_explanation(token.letter))
			return false;
		*last = token;
	}
	return true;
}

bool spf_macro_is_string(struct str text)
{
	struct token last;

	return check_string(text, false, &last);
}

bool spf_macro_is_explanation(struct str text)
{
	struct token last;

	return check_string(text, true, &last);
}

/* Letters, digits and inner hyphens, and not digits alone. */
static bool is_toplabel(struct str label)
{
	bool only_digits = true;

	for (size_t i = 0; i < label.len; i++) {
		if (!char_is_alnum(label.ptr[i]) && label.ptr[i] != '-')
			return false;
		only_digits &= char_is_digit(label.ptr[i]);
	}
	return label.len > 0 && !only_digits && label.ptr[0] != '-' &&
	       label.ptr[label.len - 1] != '-';
}

/* domain-end = ( "." toplabel [ "." ] ) / macro-expand */
static bool is_domain_end(const struct token *last)
{
	struct str tail = last->text;
	size_t dot;

	if (last->type != TOKEN_LITERAL)
		return last->type != TOKEN_END;
	if (str_ends(tail, STR(".")))
		tail.len--;
	dot = str_find_last(tail, '.');
	return dot < tail.len && is_toplabel(str_skip(tail, dot + 1));
}

bool spf_macro_is_domain_spec(struct str text)
{
	struct token last;

	return check_string(text, false, &last) && is_domain_end(&last);
}

bool spf_macro_wants_name(struct str text)
{
	struct token token;

	while ((token = take_token(&text)).type != TOKEN_END &&
	       token.type != TOKEN_BAD)
		if (token.type == TOKEN_MACRO && token.letter == 'p')
			return true;
	return false;
}

/* -- expansion (RFC 7208 7.2, 7.3) ----------------------------------------- */

/* 4.3.2.1, or 32 nibbles with dots between them. */
static struct str dotted_address(struct arena *arena, const struct ip *ip)
{
	struct buf text = buf_new(arena, 64);

	if (ip->family != IP_V6)
		return ip_text(arena, ip);
	for (size_t i = 0; i < 16; i++)
		buf_printf(&text, "%s%X.%X", i > 0 ? "." : "",
			   ip->bytes[i] >> 4U, ip->bytes[i] & 15U);
	return buf_str(&text);
}

static struct str value_or_unknown(struct str value)
{
	return value.len > 0 ? value : STR("unknown");
}

static struct str macro_value(struct arena *arena, char letter,
			      const struct spf_macro_values *values)
{
	switch (letter) {
	case 's':
		return values->sender;
	case 'l':
		return values->local;
	case 'o':
		return values->sender_domain;
	case 'd':
		return values->domain;
	case 'i':
		return dotted_address(arena, values->ip);
	case 'p':
		return value_or_unknown(values->name);
	case 'v':
		return values->ip->family == IP_V6 ? STR("ip6")
						   : STR("in-addr");
	case 'h':
		return value_or_unknown(values->helo);
	case 'c':
		return ip_text(arena, values->ip);
	case 'r':
		return value_or_unknown(values->receiver);
	default: /* 't' */
		return arena_printf(arena, "%lld", (long long)values->now);
	}
}

static bool is_delimiter(const struct token *token, char c)
{
	return str_find(token->delimiters, c) < token->delimiters.len;
}

/* Keeping the right-hand parts after reversal is keeping the left-hand parts
 * before it. */
static struct str kept_parts(const struct token *token, struct str value)
{
	unsigned left = token->parts;

	for (size_t i = 0; i < value.len; i++) {
		size_t at = token->reverse ? i : value.len - 1 - i;

		if (is_delimiter(token, value.ptr[at]) && --left == 0)
			return token->reverse ? str_first(value, at)
					      : str_skip(value, at + 1);
	}
	return value;
}

static bool is_unreserved(char c)
{
	return char_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static void add_char(struct buf *out, const struct token *token, char c)
{
	if (token->url && !is_unreserved(c))
		buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
	else
		buf_add_char(out, c);
}

static void add_part(struct buf *out, const struct token *token,
		     struct str part)
{
	for (size_t i = 0; i < part.len && !out->overflow; i++)
		add_char(out, token, part.ptr[i]);
}

/* The next part from the left, or from the right; false: it was the last. */
static bool take_part(const struct token *token, struct str *rest,
		      struct str *part)
{
	struct str all = *rest;
	size_t length = 0;

	while (length < all.len &&
	       !is_delimiter(
		       token,
		       all.ptr[token->reverse ? all.len - 1 - length : length]))
		length++;
	if (token->reverse) {
		*part = str_skip(all, all.len - length);
		*rest = str_first(all, all.len - length);
		rest->len -= rest->len > 0;
	} else {
		*part = str_first(all, length);
		*rest = str_skip(all, length + 1);
	}
	return length < all.len;
}

static void add_macro(struct buf *out, const struct token *token,
		      struct str value)
{
	struct str part;

	value = kept_parts(token, value);
	while (take_part(token, &value, &part) && !out->overflow) {
		add_part(out, token, part);
		buf_add_char(out, '.');
	}
	add_part(out, token, part);
}

static struct str escape_value(char sign)
{
	if (sign == '%')
		return STR("%");
	return sign == '_' ? STR(" ") : STR("%20");
}

bool spf_macro_expand(struct arena *arena, struct str text,
		      const struct spf_macro_values *values, size_t limit,
		      struct str *expanded)
{
	struct buf out = buf_new(arena, limit);
	struct token token;

	while (!out.overflow && (token = take_token(&text)).type != TOKEN_END) {
		if (token.type == TOKEN_LITERAL)
			buf_add(&out, token.text);
		else if (token.type == TOKEN_ESCAPE)
			buf_add(&out, escape_value(token.letter));
		else
			add_macro(&out, &token,
				  macro_value(arena, token.letter, values));
	}
	*expanded = buf_str(&out);
	return !out.overflow;
}

bool spf_macro_expand_domain(struct arena *arena, struct str domain_spec,
			     const struct spf_macro_values *values,
			     struct str *name)
{
	if (!spf_macro_expand(arena, domain_spec, values, LIMIT_SPF_EXPANSION,
			      name))
		return false;
	if (str_ends(*name, STR(".")))
		name->len--;
	while (name->len > LIMIT_DOMAIN)
		*name = str_skip(*name, str_find(*name, '.') + 1);
	return true;
}
