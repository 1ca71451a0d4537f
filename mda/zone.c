#include "zone.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "../filter/buf.h"
#include "../filter/limits.h"
#include "limits.h"

/* Seconds that an answer holds when its line does not say. */
#define ZONE_TTL 300

/*
 * One line of the file.  The key is the name in lower case with its labels in
 * reverse order and a NUL between them ("com\0example\0www"): sorted by it, a
 * name stands right before all that is below it.
 */
struct line {
	struct str key;
	unsigned type; /* enum dns_type; 0: every type without own lines */
	enum dns_status status; /* DNS_FOUND: there is a record */
	bool authenticated;
	unsigned ttl;
	size_t number;
	struct dns_record record;
};

struct zone {
	struct dns dns;
	struct line *lines; /* by key, then number */
	size_t count, capacity;
	bool closed; /* what it has no line of is not answered */
};

/* Some lines of one name. */
struct range {
	const struct line *first;
	size_t count;
};

/* -- reading --------------------------------------------------------------- */

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

static struct str key_of(struct arena *arena, struct str name)
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
static struct str read_age(struct str *text, struct line *line)
{
	struct str word = zone_word(text);
	uint64_t ttl = ZONE_TTL;

	if (str_to_u64(word, INT32_MAX, &ttl))
		word = zone_word(text);
	line->ttl = (unsigned)ttl;
	line->authenticated = str_eq(word, STR("AD"));
	return line->authenticated ? zone_word(text) : word;
}

static const char *read_line(struct arena *arena, struct str text,
			     struct line *line)
{
	struct str name = zone_word(&text);
	struct str type = read_age(&text, line);
	const struct reader *reader = reader_find(type);

