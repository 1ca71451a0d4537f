#include "spf_record.h"

#include <string.h>

#include "limits.h"
#include "shown.h"
#include "spf_macro.h"

static const struct str version = STR_INIT("v=spf1");

bool spf_record_is_spf(struct str text)
{
	return str_starts_nocase(text, version) &&
	       (text.len == version.len || text.ptr[version.len] == ' ');
}

/* -- arguments of mechanisms (RFC 7208 5) ---------------------------------- */

static bool parse_nothing(struct str argument, struct spf_term *term)
{
	(void)term;
	return argument.len == 0;
}

/* ":" domain-spec */
static bool parse_domain(struct str argument, struct spf_term *term)
{
	term->domain_spec = str_skip(argument, 1);
	return str_starts(argument, STR(":")) &&
	       spf_macro_is_domain_spec(term->domain_spec);
}

/* [ ":" domain-spec ] */
static bool parse_own_domain(struct str argument, struct spf_term *term)
{
	return argument.len == 0 || parse_domain(argument, term);
}

/* 1*DIGIT without leading zeros. */
static bool parse_prefix(struct str digits, unsigned max, unsigned *prefix)
{
	uint64_t number;

	if (!str_to_u64(digits, max, &number) ||
	    (digits.len > 1 && digits.ptr[0] == '0'))
		return false;
	*prefix = (unsigned)number;
	return true;
}

/* Takes separator and digits off the end; empty when they are not there. */
static struct str take_length(struct str *argument, struct str separator)
{
	struct str rest = *argument, digits;

	while (rest.len > 0 && char_is_digit(rest.ptr[rest.len - 1]))
		rest.len--;
	digits = str_skip(*argument, rest.len);
	if (digits.len == 0 || !str_ends(rest, separator))
		return STR("");
	argument->len = rest.len - separator.len;
	return digits;
}

/* [ ":" domain-spec ] [ "/" 1*DIGIT ] [ "//" 1*DIGIT ] */
static bool parse_host(struct str argument, struct spf_term *term)
{
	struct str length6 = take_length(&argument, STR("//"));
	struct str length4 = take_length(&argument, STR("/"));

	term->prefix4 = 32;
	term->prefix6 = 128;
	if (length4.len > 0 && !parse_prefix(length4, 32, &term->prefix4))
		return false;
	if (length6.len > 0 && !parse_prefix(length6, 128, &term->prefix6))
		return false;
	return parse_own_domain(argument, term);
}

static bool all_in(struct str text, struct str set)
{
	for (size_t i = 0; i < text.len; i++)
		if (str_find(set, text.ptr[i]) == set.len)
			return false;
	return true;
}

/* ":" address [ "/" 1*DIGIT ]; set: the bytes an address is made of. */
static bool parse_network(struct str argument, struct str set, unsigned max,
			  struct network *network)
{
	struct str length = take_length(&argument, STR("/"));
	struct str address = str_skip(argument, 1);

	network->prefix = max;
	return str_starts(argument, STR(":")) && all_in(address, set) &&
	       ip_parse(address, &network->ip) &&
	       (length.len == 0 || parse_prefix(length, max, &network->prefix));
}

static bool parse_ip4(struct str argument, struct spf_term *term)
{
	return parse_network(argument, STR("0123456789."), 32, &term->network);
}

/* ip6 never matches an IPv4 client, so ::ffff:192.0.2.1 stays what is written
 * (RFC 7208 5). */
static struct ip unmapped(const struct ip *v4)
{
	struct ip v6 = { .family = IP_V6, .bytes = { [10] = 255, [11] = 255 } };

	memcpy(v6.bytes + 12, v4->bytes, 4);
	return v6;
}

static bool parse_ip6(struct str argument, struct spf_term *term)
{
	struct network *network = &term->network;

	if (!parse_network(argument, STR("0123456789abcdefABCDEF.:"), 128,
			   network) ||
	    str_find(str_skip(argument, 1), ':') == argument.len - 1)
		return false;
	if (network->ip.family == IP_V4)
		network->ip = unmapped(&network->ip);
	return true;
}

