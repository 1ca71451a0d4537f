#include "zone_line.h"

#include <arpa/inet.h>

#include "../filter/buf.h"
#include "../filter/limits.h"

struct str zone_word(struct str *rest)
{
	struct str word = *rest = str_trim(*rest);

	for (word.len = 0; word.len < rest->len; word.len++)
		if (char_is_wsp(rest->ptr[word.len]))
			break;
	*rest = str_trim(str_skip(*rest, word.len));
	return word;
}

/* RFC 1035 5.1: "\DDD" is a byte in decimal, "\X" is X. */
static char next_byte(struct str *rest)
{
	char c = rest->ptr[0];
	uint64_t number;

	if (c != '\\' || rest->len < 2) {
		*rest = str_skip(*rest, 1);
	} else if (rest->len >= 4 &&
		   str_to_u64((struct str){ rest->ptr + 1, 3 }, 255, &number)) {
		*rest = str_skip(*rest, 4);
		c = (char)number;
	} else {
		c = rest->ptr[1];
		*rest = str_skip(*rest, 2);
	}
	return c;
}

/* A name as a check would give it: unescaped, without the final dot. */
static struct str read_name(struct arena *arena, struct str word)
{
	struct buf name = buf_new(arena, word.len);

	while (word.len > 0)
		buf_add_char(&name, next_byte(&word));
	return str_ends(buf_str(&name), STR("."))
		       ? str_first(buf_str(&name), name.len - 1)
		       : buf_str(&name);
}

struct str zone_key(struct arena *arena, struct str name)
{
	char *key = arena_alloc(arena, name.len);
	size_t at = name.len;
	struct str label;

	for (struct str rest = name; str_cut(&rest, '.', &label);) {
		at -= label.len;
		for (size_t i = 0; i < label.len; i++)
			key[at + i] = char_lower(label.ptr[i]);
		if (at > 0)
			key[--at] = '\0';
	}
	return (struct str){ key, name.len };
}

/* Each reads a record's data; NULL, or what is wrong with it. */

static const char *read_address(int family, struct arena *arena,
				struct str data, unsigned char address[16])
{
	if (inet_pton(family, arena_cstr(arena, data), address) != 1)
		return family == AF_INET ? "no IPv4 address"
					 : "no IPv6 address";
	return NULL;
}

static const char *read_a(struct arena *arena, struct str data,
			  struct dns_record *record)
{
	return read_address(AF_INET, arena, data, record->address);
}

static const char *read_aaaa(struct arena *arena, struct str data,
			     struct dns_record *record)
{
	return read_address(AF_INET6, arena, data, record->address);
}

static const char *read_target(struct arena *arena, struct str data,
			       struct dns_record *record)
{
	struct str word = zone_word(&data);

	if (word.len == 0 || data.len > 0)
		return "one name is wanted";
	record->data = read_name(arena, word);
	return NULL;
}

static const char *read_mx(struct arena *arena, struct str data,
			   struct dns_record *record)
{
	uint64_t preference;

	if (!str_to_u64(zone_word(&data), 65535, &preference))
		return "MX begins with a preference of 0..65535";
	record->preference = (unsigned)preference;
	return read_target(arena, data, record);
}

const char *zone_unquote(struct arena *arena, struct str data,
			 struct str *result)
{
	struct buf text = buf_new(arena, LIMIT_DNS_TXT);

	*result = data;
	if (!str_starts(data, STR("\"")))
		return data.len > LIMIT_DNS_TXT ? "text too long" : NULL;
	while (data.len > 0) {
		if (data.ptr[0] != '"')
			return "text outside of the quotes";
		data = str_skip(data, 1);
		while (data.len > 0 && data.ptr[0] != '"')
			buf_add_char(&text, next_byte(&data));
		if (data.len == 0)
			return "no closing quote";
		data = str_trim(str_skip(data, 1));
	}
	*result = buf_str(&text);
	return text.overflow ? "text too long" : NULL;
}

static const char *read_txt(struct arena *arena, struct str data,
			    struct dns_record *record)
{
	return zone_unquote(arena, data, &record->data);
}

static const struct reader {
	enum dns_type type;
	const char *(*read)(struct arena *arena, struct str data,
			    struct dns_record *record);
} readers[] = {
	{ DNS_A, read_a },	  { DNS_AAAA, read_aaaa },
	{ DNS_MX, read_mx },	  { DNS_TXT, read_txt },
	{ DNS_PTR, read_target }, { DNS_CNAME, read_target },
};

static const struct reader *reader_find(struct str type)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (str_eq_nocase(type,
				  str_from(dns_type_name(readers[i].type))))
			return &readers[i];
	return NULL;
}

/* What stands in the place of a record, or of all records of a name. */
static bool read_status(struct str word, enum dns_status *status)
{
	static const struct {
		struct str word;
		enum dns_status status;
	} words[] = {
		{ STR_INIT("FAIL"), DNS_TEMPFAIL },
		{ STR_INIT("NODATA"), DNS_NODATA },
		{ STR_INIT("NXDOMAIN"), DNS_NXDOMAIN },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_eq(word, words[i].word)) {
			*status = words[i].status;
			return true;
		}
	}
	return false;
}

/* [ttl] ["AD"] type: the type. */
static struct str read_age(struct str *text, struct zone_line *line)
{
	struct str word = zone_word(text);
	uint64_t ttl = ZONE_TTL;

	if (str_to_u64(word, INT32_MAX, &ttl))
		word = zone_word(text);
	line->ttl = (unsigned)ttl;
	line->authenticated = str_eq(word, STR("AD"));
	return line->authenticated ? zone_word(text) : word;
}

const char *zone_line_read(struct arena *arena, struct str text,
			   struct zone_line *line)
{
	struct str name = zone_word(&text);
	struct str type = read_age(&text, line);
	const struct reader *reader = reader_find(type);

	line->key = zone_key(arena, read_name(arena, name));
	if (read_status(type, &line->status) && text.len == 0)
		return NULL;
	if (reader == NULL)
		return "A, AAAA, MX, TXT, PTR, CNAME or FAIL is wanted";
	line->type = reader->type;
	line->status = DNS_FOUND;
	if (read_status(text, &line->status))
		return NULL;
	return reader->read(arena, text, &line->record);
}
