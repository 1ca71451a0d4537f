#include "dmarc_record.h"

/*
 * RFC 9989 4.8.  Literals of its ABNF, tag names too, are read in any case;
 * only "DMARC1" is not.
 */

static struct str trim_wsp(struct str s)
{
	while (s.len > 0 && char_is_wsp(s.ptr[0]))
		s = str_skip(s, 1);
	while (s.len > 0 && char_is_wsp(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

/* 1*ALPHA equals 1*dmarc-value.  A name or value with other bytes in it is none
 * of those that are known, so it needs no other check. */
static bool split_tag(struct str part, struct str *name, struct str *value)
{
	size_t equals = str_find(part, '=');

	*name = trim_wsp(str_first(part, equals));
	*value = trim_wsp(str_skip(part, equals + 1));
	return equals < part.len;
}

bool dmarc_record_is_dmarc(struct str text)
{
	struct str first = str_first(text, str_find(text, ';')), name, value;

	return first.len > 0 && !char_is_wsp(first.ptr[0]) &&
	       split_tag(first, &name, &value) &&
	       str_eq_nocase(name, STR("v")) && str_eq(value, STR("DMARC1"));
}

/* -- values ---------------------------------------------------------------- */

/* Index of value among count words; count when it is none of them. */
static size_t find_word(struct str value, const struct str *words, size_t count)
{
	size_t i = 0;

	while (i < count && !str_eq_nocase(value, words[i]))
		i++;
	return i;
}

/* dmarc-request */
static struct dmarc_request read_request(struct str value)
{
	static const struct str words[] = {
		[DMARC_POLICY_NONE] = STR_INIT("none"),
		[DMARC_POLICY_QUARANTINE] = STR_INIT("quarantine"),
		[DMARC_POLICY_REJECT] = STR_INIT("reject"),
	};
	size_t i = find_word(value, words, 3);

	if (i == 3)
		return (struct dmarc_request){ .tag = DMARC_TAG_INVALID };
	return (struct dmarc_request){ .tag = DMARC_TAG_VALID,
				       .policy = (enum dmarc_policy)i };
}

static bool is_uri_char(char c)
{
	static const struct str others = STR_INIT(":/?#[]@$&'()*+;=-._~");

	return char_is_alnum(c) || str_find(others, c) < others.len;
}

/* *( unreserved / reserved / pct-encoded ), without "," and "!" */
static bool is_uri_rest(struct str rest)
{
	for (size_t i = 0; i < rest.len; i++) {
		if (is_uri_char(rest.ptr[i]))
			continue;
		if (rest.ptr[i] != '%' || rest.len - i < 3 ||
		    char_hex_value(rest.ptr[i + 1]) < 0 ||
		    char_hex_value(rest.ptr[i + 2]) < 0)
			return false;
		i += 2;
	}
	return rest.len > 0;
}

/* "!" 1*DIGIT [ "k" / "m" / "g" / "t" ] */
static bool is_report_size(struct str size)
{
	size_t digits = 1;

	while (digits < size.len && char_is_digit(size.ptr[digits]))
		digits++;
	if (digits > 1 && digits + 1 == size.len)
		return str_find(STR("kmgt"), char_lower(size.ptr[digits])) < 4;
	return digits > 1 && digits == size.len;
}

/* dmarc-uri / obs-dmarc-uri; scheme = ALPHA *( ALPHA / DIGIT / "+-." ) */
static bool is_dmarc_uri(struct str uri)
{
	size_t size = str_find(uri, '!'), colon = str_find(uri, ':');
	struct str scheme = str_first(uri, colon);

	if (size < uri.len && !is_report_size(str_skip(uri, size)))
		return false;
	uri.len = size;
	if (scheme.len == 0 || scheme.len >= uri.len ||
	    !char_is_alpha(scheme.ptr[0]))
		return false;
	for (size_t i = 0; i < scheme.len; i++)
		if (!char_is_alnum(scheme.ptr[i]) &&
		    str_find(STR("+-."), scheme.ptr[i]) == 3)
			return false;
	return is_uri_rest(str_skip(uri, colon + 1));
}

static bool has_dmarc_uri(struct str list)
{
	struct str uri;

	while (str_cut(&list, ',', &uri))
		if (is_dmarc_uri(trim_wsp(uri)))
			return true;
	return false;
}

/* -- tags ------------------------------------------------------------------ */

static void read_p(struct dmarc_record *record, struct str value)
{
	record->p = read_request(value);
}

static void read_sp(struct dmarc_record *record, struct str value)
{
	record->sp = read_request(value);
}

static void read_np(struct dmarc_record *record, struct str value)
{
	record->np = read_request(value);
}

static void read_psd(struct dmarc_record *record, struct str value)
{
	if (str_eq_nocase(value, STR("y")))
		record->psd = DMARC_PSD_YES;
	else if (str_eq_nocase(value, STR("n")))
		record->psd = DMARC_PSD_NO;
}

static void read_t(struct dmarc_record *record, struct str value)
{
	record->testing = str_eq_nocase(value, STR("y"));
}

static void read_adkim(struct dmarc_record *record, struct str value)
{
	record->strict_dkim = str_eq_nocase(value, STR("s"));
}

static void read_aspf(struct dmarc_record *record, struct str value)
{
	record->strict_spf = str_eq_nocase(value, STR("s"));
}

static void read_rua(struct dmarc_record *record, struct str value)
{
	record->has_rua = has_dmarc_uri(value);
}

/* Only how reports are wanted. */
static void read_nothing(struct dmarc_record *record, struct str value)
{
	(void)record, (void)value;
}

static const struct {
	struct str name;
	void (*read)(struct dmarc_record *record, struct str value);
} tags[] = {
	{ STR_INIT("v"), read_nothing },   { STR_INIT("p"), read_p },
	{ STR_INIT("sp"), read_sp },	   { STR_INIT("np"), read_np },
	{ STR_INIT("psd"), read_psd },	   { STR_INIT("t"), read_t },
	{ STR_INIT("adkim"), read_adkim }, { STR_INIT("aspf"), read_aspf },
	{ STR_INIT("rua"), read_rua },	   { STR_INIT("ruf"), read_nothing },
	{ STR_INIT("fo"), read_nothing },
};

#define TAG_COUNT (sizeof(tags) / sizeof(tags[0]))

/* False: a known tag for the second time. */
static bool read_tag(struct dmarc_record *record, struct str name,
		     struct str value, bool seen[TAG_COUNT])
{
	for (size_t i = 0; i < TAG_COUNT; i++) {
		if (!str_eq_nocase(name, tags[i].name))
			continue;
		if (seen[i])
			return false;
		seen[i] = true;
		tags[i].read(record, value);
	}
	return true;
}

bool dmarc_record_parse(struct str text, struct dmarc_record *record)
{
	bool seen[TAG_COUNT] = { false };
	struct str part, name, value;

	*record = (struct dmarc_record){ .text = text };
	while (str_cut(&text, ';', &part))
		if (split_tag(part, &name, &value) &&
		    !read_tag(record, name, value, seen))
			return false;
	return true;
}

bool dmarc_record_has_policy(const struct dmarc_record *record)
{
	return record->p.tag == DMARC_TAG_VALID &&
	       record->sp.tag != DMARC_TAG_INVALID &&
	       record->np.tag != DMARC_TAG_INVALID;
}
