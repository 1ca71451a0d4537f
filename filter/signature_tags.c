#include "signature_tags.h"

#include "base64.h"
#include "body.h"
#include "buf.h"
#include "domain.h"
#include "grammar.h"
#include "limits.h"
#include "taglist.h"

static const char *read_v(struct reading *reading, struct str value)
{
	(void)reading;
	return str_eq(value, STR("1")) ? NULL : "v= is not 1";
}

/* RFC 8301 3.1, RFC 8463 3.  rsa-sha1 proves nothing any more. */
static const char *read_a(struct reading *reading, struct str value)
{
	reading->signature->algorithm = tag_compact(reading->arena, value);
	if (str_eq(value, STR("rsa-sha1")))
		return "rsa-sha1 is not accepted";
	if (str_eq(value, STR("ed25519-sha256")))
		reading->signature->key_type = KEY_ED25519;
	else if (!str_eq(value, STR("rsa-sha256")))
		return "unknown algorithm in a=";
	return NULL;
}

static const char *read_d(struct reading *reading, struct str value)
{
	struct str domain;

	if (!domain_to_ascii(reading->arena, value, &domain))
		return "d= is no domain";
	reading->signature->domain = domain;
	return NULL;
}

static bool has_8bit(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (char_is_8bit(text.ptr[i]))
			return true;
	return false;
}

/* A selector of U-labels (RFC 8616 4) is converted as part of a domain. */
static bool selector_to_ascii(struct reading *reading, struct str value,
			      struct str *selector)
{
	struct str domain = reading->signature->domain, whole;

	if (!has_8bit(value)) {
		*selector = arena_lower(reading->arena, value);
		return true;
	}
	if (value.len > 4 * LIMIT_DOMAIN)
		return false;
	whole = arena_printf(reading->arena, "%.*s.%.*s", STR_ARG(value),
			     STR_ARG(domain));
	if (!domain_to_ascii(reading->arena, whole, selector))
		return false;
	selector->len -= domain.len + 1;
	return true;
}

/* Needs d= read before it. */
static const char *read_s(struct reading *reading, struct str value)
{
	struct signature *signature = reading->signature;
	struct str selector, name;

	if (signature->domain.len == 0)
		return NULL;
	if (value.len > 4 * LIMIT_DOMAIN || str_find(value, '\0') < value.len ||
	    !selector_to_ascii(reading, value, &selector))
		return "s= is no selector";
	name = arena_printf(reading->arena, "%.*s._domainkey.%.*s",
			    STR_ARG(selector), STR_ARG(signature->domain));
	if (!domain_is_dns_name(name, 4))
		return "s= is no selector";
	signature->selector = selector;
	signature->key_name = name;
	return NULL;
}

/* dkim-quoted-printable (RFC 6376 2.11); white space means nothing. */
static bool decode_quoted(struct arena *arena, struct str text,
			  struct str *decoded)
{
	struct buf out = buf_new(arena, text.len);

	while (text.len > 0) {
		char c = text.ptr[0];

		if (!grammar_hex_octet(&text, &c)) {
			if (c == '=')
				return false;
			text = str_skip(text, 1);
			if (char_is_space(c))
				continue;
		}
		buf_add_char(&out, c);
	}
	*decoded = buf_str(&out);
	return true;
}

static const char *read_identity(struct reading *reading, struct str value)
{
	struct signature *signature = reading->signature;
	struct str address, domain;
	size_t at;

	if (signature->domain.len == 0)
		return NULL;
	if (!decode_quoted(reading->arena, value, &address))
		return "i= is no address";
	at = str_find_last(address, '@');
	if (at == address.len || str_find(address, '\0') < address.len ||
	    !domain_to_ascii(reading->arena, str_skip(address, at + 1),
			     &domain))
		return "i= is no address";
	signature->identity = tag_compact(reading->arena, value);
	signature->identity_domain = domain;
	return domain_is_within(domain, signature->domain)
		       ? NULL
		       : "domain of i= is not below d=";
}

bool tag_to_instance(struct str value, unsigned *instance)
{
	uint64_t number;

	if (value.len > 2 || !str_to_u64(value, LIMIT_ARC_SETS, &number) ||
	    number == 0)
		return false;
	*instance = (unsigned)number;
	return true;
}

static const char *read_instance(struct reading *reading, struct str value)
{
	return tag_to_instance(value, &reading->signature->instance)
		       ? NULL
		       : "i= is no instance";
}

static bool read_canon_name(struct str name, enum canon *canon)
{
	*canon = str_eq(name, STR("relaxed")) ? CANON_RELAXED : CANON_SIMPLE;
	return *canon == CANON_RELAXED || str_eq(name, STR("simple"));
}

/* "relaxed" alone is relaxed/simple. */
static const char *read_c(struct reading *reading, struct str value)
{
	struct signature *signature = reading->signature;
	size_t slash = str_find(value, '/');

	if (!read_canon_name(str_first(value, slash),
			     &signature->header_canon) ||
	    (slash < value.len && !read_canon_name(str_skip(value, slash + 1),
						   &signature->body_canon)))
		return "unknown canonicalization in c=";
	return NULL;
}

static bool is_field_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!char_is_ftext(name.ptr[i]))
			return false;
	return true;
}

static const char *read_names(struct reading *reading, struct str value)
{
	struct signature *signature = reading->signature;
	struct str rest = value, name, *names;
	size_t colons = 0;

	for (size_t i = 0; i < value.len; i++)
		colons += value.ptr[i] == ':';
	if (colons >= LIMIT_SIGNED_HEADERS)
		return "too many names in h=";
	names = ARENA_ARRAY(reading->arena, struct str, colons + 1);
	while (str_cut(&rest, ':', &name)) {
		name = str_trim(name);
		if (!is_field_name(name))
			return "h= is no list of field names";
		names[signature->name_count++] = name;
	}
	signature->names = names;
	return NULL;
}

