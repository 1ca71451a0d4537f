#include "authres_parse.h"

#include "grammar.h"
#include "limits.h"

/* RFC 8601 2.2, names as there.  Each reader takes the CFWS in front of what
 * it reads, and leaves *rest anywhere when it fails: the value is void then. */

static bool read_char(struct str *rest, char c)
{
	return grammar_cfws(rest) && grammar_char(rest, c);
}

/* The next byte after CFWS, not taken; NUL at the end. */
static char peek(struct str *rest)
{
	return grammar_cfws(rest) && rest->len > 0 ? rest->ptr[0] : '\0';
}

/* A quoted-string without its quotes; anything else as it is. */
static struct str unquoted(struct arena *arena, struct str value)
{
	struct str quoted, rest = value;
	struct str copy;
	char *out;
	size_t len = 0;

	if (!grammar_quoted_string(&rest, &quoted) || rest.len > 0)
		return value;
	copy = arena_copy(arena, str_first(str_skip(value, 1), value.len - 2));
	out = (char *)copy.ptr;
	for (size_t i = 0; i < copy.len; i++) {
		i += out[i] == '\\' && i + 1 < copy.len;
		out[len++] = out[i];
	}
	return str_first(copy, len);
}

static bool read_token(struct str *rest, struct str *token)
{
	size_t len = 0;

	if (!grammar_cfws(rest))
		return false;
	while (len < rest->len &&
	       (char_is_token(rest->ptr[len]) || char_is_8bit(rest->ptr[len])))
		len++;
	*token = str_first(*rest, len);
	*rest = str_skip(*rest, len);
	return len > 0;
}

/* Keyword of RFC 5321 4.1.2, and "_" that some methods have. */
static bool read_keyword(struct str *rest, struct str *keyword)
{
	size_t len = 0;

	if (!grammar_cfws(rest))
		return false;
	while (len < rest->len &&
	       (char_is_alnum(rest->ptr[len]) || rest->ptr[len] == '-' ||
		rest->ptr[len] == '_'))
		len++;
	*keyword = str_first(*rest, len);
	*rest = str_skip(*rest, len);
	return len > 0;
}

/* token / quoted-string, as written. */
static bool read_value(struct str *rest, struct str *value)
{
	return peek(rest) == '"' ? grammar_quoted_string(rest, value)
				 : read_token(rest, value);
}

static bool ends_pvalue(char c)
{
	return !(char_is_vchar(c) || char_is_8bit(c)) || c == ';' || c == '(';
}

/* value / [[local-part] "@"] domain-name; see the header for what else. */
static bool read_pvalue(struct str *rest, struct str *value)
{
	struct str start, quoted;

	if (!grammar_cfws(rest))
		return false;
	start = *rest;
	while (rest->len > 0 && !ends_pvalue(rest->ptr[0])) {
		if (rest->ptr[0] != '"')
			*rest = str_skip(*rest, 1);
		else if (!grammar_quoted_string(rest, &quoted))
			return false;
	}
	*value = str_first(start, start.len - rest->len);
	return true;
}

static bool read_version(struct str *rest)
{
	struct str digits;
	uint64_t number;

	return read_token(rest, &digits) && str_to_u64(digits, 99, &number);
}

static bool read_methodspec(struct str *rest, struct authres_result *result)
{
	return read_keyword(rest, &result->method) &&
	       (peek(rest) != '/' ||
		(read_char(rest, '/') && read_version(rest))) &&
	       read_char(rest, '=') && read_keyword(rest, &result->result);
}

/* reasonspec, or propspec; the two begin alike.  A reason under another name
 * ("action=none") is one of those of Microsoft and Fastmail. */
static bool read_spec(struct str *rest, struct authres_property *property)
{
	*property = (struct authres_property){ .name = STR("") };
	if (!read_keyword(rest, &property->type))
		return false;
	if (peek(rest) == '.')
		return read_char(rest, '.') &&
		       read_keyword(rest, &property->name) &&
		       read_char(rest, '=') &&
		       read_pvalue(rest, &property->value);
	return read_char(rest, '=') && read_value(rest, &property->value);
}

static bool read_resinfo(struct str *rest, struct authres_result *result)
{
	struct authres_property property;

	result->property_count = 0;
	if (!read_methodspec(rest, result))
		return false;
	while (peek(rest) != '\0' && rest->ptr[0] != ';') {
		if (!read_spec(rest, &property))
			return false;
		if (result->property_count < LIMIT_AUTHRES_PROPERTIES)
			result->properties[result->property_count++] = property;
	}
	return true;
}

bool authres_next(struct str *results, struct authres_result *result)
{
	return peek(results) != '\0' && read_resinfo(results, result) &&
	       (peek(results) == '\0' || read_char(results, ';'));
}

static bool are_results(struct str rest)
{
	struct authres_result result;
	size_t count = 0;

	for (; peek(&rest) != '\0'; count++)
		if (!authres_next(&rest, &result))
			return false;
	return count > 0 && rest.len == 0;
}

/* no-result; false, and nothing taken, when it is something else. */
static bool read_none(struct str *rest)
{
	struct str copy = *rest;
	struct str none;

	if (!read_keyword(&copy, &none) || !str_eq_nocase(none, STR("none")))
		return false;
	if (peek(&copy) == ';')
		read_char(&copy, ';');
	if (!grammar_cfws(&copy) || copy.len > 0)
		return false;
	*rest = copy;
	return true;
}

bool authres_parse(struct arena *arena, struct str value,
		   struct authres *authres)
{
	struct str rest = str_trim(value);
	struct str id;

	*authres = (struct authres){ .results = STR("") };
	if (!read_value(&rest, &id))
		return false;
	authres->authserv_id = unquoted(arena, id);
	if (peek(&rest) != ';' && !read_version(&rest))
		return false;
	if (!read_char(&rest, ';'))
		return false;
	if (read_none(&rest))
		return true;
	authres->results = rest;
	return are_results(rest);
}

struct str authres_value(struct arena *arena,
			 const struct authres_result *result, struct str type,
			 struct str name)
{
	for (size_t i = 0; i < result->property_count; i++)
		if (str_eq_nocase(result->properties[i].type, type) &&
		    str_eq_nocase(result->properties[i].name, name))
			return unquoted(arena, result->properties[i].value);
	return STR("");
}
