#include "zone.h"

#include <stdlib.h>

#include "../filter/buf.h"
#include "../filter/limits.h"
#include "limits.h"
#include "zone_line.h"

struct zone {
	struct dns dns;
	struct zone_line *lines; /* by key, then number */
	size_t count, capacity;
	bool closed; /* what it has no line of is not answered */
};

/* Some lines of one name. */
struct range {
	const struct zone_line *first;
	size_t count;
};

/* -- the file ---------------------------------------------------------------- */

static int line_compare(const void *left, const void *right)
{
	const struct zone_line *a = left, *b = right;
	int order = str_cmp_nocase(a->key, b->key);

	return order != 0 ? order
			  : (a->number > b->number) - (a->number < b->number);
}

static void zone_add(struct zone *zone, struct arena *arena,
		     const struct zone_line *line)
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
	struct str key = zone_key(arena, name), above = key;
	struct range ignored;

	if (range_find(zone, key, range))
		return true;
	do
		above = key_parent(above);
	while (above.len > 0 && !range_find(zone, above, &ignored));
	return range_find(zone, key_of_wildcard(arena, above), range);
}

static void answer_add(struct arena *arena, struct dns_answer *answer,
		       struct dns_record **records,
		       const struct zone_line *line)
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
		const struct zone_line *line = &range.first[i];

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
		struct zone_line line = { .number = number };
		const char *wrong;

		row = str_trim(row);
		if (row.len == 0 || row.ptr[0] == '#')
			continue;
		wrong = zone_line_read(arena, row, &line);
		if (wrong != NULL) {
			*error = arena_printf(arena, "line %zu: %s", number,
					      wrong);
			return NULL;
		}
		zone_add(zone, arena, &line);
	}
	if (zone->count > 0)
		qsort(zone->lines, zone->count, sizeof(struct zone_line),
		      line_compare);
	return &zone->dns;
}