/* RFC 6376 3.5, 6.1.1: h= has From.  RFC 8617 4.1.2: no AMS covers a seal. */
static const char *read_h(struct reading *reading, struct str value)
{
	struct signature *signature = reading->signature;
	const char *error = read_names(reading, value);

	if (error != NULL)
		signature->name_count = 0;
	else if (signature_name_count(signature, STR("From")) == 0)
		error = "From is not signed";
	else if (signature->kind == SIGNATURE_MESSAGE &&
		 signature_name_count(signature, STR("ARC-Seal")) > 0)
		error = "h= has ARC-Seal";
	return error;
}

static const char *refuse_h(struct reading *reading, struct str value)
{
	(void)reading;
	(void)value;
	return "a seal must not have h=";
}

/* 1*76DIGIT; what does not fit a number is longer than any body. */
static const char *read_l(struct reading *reading, struct str value)
{
	struct signature *signature = reading->signature;
	size_t digits = 0;

	while (digits < value.len && char_is_digit(value.ptr[digits]))
		digits++;
	if (digits == 0 || digits < value.len || digits > 76)
		return "l= is no length";
	signature->has_length = true;
	if (!str_to_u64(value, BODY_NO_LIMIT - 1, &signature->length))
		signature->length = BODY_NO_LIMIT - 1;
	return NULL;
}

/* RFC 6376 3.5: one of the methods must be known. */
static const char *read_q(struct reading *reading, struct str value)
{
	struct str method;

	(void)reading;
	while (str_cut(&value, ':', &method))
		if (str_eq(str_trim(method), STR("dns/txt")))
			return NULL;
	return "unknown query method in q=";
}

/* 1*12DIGIT: seconds since 1970. */
static bool read_time(struct str value, time_t *when)
{
	uint64_t seconds;

	if (value.len > 12 || !str_to_u64(value, 999999999999, &seconds))
		return false;
	*when = (time_t)seconds;
	return true;
}

static const char *read_t(struct reading *reading, struct str value)
{
	return read_time(value, &reading->signature->signed_at)
		       ? NULL
		       : "t= is no time";
}

/* After t=. */
static const char *read_x(struct reading *reading, struct str value)
{
	struct signature *signature = reading->signature;

	if (!read_time(value, &signature->expires_at))
		return "x= is no time";
	return signature->expires_at > signature->signed_at
		       ? NULL
		       : "x= is not after t=";
}

static const char *read_bh(struct reading *reading, struct str value)
{
	struct str text = tag_compact(reading->arena, value);
	struct str *hash = &reading->signature->body_hash;

	return base64_decode(reading->arena, text, hash) &&
			       hash->len == SHA256_SIZE
		       ? NULL
		       : "bh= is no SHA-256 hash";
}

static const char *read_b(struct reading *reading, struct str value)
{
	struct str text = tag_compact(reading->arena, value);
	struct signature *signature = reading->signature;

	signature->b = str_first(text, 8);
	if (!base64_decode(reading->arena, text, &signature->bytes) ||
	    signature->bytes.len == 0)
		return "b= is no base64";
	return signature->bytes.len <= LIMIT_RSA_MAX_BITS / 8
		       ? NULL
		       : "b= is too long";
}

static const char *read_cv(struct reading *reading, struct str value)
{
	static const enum check_status known[] = { CHECK_NONE, CHECK_PASS,
						   CHECK_FAIL };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (str_eq(value, check_name(known[i]))) {
			reading->signature->chain = known[i];
			return NULL;
		}
	}
	return "cv= is neither none, pass nor fail";
}

#define DKIM SIGNATURE_DKIM
#define BOTH (SIGNATURE_DKIM | SIGNATURE_MESSAGE)
#define ARC (SIGNATURE_MESSAGE | SIGNATURE_SEAL)
#define ALL (BOTH | ARC)

/*
 * In the order of reading: what a result shows comes first, so that it is
 * there when something else is wrong.
 */
static const struct tag_rule rules[] = {
	{ STR_INIT("i"), ARC, ARC, read_instance, "no i=" },
	{ STR_INIT("cv"), SIGNATURE_SEAL, SIGNATURE_SEAL, read_cv, "no cv=" },
	{ STR_INIT("d"), ALL, ALL, read_d, "no d=" },
	{ STR_INIT("s"), ALL, ALL, read_s, "no s=" },
	{ STR_INIT("b"), ALL, ALL, read_b, "no b=" },
	{ STR_INIT("a"), ALL, ALL, read_a, "no a=" },
	{ STR_INIT("v"), DKIM, DKIM, read_v, "no v=" },
	{ STR_INIT("i"), DKIM, 0, read_identity, NULL },
	{ STR_INIT("h"), BOTH, BOTH, read_h, "no h=" },
	{ STR_INIT("h"), SIGNATURE_SEAL, 0, refuse_h, NULL },
	{ STR_INIT("bh"), BOTH, BOTH, read_bh, "no bh=" },
	{ STR_INIT("c"), BOTH, 0, read_c, NULL },
	{ STR_INIT("l"), BOTH, 0, read_l, NULL },
	{ STR_INIT("q"), BOTH, 0, read_q, NULL },
	{ STR_INIT("t"), ALL, 0, read_t, NULL },
	{ STR_INIT("x"), BOTH, 0, read_x, NULL },
};

const struct tag_rule *tag_rule_find(size_t n)
{
	return n < sizeof(rules) / sizeof(rules[0]) ? &rules[n] : NULL;
}