	line->key = key_of(arena, read_name(arena, name));
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

static int line_compare(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	int order = str_cmp_nocase(a->key, b->key);

	return order != 0 ? order
			  : (a->number > b->number) - (a->number < b->number);
}

static void zone_add(struct zone *zone, struct arena *arena,
		     const struct line *line)
{
	if (zone->count == zone->capacity) {
		zone->capacity = zone->capacity > 0 ? 2 * zone->capacity : 16;
		zone->lines = arena_grow(arena, zone->lines, zone->count,
					 zone->capacity, sizeof(*line));
	}
	zone->lines[zone->count++] = *line;
	zone->closed |= line->key.len == 0 && line->status == DNS_TEMPFAIL;
}

/* -- answering ------------------------------------------------------------- */

static bool key_is_within(struct str key, struct str ancestor)
{
	return str_starts(key, ancestor) &&
	       (key.len == ancestor.len || key.ptr[ancestor.len] == '\0');
}

/* The first line whose key is not below the one given. */
static size_t lower_bound(const struct zone *zone, struct str key)
{
	size_t low = 0, high = zone->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp_nocase(zone->lines[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* False when neither the name nor one below it is in the zone. */
static bool range_find(const struct zone *zone, struct str key,
		       struct range *range)
{
	size_t at = lower_bound(zone, key), end = at;

	while (end < zone->count && str_eq(zone->lines[end].key, key))
		end++;
	*range = (struct range){ zone->lines + at, end - at };
	return at < zone->count && key_is_within(zone->lines[at].key, key);
}

static struct str key_parent(struct str key)
{
	size_t end = str_find_last(key, '\0');

	return str_first(key, end < key.len ? end : 0);
}

static struct str key_of_wildcard(struct arena *arena, struct str parent)
{
	struct buf key = buf_new(arena, parent.len + 2);

	buf_add(&key, parent);
	if (parent.len > 0)
		buf_add_char(&key, '\0');
	buf_add_char(&key, '*');
	return buf_str(&key);
}

/* RFC 4592 3.3.1: the wildcard right below the closest ancestor that exists,
 * and no other, answers for a name that does not exist. */
static bool range_find_or_wildcard(const struct zone *zone, struct arena *arena,
				   struct str name, struct range *range)
{
	struct str key = key_of(arena, name), above = key;
	struct range ignored;

	if (range_find(zone, key, range))
		return true;
	do
		above = key_parent(above);
	while (above.len > 0 && !range_find(zone, above, &ignored));
	return range_find(zone, key_of_wildcard(arena, above), range);
}

static void answer_add(struct arena *arena, struct dns_answer *answer,
		       struct dns_record **records, const struct line *line)
{
	struct dns_record *record;

	if (answer->count == LIMIT_DNS_RECORDS)
		return;
	if (*records == NULL)
		*records = ARENA_ARRAY(arena, struct dns_record,
				       LIMIT_DNS_RECORDS);
	record = &(*records)[answer->count++];
	*record = line->record;
	record->data = arena_copy(arena, line->record.data);
	answer->records = *records;
}

/* The records of one type; or what stands in their place, for that type or for
 * all that have no line.  False: no line says anything. */
static bool answer_of(struct arena *arena, struct range range,
		      enum dns_type type, struct dns_answer *answer)
{
	struct dns_record *records = NULL;
	bool said = false, own = false;

	*answer =
		(struct dns_answer){ .ttl = INT32_MAX, .authenticated = true };
	for (size_t i = 0; i < range.count; i++) {
		const struct line *line = &range.first[i];

		if (line->type != type && (line->type != 0 || own))
			continue;
		said = true;
		own = line->type == type;
		if (answer->count == 0)
			answer->status = line->status;
		if (line->status == DNS_FOUND)
			answer_add(arena, answer, &records, line);
		answer->authenticated &= line->authenticated;
		answer->ttl = line->ttl < answer->ttl ? line->ttl : answer->ttl;
	}
	if (answer->count > 0)
		answer->status = DNS_FOUND;
	return said;
}

/* What no line speaks of. */
static struct dns_answer unsaid(const struct zone *zone, enum dns_status status)
{
	return (struct dns_answer){
		.status = zone->closed ? DNS_TEMPFAIL : status,
		.ttl = ZONE_TTL,
	};
}

static struct dns_answer zone_lookup(struct dns *dns, struct arena *arena,
				     struct str name, enum dns_type type)
{
	const struct zone *zone = (const struct zone *)dns;

	for (unsigned hop = 0; hop <= LIMIT_DNS_CNAMES; hop++) {
		struct dns_answer answer, cname;
		struct range range;

		if (!range_find_or_wildcard(zone, arena, name, &range))
			return unsaid(zone, DNS_NXDOMAIN);
		if (answer_of(arena, range, type, &answer))
			return answer;
		answer_of(arena, range, DNS_CNAME, &cname);
		if (cname.count == 0)
			return unsaid(zone, DNS_NODATA);
		name = cname.records[0].data;
	}
	return (struct dns_answer){ .status = DNS_TEMPFAIL };
}

static void zone_prefetch(struct dns *dns, struct str name, enum dns_type type)
{
	(void)dns, (void)name, (void)type;
}

struct dns *zone_parse(struct arena *arena, struct str text, struct str *error)
{
	struct zone *zone = ARENA_NEW(arena, struct zone);
	struct str row;

	zone->dns = (struct dns){ zone_prefetch, zone_lookup };
	for (size_t number = 1; str_cut(&text, '\n', &row); number++) {
		struct line line = { .number = number };
		const char *wrong;

		row = str_trim(row);
		if (row.len == 0 || row.ptr[0] == '#')
			continue;
		wrong = read_line(arena, row, &line);
		if (wrong != NULL) {
			*error = arena_printf(arena, "line %zu: %s", number,
					      wrong);
			return NULL;
		}
		zone_add(zone, arena, &line);
	}
	if (zone->count > 0)
		qsort(zone->lines, zone->count, sizeof(struct line),
		      line_compare);
	return &zone->dns;
}