static const struct {
	struct str name;
	bool (*parse)(struct str argument, struct spf_term *term);
} mechanisms[] = {
	[SPF_ALL] = { STR_INIT("all"), parse_nothing },
	[SPF_INCLUDE] = { STR_INIT("include"), parse_domain },
	[SPF_A] = { STR_INIT("a"), parse_host },
	[SPF_MX] = { STR_INIT("mx"), parse_host },
	[SPF_PTR] = { STR_INIT("ptr"), parse_own_domain },
	[SPF_IP4] = { STR_INIT("ip4"), parse_ip4 },
	[SPF_IP6] = { STR_INIT("ip6"), parse_ip6 },
	[SPF_EXISTS] = { STR_INIT("exists"), parse_domain },
};

/* -- terms (RFC 7208 4.6.1) ------------------------------------------------ */

/* directive = [ qualifier ] mechanism */
static const char *parse_directive(struct str text, struct spf_term *term)
{
	static const struct str signs = STR_INIT("+-~?");
	static const enum check_status meanings[] = { CHECK_PASS, CHECK_FAIL,
						      CHECK_SOFTFAIL,
						      CHECK_NEUTRAL };
	size_t sign = str_find(signs, text.ptr[0]), end = 0;

	term->text = text;
	term->qualifier = sign < signs.len ? meanings[sign] : CHECK_PASS;
	if (sign < signs.len)
		text = str_skip(text, 1);
	while (end < text.len && text.ptr[end] != ':' && text.ptr[end] != '/')
		end++;
	for (unsigned i = 0; i < sizeof(mechanisms) / sizeof(*mechanisms);
	     i++) {
		if (!str_eq_nocase(str_first(text, end), mechanisms[i].name))
			continue;
		term->mechanism = (enum spf_mechanism)i;
		return mechanisms[i].parse(str_skip(text, end), term)
			       ? NULL
			       : "syntax error";
	}
	return "unknown mechanism";
}

static bool char_is_name(char c)
{
	return char_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

/* Length of the name when "=" follows it; else text.len: no modifier. */
static size_t modifier_name(struct str text)
{
	size_t end = 0;

	while (end < text.len && char_is_name(text.ptr[end]))
		end++;
	if (end == text.len || text.ptr[end] != '=' ||
	    !char_is_alpha(text.ptr[0]))
		return text.len;
	return end;
}

/* RFC 7208 6: redirect and exp at most once, others ignored if well-formed. */
static const char *parse_modifier(struct str name, struct str value,
				  struct spf_record *record)
{
	struct str *known = NULL;

	if (str_eq_nocase(name, STR("redirect")))
		known = &record->redirect;
	else if (str_eq_nocase(name, STR("exp")))
		known = &record->exp;
	if (known == NULL)
		return spf_macro_is_string(value) ? NULL : "syntax error";
	if (known->len > 0)
		return "given twice";
	*known = value;
	return spf_macro_is_domain_spec(value) ? NULL : "syntax error";
}

static const char *parse_term(struct str text, struct spf_record *record)
{
	size_t name = modifier_name(text);
	const char *error;

	if (text.len == 0) /* 1*SP between terms */
		return NULL;
	if (name < text.len)
		return parse_modifier(str_first(text, name),
				      str_skip(text, name + 1), record);
	error = parse_directive(text, &record->terms[record->count]);
	record->count += error == NULL;
	return error;
}

static size_t count_spaces(struct str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.ptr[i] == ' ';
	return count;
}

bool spf_record_parse(struct arena *arena, struct str text,
		      struct spf_record *record, struct str *error)
{
	struct str rest = str_skip(text, version.len), term;

	*record = (struct spf_record){ .text = text };
	if (text.len > LIMIT_SPF_RECORD) {
		*error = STR("the record is too long");
		return false;
	}
	record->terms = ARENA_ARRAY(arena, struct spf_term, count_spaces(text));
	while (str_cut(&rest, ' ', &term)) {
		const char *wrong = parse_term(term, record);

		if (wrong == NULL)
			continue;
		term = shown(arena, term, LIMIT_SHOWN_VALUE);
		*error = arena_printf(arena, "%s: %.*s", wrong, STR_ARG(term));
		return false;
	}
	return true;
}
