#include "domain.h"

#include <idn2.h>

#include "limits.h"

static bool char_in_label(char c, bool underscore)
{
	return char_is_alnum(c) || c == '-' || (underscore && c == '_');
}

static bool label_is_valid(struct str label, bool underscore)
{
	if (label.len == 0 || label.len > LIMIT_LABEL)
		return false;
	if (label.ptr[0] == '-' || label.ptr[label.len - 1] == '-')
		return false;
	for (size_t i = 0; i < label.len; i++)
		if (!char_in_label(label.ptr[i], underscore))
			return false;
	return true;
}

static bool name_is_valid(struct str name, size_t min_labels, bool underscore)
{
	struct str label;
	size_t labels = 0;

	if (name.len == 0 || name.len > LIMIT_DOMAIN)
		return false;
	for (; str_cut(&name, '.', &label); labels++)
		if (!label_is_valid(label, underscore))
			return false;
	return labels >= min_labels;
}

static bool all_digits(struct str label)
{
	for (size_t i = 0; i < label.len; i++)
		if (!char_is_digit(label.ptr[i]))
			return false;
	return true;
}

bool domain_is_hostname(struct str name, size_t min_labels)
{
	return name_is_valid(name, min_labels, false) &&
	       !all_digits(domain_last_labels(name, 1));
}

bool domain_is_dns_name(struct str name, size_t min_labels)
{
	return name_is_valid(name, min_labels, true);
}

/* Something libidn2 must look at: a byte beyond ASCII, or an A-label. */
static bool is_international(struct str name)
{
	struct str label;

	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.ptr[i] >= 0x80)
			return true;
	while (str_cut(&name, '.', &label))
		if (str_starts_nocase(label, STR("xn--")))
			return true;
	return false;
}

/*
 * No UTS #46 mapping: what it drops or replaces (zero-width characters, other
 * full stops, wide letters) is how one name is made to look like another.
 */
static bool idna_lookup(struct arena *arena, struct str name, struct str *ascii)
{
	static const int flags = IDN2_NFC_INPUT | IDN2_NO_TR46 |
				 IDN2_ALABEL_ROUNDTRIP |
				 IDN2_USE_STD3_ASCII_RULES;
	const char *text = arena_cstr(arena, name);
	uint8_t *found = NULL;

	if (idn2_lookup_u8((const uint8_t *)text, &found, flags) != IDN2_OK)
		return false;
	*ascii = arena_lower(arena, str_from((const char *)found));
	idn2_free(found);
	return true;
}

bool domain_to_ascii(struct arena *arena, struct str name, struct str *ascii)
{
	/* UTF-8 takes at most four bytes for what ASCII needs one of. */
	if (name.len == 0 || name.len > 4 * LIMIT_DOMAIN ||
	    str_find(name, '\0') < name.len)
		return false;
	*ascii = arena_lower(arena, name);
	if (is_international(*ascii) && !idna_lookup(arena, *ascii, ascii))
		return false;
	return domain_is_hostname(*ascii, 2);
}

struct str domain_to_unicode(struct arena *arena, struct str ascii)
{
	char *found = NULL;
	struct str name = ascii;

	if (ascii.len > LIMIT_DOMAIN || !is_international(ascii) ||
	    str_find(ascii, '\0') < ascii.len)
		return ascii;
	if (idn2_to_unicode_8z8z(arena_cstr(arena, ascii), &found, 0) ==
	    IDN2_OK)
		name = arena_copy(arena, str_from(found));
	idn2_free(found);
	return name;
}

size_t domain_label_count(struct str name)
{
	size_t count = name.len > 0;

	for (size_t i = 0; i < name.len; i++)
		count += name.ptr[i] == '.';
	return count;
}

struct str domain_parent(struct str name)
{
	return str_skip(name, str_find(name, '.') + 1);
}

struct str domain_last_labels(struct str name, size_t n)
{
	if (n == 0)
		return str_skip(name, name.len);
	for (size_t i = name.len; i > 0; i--)
		if (name.ptr[i - 1] == '.' && --n == 0)
			return str_skip(name, i);
	return name;
}

bool domain_is_within(struct str name, struct str ancestor)
{
	size_t rest;

	if (ancestor.len == 0 || !str_ends_nocase(name, ancestor))
		return false;
	rest = name.len - ancestor.len;
	return rest == 0 || name.ptr[rest - 1] == '.';
}

struct str domain_of_address(struct str address)
{
	size_t at = str_find_last(address, '@');

	return at < address.len ? str_skip(address, at + 1) : STR("");
}

struct str domain_of_identity(struct arena *arena, struct str identity)
{
	size_t at = str_find_last(identity, '@');
	struct str name =
		at < identity.len ? str_skip(identity, at + 1) : identity;
	struct str domain;

	/* UTF-8 takes up to four times the room. */
	return name.len <= 4 * LIMIT_DOMAIN &&
			       domain_to_ascii(arena, name, &domain)
		       ? domain
		       : STR("");
}
